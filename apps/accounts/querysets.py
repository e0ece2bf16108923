from contextlib import suppress
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Self

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import OuterRef, Prefetch, Q, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Lower

from apps.core.actor import Actor
from apps.core.contacts import ContactRefused, canonical_email

if TYPE_CHECKING:
    from apps.accounts.models import ApiToken, Role, RoleAssignment, User

DESCENDANTS = """
WITH RECURSIVE line AS (
    SELECT %s::bigint AS id
    UNION
    SELECT made.id FROM accounts_apitoken AS made JOIN line ON made.made_with_id = line.id
)
SELECT id FROM line
"""


ROLES_VERSION = RawSQL("(SELECT bit_xor(permissions_version) FROM accounts_role)", (), models.BigIntegerField())
"""One number that changes with what any role carries; brought along by the query that reads who acts."""


class UserQuerySet(models.QuerySet["User"]):
    """People, and who may see them."""

    def visible_to(self, user: Actor) -> Self:
        """All people for those who may view people, otherwise oneself; nobody for strangers."""
        if user.has_perm("accounts.view_user"):
            return self.all()
        return self.filter(pk=user.pk)

    def acting(self) -> Self:
        """People with the version of all roles: what they may do needs no further query."""
        return self.annotate(roles_version=ROLES_VERSION)

    def find_acting(self, pk: int) -> "User | None":
        """One of `acting()`. Every request asks for it, so the statement is not built each time."""
        return next(iter(self.raw(_statement_of_acting(self.model), [pk])), None)

    def locked(self) -> Self:
        """The rows for a change, in one order; who only refers to them does not wait."""
        return self.select_for_update(no_key=True).order_by("pk")

    def with_role_names(self, *, at: datetime) -> Self:
        """With `role_names`: the names of the roles held at the moment, in order, in the same query."""
        from apps.accounts.models import RoleAssignment

        held = RoleAssignment.objects.held_at(at).filter(user=OuterRef("pk")).order_by("role__name")
        return self.annotate(role_names=ArraySubquery(held.values("role__name")))

    def with_email(self, email: str) -> Self:
        """The one person with this address, in any case: by the unique index on it.

        An international domain may be written as people read it, too.
        """
        if not email.isascii():
            with suppress(ContactRefused):
                email = canonical_email(email)
        return self.alias(_email=Lower("email")).filter(_email=Lower(Value(email)))


@cache
def _statement_of_acting(model: "type[User]") -> str:
    statement, _ = model.objects.acting().filter(pk=0).order_by().query.sql_with_params()
    return str(statement)


class RoleQuerySet(models.QuerySet["Role"]):
    """Roles."""

    def locked(self) -> Self:
        """The rows against other grants of the same roles, in one order; who only refers to them does not wait."""
        return self.select_for_update(no_key=True).order_by("pk")

    def with_permissions(self) -> Self:
        """With the rows of what they carry and the permissions' names: one query more."""
        from apps.accounts.models import RolePermission

        rows = RolePermission.objects.select_related("permission__content_type")
        return self.prefetch_related(Prefetch("role_permissions", rows))


class RoleAssignmentQuerySet(models.QuerySet["RoleAssignment"]):
    """Who holds which role."""

    def held_at(self, moment: datetime) -> Self:
        """Grants that have begun and have not ended."""
        return self.filter(Q(expires_at__isnull=True) | Q(expires_at__gt=moment), starts_at__lte=moment)

    def locked(self) -> Self:
        """The rows for a change, in one order."""
        return self.select_for_update().order_by("pk")


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    """Programs' keys, and who may see them."""

    def visible_to(self, user: Actor) -> Self:
        """All keys for those who may view keys, otherwise one's own; none for strangers."""
        if user.has_perm("accounts.view_apitoken"):
            return self.all()
        return self.filter(user_id=user.pk) if user.pk else self.none()

    def acting(self) -> Self:
        """Keys with the person they act as, and the version of all roles, which the person is then told."""
        return self.select_related("user").annotate(roles_version=ROLES_VERSION)

    def usable_at(self, moment: datetime) -> Self:
        """Keys that are neither revoked nor expired."""
        return self.filter(Q(expires_at__isnull=True) | Q(expires_at__gt=moment), revoked_at__isnull=True)

    def descending_from(self, token: "ApiToken") -> Self:
        """The key, those made with it, those made with them, and so on."""
        return self.filter(pk__in=RawSQL(DESCENDANTS, [token.pk]))  # noqa: S611 # the id is a parameter

    def with_relatives(self) -> Self:
        """Brings along the keys that these replace, are replaced by and were made with."""
        return self.select_related("replaces", "successor", "made_with")

    def locked(self) -> Self:
        """The rows for a change, in one order; who only refers to them does not wait."""
        return self.select_for_update(no_key=True).order_by("pk")
