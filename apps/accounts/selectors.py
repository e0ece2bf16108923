"""Who may do what and why, read fresh from the tables: no cached set is asked. How somebody can sign in, and where."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils import timezone

from apps.accounts.models import Role, RoleAssignment, RolePermission, User
from apps.accounts.rules import access
from apps.accounts.rules.keys import outlives
from apps.accounts.rules.permission_sets import Limits, not_covered
from apps.accounts.rules.role_editing import offered
from apps.accounts.rules.roles import BY_SLUG
from apps.accounts.rules.second_factor import APP, PASSKEY, RECOVERY_CODES
from apps.core.access import Answer, Finding, Place, Remedy, Row, RowKind, Step, decide, kind_of
from apps.core.actor import Actor
from apps.core.errors import DomainError


@dataclass(frozen=True)
class Holder:
    """A person with the permissions that the tables give them: what `visible_to` asks."""

    pk: Any
    permissions: frozenset[str]

    def has_perm(self, perm: str, obj: Model | None = None) -> bool:
        return perm in self.permissions


@dataclass(frozen=True)
class Why:
    """The answer to one question, with the chain of rules that led to it; `held` is all that the person may do."""

    person: User
    permission: Permission
    code: str
    row: Row | None
    amount: Decimal | None
    answer: Answer
    steps: list[Step]
    held: list[access.Effective]


def row_of(target: Model) -> Row:
    return Row(target._meta.label_lower, target.pk, str(target))


def person_as_kept(user: User) -> access.Person:
    """The account and all its grants, also those that ended or have not begun, with what their roles carry."""
    found = RoleAssignment.objects.filter(user_id=user.pk).select_related("role", "given_by").order_by("role__slug")
    grants = list(found)
    carries: dict[int, dict[str, Decimal | None]] = {grant.role_id: {} for grant in grants}
    carried = RolePermission.objects.filter(role__in=carries).select_related("permission__content_type")
    for one in carried:
        carries[one.role_id][code_of(one.permission)] = one.up_to
    return access.Person(
        row_of(user),
        User.objects.filter(pk=user.pk, is_active=True).exists(),
        tuple(
            access.Grant(
                row=Row(grant._meta.label_lower, grant.pk, f"{grant.role} of {user}"),
                role=row_of(grant.role),
                slug=grant.role.slug,
                asks_for_factor=grant.role.requires_second_factor,
                given_by=row_of(grant.given_by) if grant.given_by else None,
                reason=grant.reason,
                starts_at=grant.starts_at,
                expires_at=grant.expires_at,
                carries=carries[grant.role_id],
            )
            for grant in grants
        ),
        has_factor=Authenticator.objects.filter(user=user).exclude(type=RECOVERY_CODES).exists(),
    )


def permissions_of(user: User) -> list[access.Effective]:
    """What somebody may do now, with its sources."""
    return access.effective(person_as_kept(user), timezone.now())


def held_until(user: User, end: datetime | None) -> Limits:
    """What somebody holds now and keeps until `end` (None: for good): what they may give to others for so long."""
    return _held_until(person_as_kept(user), end, timezone.now())


def _held_until(person: access.Person, end: datetime | None, now: datetime) -> Limits:
    lasting = tuple(grant for grant in person.grants if not outlives(end, grant.expires_at))
    return {one.permission: one.up_to for one in access.effective(replace(person, grants=lasting), now)}


def roles_beyond(user: User, other: User) -> list[str]:
    """Names of the roles of `other`, held now or later, that `user` could not give them for as long."""
    own, now = person_as_kept(user), timezone.now()
    return [
        grant.role.name
        for grant in person_as_kept(other).grants
        if outlives(grant.expires_at, now) and not_covered(grant.carries, _held_until(own, grant.expires_at, now))
    ]


def code_of(permission: Permission) -> str:
    """`app.codename`, as code names it."""
    return f"{permission.content_type.app_label}.{permission.codename}"


def find_permission(code: str) -> Permission:
    """The permission `app.codename`. Raises DomainError when there is none."""
    app, _, codename = code.partition(".")
    found = Permission.objects.select_related("content_type").filter(content_type__app_label=app, codename=codename)
    permission: Permission | None = found.first()
    if permission is None:
        raise DomainError(f"There is no permission “{code[:100]}”.", code="unknown_permission", field="permission")
    return permission


def explain(*, person: User, permission: str, viewer: Actor, name: str = "", amount: Decimal | None = None) -> Why:
    """Whether `person` may use `permission`, on the row called `name` when there is one, and why.

    Raises DomainError for a permission that there is not, for a row where it acts on none, and for a row that `viewer`
    may not see. Who asks for themselves hears the last as a step: the same of another's row as of a missing one.
    """
    asked = find_permission(permission)
    now = timezone.now()
    kind = kind_of(permission)
    row = find_row(kind, name, viewer) if name else None
    if name and row is None and viewer.pk != person.pk:
        raise DomainError(unseen(kind, name), code="no_such_row", field="object")
    kept = person_as_kept(person)
    held = access.effective(kept, now)
    enough = (permission, *(kind.instead.get(permission, ()) if kind else ()))
    carriers = Role.objects.filter(permissions=asked)
    steps = access.chain(
        kept,
        enough,
        carriers=[row_of(role) for role in carriers],
        amount=amount,
        currency=settings.CURRENCY,
        now=now,
    )
    if kind is not None and name:
        steps.append(
            visibility_step(kind, row, Holder(person.pk, frozenset(one.permission for one in held)))
            if row
            else unseen_step(kind, name)
        )
        if row and (state := kind.states.get(permission)):
            steps.append(state(row, amount))
    return Why(person, asked, permission, row_of(row) if row else None, amount, decide(steps), steps, held)


def find_row(kind: RowKind | None, name: str, viewer: Actor) -> Model | None:
    """The row as far as `viewer` may see it. Raises DomainError when the permission acts on no single rows."""
    if kind is None:
        raise DomainError("This permission is not about single rows.", code="not_about_rows", field="object")
    if "\0" in name:
        return None
    try:
        row: Model | None = kind.model.objects.visible_to(viewer).filter(**{kind.named_by: name}).first()
    except (ValidationError, ValueError):  # no value that the field can have
        return None
    return row


def unseen(kind: RowKind | None, name: str) -> str:
    return f"There is no {kind.noun if kind else 'row'} “{name[:100]}” that you may see."


def unseen_step(kind: RowKind, name: str) -> Step:
    """What somebody hears who asks for themselves: of another's row the same as of one that does not exist."""
    return Step(
        rule="row_visible",
        question=f"May the person see this {kind.noun}?",
        answer=Answer.NO,
        says=f"{unseen(kind, name)} {kind.who_sees}",
    )


