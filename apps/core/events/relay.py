"""The relay: the only process that rings. What it rings for stands in the database; a lost bell loses nothing.

Three rounds, in this order: send new events, ring again for entries that nobody has done, ring for queued jobs. A
commit that wrote an event or a job wakes it (NOTIFY); without that it looks twice a second.
"""

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import psycopg
import structlog
from django.db import Error, connection, transaction
from django.utils import timezone

from apps.core.broker import Broker, BrokerDown
from apps.core.events.registry import handlers_of
from apps.core.models import InboxEntry, OutboxEvent

log = structlog.get_logger(__name__)

CHANNEL = "vitrine_relay"
DELIVER = "core.events.deliver"
QUEUE = "default"
BATCH = 500
POLL_SECONDS = 0.5
RING_AGAIN_AFTER = timedelta(seconds=20)

Round = Callable[[Broker], int]


def send_new_events(broker: Broker) -> int:
    """Make the inbox entries of up to BATCH new events and ring for them; how many events there were.

    One relay at a time: a second one that took the next batch could commit it first, and the later event of an
    aggregate would be worked on before the earlier one. It finds nothing to do and looks again.
    """
    now = timezone.now()
    with transaction.atomic():
        if not _is_alone():
            return 0
        events = list(OutboxEvent.objects.filter(sent_at=None).order_by("pk")[:BATCH])
        entries = [
            InboxEntry(event=event, handler=handler, aggregate=event.aggregate, ring_at=now + RING_AGAIN_AFTER)
            for event in events
            for handler in handlers_of(event.name)
        ]
        InboxEntry.objects.bulk_create(entries)
        OutboxEvent.objects.filter(pk__in=[event.pk for event in events]).update(sent_at=now)
    _ring(broker, entries)
    return len(events)


def _is_alone() -> bool:
    """Take the right to send until the end of the transaction; False when another relay has it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext(%s))", [CHANNEL])
        return bool(cursor.fetchone()[0])


def ring_undone_entries(broker: Broker) -> int:
    """Ring again for entries whose time has come: the bell was lost, or the last attempt failed; how many were rung.

    As long as the queue holds as many messages as entries are due, the bells are still there, only not heard yet.
    """
    now = timezone.now()
    due = list(InboxEntry.objects.due(now).values_list("pk", flat=True)[:BATCH])
    if not due or broker.waiting(QUEUE) >= len(due):
        return 0
    with transaction.atomic():
        free = InboxEntry.objects.due(now).select_for_update(skip_locked=True, of=("self",))
        entries = list(free.select_related("event").filter(pk__in=due))
        InboxEntry.objects.filter(pk__in=[entry.pk for entry in entries]).update(ring_at=now + RING_AGAIN_AFTER)
    _ring(broker, entries)
    return len(entries)


def _ring(broker: Broker, entries: Iterable[InboxEntry]) -> None:
    for entry in entries:
        broker.ring(DELIVER, entry.pk, queue=QUEUE, request_id=entry.event.request_id)


class Relay:
    """Runs the rounds until it is stopped, through outages of database and broker."""

    def __init__(self, rounds: Sequence[Round], broker: Broker) -> None:
        self._rounds = rounds
        self._broker = broker
        self._stopping = threading.Event()
        self._outages: set[str] = set()

    def stop(self) -> None:
        """End after the batch that is under way. Safe to call from a signal handler."""
        self._stopping.set()

    def run(self) -> None:
        """Work until `stop` is called."""
        while not self._stopping.is_set():
            try:
                with _ear() as ear:
                    self._over("database")
                    self._serve(ear)
            except (Error, psycopg.Error) as error:
                self._outage("database", error)
                connection.close()
                self._stopping.wait(POLL_SECONDS)

    def _serve(self, ear: Any) -> None:
        while not self._stopping.is_set():
            try:
                busy = sum(look(self._broker) for look in self._rounds)
                self._over("broker")
            except BrokerDown as error:
                self._outage("broker", error)
                self._stopping.wait(POLL_SECONDS)
                continue
            if not busy:
                # The wait is short enough for SIGTERM to be noticed.
                for _ in ear.notifies(timeout=POLL_SECONDS, stop_after=1):
                    pass

    def _outage(self, what: str, error: Exception) -> None:
        if what not in self._outages:
            self._outages.add(what)
            log.error("relay_lost", what=what, error=str(error).strip())

    def _over(self, what: str) -> None:
        if what in self._outages:
            self._outages.remove(what)
            log.info("relay_found_again", what=what)


@contextmanager
def _ear() -> Iterator[Any]:
    """A connection of its own that hears the commits; closed afterwards."""
    own = connection.copy()
    try:
        with own.cursor() as cursor:
            cursor.execute(f"LISTEN {CHANNEL}")
        yield own.connection
    finally:
        own.close()
