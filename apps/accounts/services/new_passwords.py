"""New passwords: changing one's own, and setting one by a key that came by mail."""

from datetime import timedelta

from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.utils.http import base36_to_int, int_to_base36

from apps.accounts.events import PasswordResetAsked, SecurityChanged
from apps.accounts.models import User
from apps.accounts.querysets import UserQuerySet
from apps.accounts.services.sessions import end_sessions
from apps.core.audit import record
from apps.core.errors import NotAllowed, TooOften
from apps.core.events import publish
from apps.core.limits import Bucket, Rule, limiter

# Asked for from one address: enough for an office, too few to fill the outbox.
ASKED = Rule("password-reset", rate=20, period=timedelta(hours=1), burst=10)


@transaction.atomic
def ask_for_password_reset(*, email: str, address: str) -> None:
    """Somebody wants a new password, from this address (empty: not over the network).

    The work is the same whether anybody signs in with this e-mail or not. Raises TooOften.
    """
    verdict = limiter.take([Bucket(ASKED, address)]) if address else None
    if verdict and not verdict.allowed:
        raise TooOften("Too many links were asked for from your network.", wait=verdict.retry_after)
    user: User | None = User.objects.with_email(email).filter(is_active=True).first()
    entry = record(actor=None, action="accounts.password_reset_asked", target=user or User)
    event = PasswordResetAsked(user_id=user.pk if user else None, audit_entry_id=entry.pk)
    publish(event, aggregate=f"accounts.password_reset:{entry.pk}")


def reset_key(*, user: User) -> str:
    """Who has it may set this person's password: once, within PASSWORD_RESET_TIMEOUT, and only until they sign in."""
    return f"{int_to_base36(user.pk)}-{default_token_generator.make_token(user)}"


def user_of_reset_key(*, key: str) -> User | None:
    """Whose password the key may set; None for one that is wrong, used or too old."""
    return _user_among(User.objects.all(), key)


@transaction.atomic
def reset_password(*, key: str, password: str) -> User:
    """Set the password by key, which is good for this once; every session of this person ends.

    Raises NotAllowed for a key that is no good, ValidationError for a password that is too weak.
    """
    user = _user_among(User.objects.locked(), key)  # who waited for the row finds the key used
    if user is None:
        raise NotAllowed("This link is no good any more.", code="reset_key_invalid")
    _set(user, password, by=user, action="accounts.password_reset")
    return user


@transaction.atomic
def change_password(*, user: User, password: str, by: User, keep_session: str) -> User:
    """Set another password; every other session of this person ends. Raises ValidationError for one too weak."""
    _set(user, password, by=by, action="accounts.password_changed", keep_session=keep_session)
    return user


def _user_among(people: UserQuerySet, key: str) -> User | None:
    number, _, token = key.partition("-")
    try:
        user: User | None = people.filter(pk=base36_to_int(number), is_active=True).first()
    except ValueError:
        return None
    return user if user and default_token_generator.check_token(user, token) else None


def _set(user: User, password: str, *, by: User, action: str, keep_session: str = "") -> None:
    validate_password(password, user)
    user.set_password(password)
    user.save(update_fields=["password"])
    end_sessions(user=user, by=by, keep=keep_session)
    entry = record(actor=by, action=action, target=user)
    event = SecurityChanged(user_id=user.pk, change="Your password was changed.", audit_entry_id=entry.pk)
    publish(event, aggregate=f"accounts.user:{user.pk}")