def visibility_step(kind: RowKind, row: Model, person: Holder) -> Step:
    """What the production queryset answers: whether the row is among those that the person may see."""
    sees = kind.model.objects.visible_to(person).filter(pk=row.pk).exists()
    read = [Finding(f"{kind.noun.capitalize()} {row}", sees, row_of(row))]
    if kind.owner is not None:
        mine = kind.owner(row) == person.pk
        read.append(Finding("It is this person's own." if mine else "It is not this person's own.", mine))
    return Step(
        rule="row_visible",
        question=f"May the person see this {kind.noun}?",
        answer=Answer.YES if sees else Answer.NO,
        says=f"{'It is' if sees else 'It is not'} among the rows they may see. {kind.who_sees}",
        read=tuple(read),
        remedy=None if sees else Remedy(f"Look at the {kind.noun}", Place.ROW, row_of(row)),
    )


def carried_by(role: Role) -> dict[str, Decimal | None]:
    """What a role carries, each permission up to its amount; no query for one read `with_permissions()`."""
    return {code_of(row.permission): row.up_to for row in role.role_permissions.all()}


@dataclass(frozen=True)
class RoleNow:
    """A role with all it carries, what the shop's definition grants it, and what a later release offers it."""

    role: Role
    carried: Limits
    defined: Limits
    offered: list[str]


def roles_now(codes: Collection[str]) -> list[RoleNow]:
    """All roles, those that carry most first; `codes` are all permissions. Two queries."""
    found = []
    for role in Role.objects.with_permissions():
        carried = carried_by(role)
        definition = BY_SLUG.get(role.slug)
        grants: Limits = definition.carried(codes) if definition else {}
        news = offered(grants, known=role.known_permissions, carried=carried) if role.edited_at else []
        found.append(RoleNow(role, carried, grants, news))
    return sorted(found, key=lambda one: (-len(one.carried), one.role.slug))


def permissions_in_words() -> Sequence[Permission]:
    """All permissions of the shop's apps, as lists of choices have them: by app, model and code.

    Nobody asks for those of the framework's own tables.
    """
    shop = [config.label for config in apps.get_app_configs() if config.name.startswith("apps.")]
    return list(
        Permission.objects.filter(content_type__app_label__in=shop)
        .select_related("content_type")
        .order_by("content_type__app_label", "content_type__model", "codename")
    )


@dataclass(frozen=True)
class Factors:
    """Somebody's second factors."""

    app: Authenticator | None
    passkeys: list[Authenticator]
    recovery_codes: Authenticator | None

    @property
    def any(self) -> bool:
        return self.app is not None or bool(self.passkeys)

    @property
    def codes_left(self) -> int:
        """How many recovery codes have not been used."""
        return len(self.recovery_codes.wrap().get_unused_codes()) if self.recovery_codes else 0


def factors_of(user: User) -> Factors:
    """In one query."""
    found = list(Authenticator.objects.filter(user=user).order_by("created_at"))
    one = {factor.type: factor for factor in found}
    passkeys = [factor for factor in found if factor.type == PASSKEY]
    return Factors(one.get(APP), passkeys, one.get(RECOVERY_CODES))


def sessions_of(user: User, *, now: datetime) -> list[UserSession]:
    """Sessions that a browser could still use, newest first, in one query."""
    live = apps.get_model("sessions.Session").objects.filter(expire_date__gt=now)
    mine = UserSession.objects.filter(user=user, session_key__in=live.values("session_key"))
    return list(mine.order_by("-created_at"))
