"""Delivery with real commits and threads. `deliver` is called as a worker would, by several at once."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta

import pytest
import structlog
from django.db import connections, transaction
from django.utils import timezone

from apps.core.audit import record
from apps.core.events import delivery, publish
from apps.core.events.delivery import deliver, wait_after
from apps.core.models import AuditEntry, InboxEntry, OutboxEvent
from apps.core.observability.context import request_id
from tests.core.sample.events import Happened

pytestmark = pytest.mark.django_db(transaction=True)


def written(number: int, *, aggregate: str = "sample:1", handler: str = "tests.effect") -> InboxEntry:
    """An event and its entry, as the relay leaves them."""
    with transaction.atomic():
        event = publish(Happened(number), aggregate=aggregate)
        return InboxEntry.objects.create(
            event=event, handler=handler, aggregate=aggregate, ring_at=timezone.now() + timedelta(seconds=20)
        )


@pytest.fixture
def effect(handler):
    """A handler whose effect is an audit entry; `effect.fail` holds the numbers it refuses."""

    def effect(event: Happened) -> None:
        record(actor=None, action="sample.heard", target=OutboxEvent(pk=0), after={"number": event.number})
        if event.number in effect.fail:
            raise ZeroDivisionError(f"number {event.number}")

    effect.fail = set()
    return handler(Happened)(effect)


def effects() -> list[int]:
    return [entry.after["number"] for entry in AuditEntry.objects.order_by("pk")]


def test_the_handler_hears_the_event_and_the_entry_is_done(effect):
    entry = written(1)
    assert deliver(entry.pk) == 1
    entry.refresh_from_db()
    assert entry.done_at
    assert effects() == [1]


def test_a_second_ring_ends_at_once(effect):
    entry = written(1)
    deliver(entry.pk)
    assert deliver(entry.pk) == 0
    assert effects() == [1]


def test_a_ring_for_an_entry_that_is_gone_ends_at_once(effect):
    assert deliver(12345) == 0


def at_once(calls):
    """Each call on a thread and a connection of its own."""

    def call(work):
        try:
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as threads:
        return list(threads.map(call, calls))


def race(entry: InboxEntry, handler, times: int = 2) -> list[int]:
    """Deliver the same entry `times` times at once; the handler waits until all have tried or two are inside."""
    inside = threading.Barrier(times)

    def effect(event: Happened) -> None:
        with suppress(threading.BrokenBarrierError):
            inside.wait(timeout=0.3)
        record(actor=None, action="sample.heard", target=OutboxEvent(pk=0), after={"number": event.number})

    handler(Happened)(effect)
    return at_once([lambda: deliver(entry.pk)] * times)


def test_two_workers_rung_for_one_entry_have_one_effect(handler):
    assert sorted(race(written(1), handler)) == [0, 1]
    assert effects() == [1]


def test_without_the_claim_two_workers_have_two_effects(handler, monkeypatch):
    monkeypatch.setattr(delivery, "_claim", lambda pk: InboxEntry.objects.select_related("event").get(pk=pk))
    race(written(1), handler)
    assert effects() == [1, 1]


def test_effect_and_done_mark_are_kept_together_or_not_at_all(effect):
    effect.fail = {1}
    entry = written(1)
    assert deliver(entry.pk) == 0
    entry.refresh_from_db()
    assert effects() == []
    assert entry.done_at is None
    assert (entry.attempts, entry.cause) == (1, "ZeroDivisionError: number 1")
    assert timedelta(seconds=0.5) < entry.ring_at - timezone.now() <= timedelta(seconds=2)


def test_a_failed_entry_is_done_by_a_later_ring(effect):
    effect.fail = {1}
    entry = written(1)
    deliver(entry.pk)
    effect.fail = set()
    assert deliver(entry.pk) == 1
    assert effects() == [1]


def test_events_of_one_aggregate_are_heard_in_order_whichever_is_rung(effect):
    entries = [written(number) for number in (1, 2, 3)]
    assert deliver(entries[2].pk) == 3
    assert effects() == [1, 2, 3]


def test_other_aggregates_and_other_handlers_are_left_alone(effect):
    written(1, aggregate="sample:other")
    written(2, handler="tests.somebody_else")
    entry = written(3)
    assert deliver(entry.pk) == 1
    assert effects() == [3]


def test_a_failing_event_holds_back_the_later_ones_of_its_aggregate(effect):
    effect.fail = {1}
    first, second = written(1), written(2)
    deliver(first.pk)
    effect.fail = set()
    assert deliver(second.pk) == 0
    assert effects() == []
    InboxEntry.objects.filter(pk=first.pk).update(ring_at=timezone.now())
    assert deliver(second.pk) == 2
    assert effects() == [1, 2]


def test_a_worker_does_not_overtake_the_one_that_is_on_an_earlier_event(handler):
    first, second = written(1), written(2)
    started, finish = threading.Event(), threading.Event()

    def effect(event: Happened) -> None:
        if event.number == 1:
            started.set()
            finish.wait(timeout=10)
        record(actor=None, action="sample.heard", target=OutboxEvent(pk=0), after={"number": event.number})

    handler(Happened)(effect)

    def overtake() -> int:
        started.wait(timeout=10)
        try:
            return deliver(second.pk)
        finally:
            finish.set()

    # The one at work goes on to what was rung meanwhile: nothing has to wait for another ring.
    assert at_once([lambda: deliver(first.pk), overtake]) == [2, 0]
    assert effects() == [1, 2]


def test_after_25_tries_an_entry_is_parked_and_the_next_one_goes_ahead(effect, caplog):
    effect.fail = {1}
    first, second = written(1), written(2)
    for _ in range(24):
        deliver(first.pk)
    first.refresh_from_db()
    assert first.parked_at is None
    deliver(first.pk)
    first.refresh_from_db()
    assert first.parked_at
    assert first.attempts == 25
    assert [r.msg["event"] for r in caplog.records].count("event_parked") == 1
    assert deliver(first.pk) == 0
    assert deliver(second.pk) == 1
    assert effects() == [2]


def test_an_event_that_this_release_does_not_know_waits_for_one_that_does(handler):
    entry = written(1, handler="tests.of_the_next_release")
    assert deliver(entry.pk) == 0
    entry.refresh_from_db()
    assert entry.parked_at is None
    assert "not known to this process" in entry.cause


def test_the_traceback_of_a_failure_is_in_the_log_under_the_request_id(effect, caplog):
    effect.fail = {1}
    with structlog.contextvars.bound_contextvars(request_id="request-1"):
        entry = written(1)
    deliver(entry.pk)
    line = next(r for r in caplog.records if r.msg["event"] == "event_handler_failed")
    assert line.msg["request_id"] == "request-1"
    assert line.exc_info
    assert "number 1" in str(line.exc_info[1])


def test_each_event_is_heard_under_the_request_that_caused_it(handler):
    heard = []
    handler(Happened)(lambda event: None)
    handler_name = "tests.<lambda>"
    for number in (1, 2):
        with structlog.contextvars.bound_contextvars(request_id=f"request-{number}"):
            last = written(number, handler=handler_name)
    delivery.HANDLERS[handler_name] = lambda event: heard.append((event.number, request_id()))
    deliver(last.pk)
    assert heard == [(1, "request-1"), (2, "request-2")]


def test_waiting_grows_from_a_second_to_five_minutes_with_jitter():
    for attempts in range(1, 25):
        waits = [wait_after(attempts).total_seconds() for _ in range(50)]
        assert min(waits) >= 1
        assert max(waits) <= min(2**attempts, 300)
        assert len(set(waits)) > 40
