"""Delivering events: each handler hears each event exactly once, and those of one aggregate in order."""

import random
import time
from datetime import timedelta

import structlog
from django.db import transaction
from django.utils import timezone

from apps.core.events.payload import from_payload
from apps.core.events.registry import EVENTS, HANDLERS
from apps.core.models import InboxEntry

log = structlog.get_logger(__name__)

MAX_ATTEMPTS = 25
LONGEST_WAIT = timedelta(minutes=5)
# A run of one message ends well before the worker's time limit; what is left is rung again.
ENOUGH_SECONDS = 10


def deliver(entry_id: int) -> int:
    """Work off the handler's undone events of one aggregate, the oldest first; how many were done.

    `entry_id` is the entry that was rung. One that is done, parked, or being worked on by another process ends at
    once; so does a failing one ahead of it whose time has not come. A failure is recorded, not raised.
    """
    rung = InboxEntry.objects.filter(pk=entry_id).first()
    if rung is None or rung.done_at or rung.parked_at:
        return 0
    done, started = 0, time.monotonic()
    while time.monotonic() - started < ENOUGH_SECONDS:
        head = _oldest_undone(rung.handler, rung.aggregate)
        if head is None or (head.pk != rung.pk and head.attempts and head.ring_at > timezone.now()):
            break
        with structlog.contextvars.bound_contextvars(request_id=head.event.request_id, event_id=head.event_id):
            if not _attempt(head):
                break
        done += 1
    return done


def _oldest_undone(handler: str, aggregate: str) -> InboxEntry | None:
    undone = InboxEntry.objects.undone().filter(handler=handler, aggregate=aggregate)
    return undone.select_related("event").order_by("event_id").first()


def _attempt(head: InboxEntry) -> bool:
    """Call the handler and mark its entry done, both or neither; False when it failed or another process has it."""
    try:
        with transaction.atomic():
            entry = _claim(head.pk)
            if entry is None:
                return False
            _hear(entry)
            entry.done_at = timezone.now()
            entry.save(update_fields=["done_at"])
    except Exception as error:
        log.exception("event_handler_failed", handler=head.handler, event_name=head.event.name)
        _record_failure(head.pk, error)
        return False
    return True


def _claim(pk: int) -> InboxEntry | None:
    """The entry, locked until the transaction ends; None when it is done or another process holds it."""
    free = InboxEntry.objects.undone().select_for_update(skip_locked=True, of=("self",))
    return free.select_related("event").filter(pk=pk).first()


def _hear(entry: InboxEntry) -> None:
    event = entry.event
    if entry.handler not in HANDLERS or event.name not in EVENTS:
        # Written by a newer release than this process runs: a later try may meet the newer one.
        raise LookupError(f"{entry.handler} for {event.name} is not known to this process.")
    HANDLERS[entry.handler](from_payload(EVENTS[event.name], event.payload))


def _record_failure(pk: int, error: Exception) -> None:
    with transaction.atomic():
        entry = InboxEntry.objects.undone().select_for_update().filter(pk=pk).first()
        if entry is None:
            return
        entry.attempts += 1
        entry.cause = f"{type(error).__name__}: {error}"[:2000]
        entry.ring_at = timezone.now() + wait_after(entry.attempts)
        if entry.attempts >= MAX_ATTEMPTS:
            entry.parked_at = timezone.now()
            log.error("event_parked", handler=entry.handler, attempts=entry.attempts, cause=entry.cause)
        entry.save(update_fields=["attempts", "cause", "ring_at", "parked_at"])


def wait_after(attempts: int) -> timedelta:
    """How long to wait after so many failed attempts: full jitter, from 1 s up to 5 min."""
    ceiling = min(2.0**attempts, LONGEST_WAIT.total_seconds())
    return timedelta(seconds=random.uniform(1.0, ceiling))  # noqa: S311 - spreads load, guards nothing
