"""How people prove who they are, and where their permissions come from: the role tables alone."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.db.models import Model
from django.http import HttpRequest
from django.utils import timezone

from apps.accounts.models import RoleAssignment, RolePermission, User
from apps.accounts.services.guesses import give_guess_back, take_guess
from apps.core.observability.callers import address_of, network_of


class RoleBackend(ModelBackend):
    """E-mail and password, counted guesses; permissions of the roles that the user holds now.

    `has_perm` works in the admin, DRF and templates alike. The set is read once per user object, that is, per request.
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

    def get_all_permissions(self, user_obj: Any, obj: Model | None = None) -> set[str]:
        if not user_obj.is_active or user_obj.is_anonymous or obj is not None:
            return set()
        if not hasattr(user_obj, "_role_permissions"):
            held = RoleAssignment.objects.held_at(timezone.now()).filter(user=user_obj)
            rows = (
                RolePermission.objects.filter(role__in=held.values("role"))
                .values_list("permission__content_type__app_label", "permission__codename")
                .distinct()
            )
            user_obj._role_permissions = {f"{app}.{codename}" for app, codename in rows}
        permissions: set[str] = user_obj._role_permissions
        return permissions

    def has_perm(self, user_obj: Any, perm: str, obj: Model | None = None) -> bool:
        return perm in self.get_all_permissions(user_obj)

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        return any(perm.startswith(f"{app_label}.") for perm in self.get_all_permissions(user_obj))
