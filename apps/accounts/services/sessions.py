"""Sessions: a row of its own for each, so that people can see where they are signed in and end what is not theirs."""

from collections.abc import Iterable

from allauth.usersessions.models import UserSession
from django.db import transaction

from apps.accounts.models import User
from apps.core.audit import record


@transaction.atomic
def begin_session(*, user: User, session_key: str, methods: Iterable[str], ip: str, user_agent: str) -> UserSession:
    """Somebody has signed in by `methods`, such as `password` and `totp`; their session has this key from now on."""
    session, _ = UserSession.objects.update_or_create(
        session_key=session_key, defaults={"user": user, "ip": ip, "user_agent": user_agent[:200]}
    )
    record(actor=user, action="accounts.signed_in", target=user, after={"by": sorted(set(methods))})
    return session


@transaction.atomic
def end_session(*, user: User, session_key: str) -> None:
    """Somebody signs out. The caller throws the session itself away, with all that it holds."""
    UserSession.objects.filter(session_key=session_key).delete()
    record(actor=user, action="accounts.signed_out", target=user)


@transaction.atomic
def record_failed_sign_in(*, email: str, step: str) -> None:
    """Somebody could not prove who they are: `step` is `password` or `code`.

    The entry names the account when there is one, never what was typed: that may be a password in the wrong field.
    """
    user = User.objects.with_email(email).first()
    record(actor=None, action="accounts.sign_in_failed", target=user or User, after={"step": step})
