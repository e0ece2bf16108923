"""Sessions: a row of its own for each, so that people can see where they are signed in and end what is not theirs."""

from collections.abc import Iterable
from typing import Any

from allauth.usersessions.models import UserSession
from django.apps import apps
from django.db import transaction
from django.utils import timezone

from apps.accounts.models import User
from apps.core.audit import record

PERMISSIONS = "permissions_version"
"""In a session: the person's `permissions_version` when its key was made."""


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


def rotate_session(*, session: Any, user: User) -> None:
    """A new key for the session (Django's) of somebody whose grants have changed since its key was made.

    They stay signed in; a key that somebody else knew from before opens none of the new permissions. Of several
    requests that come with the old key at once, one makes the new one. A session without a note of its beginning gets
    one.
    """
    noted = session.get(PERMISSIONS)
    if noted is None:
        session[PERMISSIONS] = user.permissions_version
    elif noted != user.permissions_version:
        with transaction.atomic():
            _rotate(session, user)


def _rotate(session: Any, user: User) -> None:
    former = session.session_key
    mine = UserSession.objects.filter(session_key=former)
    # The update locks the row: whoever waited for it finds the session gone.
    if mine.update(last_seen_at=timezone.now()) or session.exists(former):
        session.cycle_key()
        session[PERMISSIONS] = user.permissions_version
        mine.update(session_key=session.session_key)


@transaction.atomic
def record_failed_sign_in(*, email: str, step: str) -> None:
    """Somebody could not prove who they are: `step` is `password`, `code` or `passkey`.

    The entry names the account when there is one, never what was typed: that may be a password in the wrong field.
    """
    user = User.objects.with_email(email).first()
    record(actor=None, action="accounts.sign_in_failed", target=user or User, after={"step": step})


@transaction.atomic
def revoke_session(*, session: UserSession, by: User) -> None:
    """End one session, wherever it is: its next request is a stranger's."""
    user = session.user
    assert isinstance(user, User)
    _revoke([session], user, by)


@transaction.atomic
def end_sessions(*, user: User, by: User | None, keep: str = "") -> int:
    """End all sessions of somebody but the one with key `keep`; how many ended. `by` is None for the shop itself."""
    ended = list(UserSession.objects.filter(user=user).exclude(session_key=keep))
    _revoke(ended, user, by)
    return len(ended)


@transaction.atomic
def clear_ended_sessions() -> int:
    """Remove sessions that have run out, and the rows that list sessions which are no more; how many of the latter."""
    sessions = apps.get_model("sessions.Session").objects
    sessions.filter(expire_date__lt=timezone.now()).delete()
    ended, _ = UserSession.objects.exclude(session_key__in=sessions.values("session_key")).delete()
    return int(ended)


def renew_session(*, before: str, now: str) -> None:
    """The key of a session is another one now; the session goes on."""
    UserSession.objects.filter(session_key=before).update(session_key=now)


def _revoke(sessions: list[UserSession], user: User, by: User | None) -> None:
    for session in sessions:
        session.end()
    if sessions:
        record(actor=by, action="accounts.sessions_ended", target=user, after={"sessions": len(sessions)})
