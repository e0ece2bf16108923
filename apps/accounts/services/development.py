"""Making the people of a development shop."""

from collections.abc import Collection
from dataclasses import dataclass

from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.utils import timezone

from apps.accounts.models import ApiToken, User
from apps.accounts.rules.development import PERSONAS, Persona
from apps.accounts.rules.scopes import SCOPES
from apps.accounts.services.people import create_person
from apps.accounts.services.roles import give_role
from apps.accounts.services.tokens import issue_token, revoke_token

TOKEN_NAME = "seed"  # noqa: S105
REASON = "development seed"


@dataclass(frozen=True)
class SeededPerson:
    """Somebody who can sign in. `token` is empty when the person has one that was shown before."""

    persona: Persona
    token: str


@transaction.atomic
def seed_people(
    *,
    rotate_tokens: bool = False,
    only_missing: bool = False,
    role: str | None = None,
    scopes: Collection[str] = SCOPES,
) -> list[SeededPerson]:
    """Make sure that everybody of `rules/development.py` exists with role, known password and an API token.

    A second run finds the same people. Tokens cannot be shown again: with `rotate_tokens` each person's old one is
    revoked and a new one issued. With `only_missing` people who exist are left as they are and not returned: looking
    whether eight passwords are still the known ones takes a second. With `role` it is about the first person of that
    role alone; nobody else's token changes. New tokens have `scopes`: all of them, unless told otherwise.
    """
    meant = [persona for persona in PERSONAS if persona.role == role][:1] if role else PERSONAS
    wanted = [persona for persona in meant if not (only_missing and _exists(persona))]
    return [SeededPerson(persona, _seed_token(_seed_person(persona), rotate_tokens, scopes)) for persona in wanted]


def _exists(persona: Persona) -> bool:
    exists: bool = User.objects.with_email(persona.email).exists()
    return exists


def _seed_person(persona: Persona) -> User:
    user: User | None = User.objects.with_email(persona.email).first()
    if user is None:
        validate_password(persona.password, User(email=persona.email, name=persona.name))
        return create_person(
            email=persona.email,
            password=persona.password,
            role=persona.role,
            by=None,
            reason=REASON,
            name=persona.name,
        )
    if not user.role_assignments.held_at(timezone.now()).filter(role__slug=persona.role).exists():
        give_role(user=user, role=persona.role, by=None, reason=REASON)
    if not (user.is_active and user.check_password(persona.password)):
        user.is_active = True
        user.set_password(persona.password)
        user.save(update_fields=["is_active", "password"])
    return user


def _seed_token(user: User, rotate: bool, scopes: Collection[str]) -> str:
    usable = ApiToken.objects.usable_at(timezone.now()).filter(user=user, name=TOKEN_NAME)
    if usable.exists() and not rotate:
        return ""
    for token in usable:
        revoke_token(token=token, by=None, reason=REASON)
    return issue_token(user=user, name=TOKEN_NAME, scopes=scopes, by=None)[1]
