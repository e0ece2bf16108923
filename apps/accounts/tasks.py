"""Periodic work of accounts."""

from datetime import timedelta

from apps.accounts.services.sessions import clear_ended_sessions
from apps.core.jobs import slot


@slot(every=timedelta(days=1))
def clear_sessions() -> None:
    """Sessions that ran out leave nothing behind."""
    clear_ended_sessions()
