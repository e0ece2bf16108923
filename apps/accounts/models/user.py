from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac

from apps.accounts.querysets import UserQuerySet
from apps.core.contacts import ContactRefused, canonical_email


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Creates users by e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A user under the one spelling of the address. Raises ContactRefused when it is none."""
        user: User = self.model(email=canonical_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """An owner: the way `manage.py createsuperuser` enters."""
        from apps.accounts.services.people import create_owner

        try:
            return create_owner(email=email, password=password, **fields)
        except ContactRefused as refusal:  # which the command tells in one line
            raise ValidationError(refusal.message, code=refusal.code) from refusal

    def get_by_natural_key(self, username: str | None) -> "User":
        user: User = self.with_email(username or "").get()
        return user


class User(AbstractBaseUser):
    """A person who signs in by e-mail. What they may do comes from their roles alone."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    roles = models.ManyToManyField(
        "accounts.Role", through="accounts.RoleAssignment", through_fields=("user", "role"), related_name="users"
    )
    # Random numbers, renewed by the database whenever a grant of this person changes (migration 0005).
    permissions_version = models.BigIntegerField(default=0, db_default=0, editable=False)
    roles_version: int | None = None  # of all roles; told by `UserQuerySet.acting()`
    sessions_version = models.BigIntegerField(default=0, db_default=0, editable=False)  # another one ends all sessions

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        ordering = ["email"]
        permissions = [("enter_backoffice", "Can open the back office")]
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_case_insensitive")]

    def __str__(self) -> str:
        return self.name or self.email

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session is bound to: the password, as everywhere in Django, and the account not having been closed."""
        bound = f"{self.password}{self.sessions_version or ''}"
        salt = "django.contrib.auth.models.AbstractBaseUser.get_session_auth_hash"
        return salted_hmac(salt, bound, secret=secret, algorithm="sha256").hexdigest()

    def get_full_name(self) -> str:
        """What the admin calls this person."""
        return str(self)

    # The interface that the admin, DRF and templates ask; answers come from the authentication backends.

    @property
    def is_staff(self) -> bool:
        """Whether the admin opens: a permission like any other."""
        return self.has_perm("accounts.enter_backoffice")

    @property
    def is_superuser(self) -> bool:
        """Nobody is above the role tables."""
        return False

    @property
    def must_show_second_factor(self) -> bool:
        """Whether a session of theirs opens nothing before it has shown a second factor; tokens are not asked."""
        from django.contrib.auth import get_backends

        backends = [backend for backend in get_backends() if hasattr(backend, "requires_second_factor")]
        return any(backend.requires_second_factor(self) for backend in backends)

    def get_all_permissions(self) -> set[str]:
        """`app.codename` of everything this person may do now."""
        from django.contrib.auth import get_backends

        return {perm for backend in get_backends() for perm in backend.get_all_permissions(self)}

    def has_perm(self, perm: str, obj: models.Model | None = None) -> bool:
        from django.contrib.auth import get_backends

        return self.is_active and any(b.has_perm(self, perm, obj) for b in get_backends())

    def has_perms(self, perms: Iterable[str], obj: models.Model | None = None) -> bool:
        return all(self.has_perm(perm, obj) for perm in perms)

    def has_module_perms(self, app_label: str) -> bool:
        from django.contrib.auth import get_backends

        backends = [backend for backend in get_backends() if hasattr(backend, "has_module_perms")]
        return self.is_active and any(backend.has_module_perms(self, app_label) for backend in backends)
