"""How people prove who they are, and where their permissions come from: the role tables alone."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.db.models import Model
from django.http import HttpRequest

from apps.accounts.models import User
from apps.accounts.rules.permission_sets import Limits
from apps.accounts.services.guesses import give_guess_back, take_guess
from apps.accounts.services.permission_sets import find_permissions, find_set
from apps.core.observability.callers import address_of, network_of


class RoleBackend(ModelBackend):
    """E-mail and password, counted guesses; permissions of the roles that the user holds now.

    `has_perm` works in the admin, DRF and templates alike, and answers from the set of the process.
    """

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> User | None:
        email = username if username is not None else kwargs.get("email")
        if email is None or password is None:
            return None
        user: User | None = User.objects.with_email(email).first()
        address = network_of(address_of(request)) if request else ""
        guess = take_guess(email=user.email if user else email, address=address)
        if user is None:
            User().set_password(password)  # the same work for unknown addresses, so that time tells nothing
            return None
        if not (user.check_password(password) and self.user_can_authenticate(user)):
            return None
        give_guess_back(guess=guess)
        return user

    def get_user(self, user_id: Any) -> User | None:
        """Who the session belongs to, read so that the permissions need no further query."""
        user: User | None = User.objects.find_acting(user_id)
        return user if user is not None and self.user_can_authenticate(user) else None

    def get_all_permissions(self, user_obj: Any, obj: Model | None = None) -> set[str]:
        return set(self._limits(user_obj, obj))

    def has_perm(self, user_obj: Any, perm: str, obj: Model | None = None) -> bool:
        return perm in self._limits(user_obj, obj)

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        return any(perm.startswith(f"{app_label}.") for perm in self._limits(user_obj))

    @staticmethod
    def _limits(user_obj: Any, obj: Model | None = None) -> Limits:
        if not user_obj.is_active or user_obj.is_anonymous or obj is not None:
            return {}
        return find_permissions(user=user_obj)

    def requires_second_factor(self, user_obj: Any) -> bool:
        """Whether a role that the user holds now asks for a second factor: kept with the permissions."""
        return user_obj.is_active and find_set(user=user_obj).second_factor
