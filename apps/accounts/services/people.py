"""Creating people, closing their accounts and opening them again."""

from typing import Any

from django.db import transaction

from apps.accounts.events import PersonInvited
from apps.accounts.models import Role, User
from apps.accounts.selectors import roles_beyond
from apps.accounts.services.roles import OWNER, give_role, keep_an_owner
from apps.accounts.services.sessions import end_sessions
from apps.accounts.services.tokens import revoke_all_tokens
from apps.core.audit import record
from apps.core.errors import Conflict, DomainError, NotAllowed
from apps.core.events import publish

ADD, CHANGE = "accounts.add_user", "accounts.change_user"


@transaction.atomic
def create_person(*, email: str, password: str | None, role: str, by: User | None, reason: str, **fields: Any) -> User:
    """A new user who holds one role. Without a password nobody can sign in as them."""
    user = User.objects.create_user(email, password, **fields)
    give_role(user=user, role=role, by=by, reason=reason)
    return user


@transaction.atomic
def invite_person(*, email: str, name: str, role: str, by: User, reason: str) -> User:
    """A new person with their first role, who gets a mail with a link to choose a password.

    Raises NotAllowed when `by` may not add people or may not give this role, DomainError when somebody has the address.
    """
    if not by.has_perm(ADD):
        raise NotAllowed("You may not add people.")
    if User.objects.with_email(email).exists():
        raise DomainError("Somebody signs in with this address already.", code="email_taken", field="email")
    person = create_person(email=email, password=None, name=name, role=role, by=by, reason=reason)
    after = {"email": person.email, "role": role}
    entry = record(actor=by, action="accounts.person_invited", target=person, after=after, reason=reason)
    event = PersonInvited(user_id=person.pk, by=str(by), audit_entry_id=entry.pk)
    publish(event, aggregate=f"accounts.user:{person.pk}")
    return person


def create_owner(*, email: str, password: str | None, **fields: Any) -> User:
    """A new user who may do everything: the first of a shop, or the way back in."""
    return create_person(
        email=email, password=password, role="owner", by=None, reason="created on the command line", **fields
    )


@transaction.atomic
def disable_person(*, user: User, by: User | None, reason: str) -> User:
    """Close the account: with the next request no session, no API token and no permission of theirs works.

    Sessions and tokens stay ended when the account is opened again. Closing it twice changes nothing. `by` is None for
    what the shop does itself. Raises NotAllowed when `by` may not change people, Conflict for one's own account and for
    the last owner's.
    """
    if by is not None and not by.has_perm(CHANGE):
        raise NotAllowed("You may not close accounts.")
    if by is not None and by.pk == user.pk:
        raise Conflict("Somebody else has to close your account.", code="own_account")
    list(Role.objects.locked().filter(slug=OWNER))  # in the order in which roles are given and taken
    person: User = User.objects.locked().get(pk=user.pk)
    if not person.is_active:
        return person
    keep_an_owner(user=person)
    person.is_active = False
    person.save(update_fields=["is_active"])  # the database ends every session with it (migration 0006)
    end_sessions(user=person, by=by)
    revoke_all_tokens(user=person, by=by, reason=reason)
    _record(person, "accounts.person_disabled", by, reason)
    return person


@transaction.atomic
def enable_person(*, user: User, by: User | None, reason: str) -> User:
    """Open a closed account: the person may sign in, and holds the roles they held. Opening it twice changes nothing.

    Raises NotAllowed when `by` may not change people, or could not give one of the roles that the person would hold,
    now or later, for as long.
    """
    if by is not None and not by.has_perm(CHANGE):
        raise NotAllowed("You may not open accounts.")
    person: User = User.objects.locked().get(pk=user.pk)
    if person.is_active:
        return person
    if by is not None:
        _refuse_to_restore(person, by)
    person.is_active = True
    person.save(update_fields=["is_active"])
    revoke_all_tokens(user=person, by=by, reason=reason)  # one that was made at the very moment of closing
    _record(person, "accounts.person_enabled", by, reason)
    return person


def _refuse_to_restore(person: User, by: User) -> None:
    """Opening an account gives its roles back: nobody gives what they do not hold, or not for so long."""
    if beyond := roles_beyond(by, person):
        raise NotAllowed(f"You do not hold, or not for so long, all that this person has by {beyond[0]}.")


def _record(person: User, action: str, by: User | None, reason: str) -> None:
    before, after = {"is_active": not person.is_active}, {"is_active": person.is_active}
    record(actor=by, action=action, target=person, before=before, after=after, reason=reason)
