"""The relay against a real broker. Time is shifted, never waited for."""

import threading
import time
from datetime import timedelta

import pytest
import structlog
from celery import current_app
from django.db import connection, connections, transaction
from django.utils import timezone

from apps.core.broker import Broker, BrokerDown
from apps.core.events import publish, relay
from apps.core.events.relay import Relay, ring_undone_entries, send_new_events
from apps.core.models import InboxEntry, OutboxEvent
from tests.broker import NOBODY, forget_everything, messages
from tests.core.sample.events import Happened
from tests.waiting import eventually

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _empty_queues():
    forget_everything()


@pytest.fixture
def broker():
    with Broker() as broker:
        yield broker


@pytest.fixture(autouse=True)
def _two_handlers(handler):
    @handler(Happened)
    def one(event):
        pass

    @handler(Happened)
    def other(event):
        pass


def happen(*numbers: int) -> None:
    with transaction.atomic():
        for number in numbers:
            with structlog.contextvars.bound_contextvars(request_id=f"request-{number}"):
                publish(Happened(number), aggregate=f"sample:{number}")


def rung() -> list[int]:
    return [message.args[0] for message in messages("default")]


def let_them_become_due() -> None:
    InboxEntry.objects.update(ring_at=timezone.now() - timedelta(seconds=1))


def test_an_event_becomes_one_entry_and_one_message_for_each_handler(broker):
    happen(1)
    assert send_new_events(broker) == 1
    entries = InboxEntry.objects.order_by("pk")
    assert [entry.handler for entry in entries] == ["tests.one", "tests.other"]
    assert [(m.task, m.args) for m in messages("default")] == [("core.events.deliver", [e.pk]) for e in entries]
    assert OutboxEvent.objects.get().sent_at


def test_the_message_carries_the_request_id_of_the_event(broker):
    happen(1, 2)
    send_new_events(broker)
    assert [message.request_id for message in messages("default")] == [
        "request-1",
        "request-1",
        "request-2",
        "request-2",
    ]


def test_an_event_is_sent_once(broker):
    happen(1)
    send_new_events(broker)
    assert send_new_events(broker) == 0
    assert len(rung()) == 2


def test_an_event_that_nobody_hears_is_marked_sent(broker, handler):
    relay.handlers_of.__globals__["HEARERS"].clear()
    happen(1)
    assert send_new_events(broker) == 1
    assert OutboxEvent.objects.get().sent_at
    assert rung() == []


def test_two_relays_at_once_send_each_event_once():
    happen(*range(40))
    both = threading.Barrier(2)

    def send() -> None:
        with Broker() as broker:
            both.wait()
            while send_new_events(broker):
                pass
        connections.close_all()

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert InboxEntry.objects.count() == 80
    assert sorted(rung()) == sorted(InboxEntry.objects.values_list("pk", flat=True))


@pytest.fixture
def second_relay(monkeypatch):
    """What a relay on another connection sends while the first one's batch is not committed yet."""
    sent = []

    def send() -> None:
        with Broker() as broker:
            sent.append(send_new_events(broker))
        connections.close_all()

    def in_the_middle(name):
        if not sent:
            sent.append(None)
            thread = threading.Thread(target=send)
            thread.start()
            thread.join()
        return handlers_of(name)

    handlers_of = relay.handlers_of
    monkeypatch.setattr(relay, "handlers_of", in_the_middle)
    monkeypatch.setattr(relay, "BATCH", 1)
    return sent


def test_a_second_relay_does_not_overtake_a_batch_that_is_not_committed(broker, second_relay):
    happen(7, 7)
    assert send_new_events(broker) == 1
    assert second_relay == [None, 0]
    assert send_new_events(broker) == 1
    assert list(InboxEntry.objects.order_by("pk").values_list("event", flat=True)) == sorted(
        [*OutboxEvent.objects.values_list("pk", flat=True)] * 2
    )


def test_without_the_lock_it_would_send_the_same_event_or_a_later_one(broker, second_relay, monkeypatch):
    monkeypatch.setattr(relay, "_is_alone", lambda: True)
    happen(7, 7)
    with pytest.raises(Exception, match="inbox_event_handler_once"):
        send_new_events(broker)
    assert second_relay == [None, 1]


def test_without_the_sent_mark_events_would_be_sent_again(broker, monkeypatch):
    monkeypatch.setattr(relay.OutboxEvent.objects, "filter", lambda **conditions: OutboxEvent.objects.all())
    happen(1)
    send_new_events(broker)
    with pytest.raises(Exception, match="inbox_event_handler_once"):
        send_new_events(broker)


def test_a_bell_that_was_lost_is_rung_again_after_twenty_seconds(broker):
    happen(1)
    send_new_events(broker)
    forget_everything()
    assert ring_undone_entries(broker) == 0
    assert timedelta(seconds=19) < InboxEntry.objects.first().ring_at - timezone.now() <= timedelta(seconds=20)
    let_them_become_due()
    assert ring_undone_entries(broker) == 2
    assert rung() == list(InboxEntry.objects.order_by("ring_at", "pk").values_list("pk", flat=True))
    assert messages("default")[0].request_id == "request-1"
    assert ring_undone_entries(broker) == 0


def test_bells_that_are_still_waiting_to_be_heard_are_not_rung_again(broker):
    happen(1, 2)
    send_new_events(broker)
    let_them_become_due()
    assert ring_undone_entries(broker) == 0
    assert len(rung()) == 4


def test_done_and_parked_entries_are_left_alone(broker):
    happen(1)
    send_new_events(broker)
    forget_everything()
    let_them_become_due()
    done, parked = InboxEntry.objects.order_by("pk")
    InboxEntry.objects.filter(pk=done.pk).update(done_at=timezone.now())
    InboxEntry.objects.filter(pk=parked.pk).update(parked_at=timezone.now())
    assert ring_undone_entries(broker) == 0


def test_with_the_broker_down_nothing_is_lost(broker, monkeypatch):
    monkeypatch.setitem(current_app.conf, "broker_write_url", NOBODY)
    happen(1)
    with pytest.raises(BrokerDown):
        send_new_events(broker)
    let_them_become_due()
    with pytest.raises(BrokerDown):
        ring_undone_entries(broker)
    monkeypatch.undo()
    assert ring_undone_entries(broker) == 2
    assert len(rung()) == 2


@pytest.fixture
def running_relay():
    """A relay on a thread of its own, like the process, stopped at the end."""
    with Broker() as broker:
        process = Relay([send_new_events, ring_undone_entries], broker)

        def run() -> None:
            process.run()
            connections.close_all()

        thread = threading.Thread(target=run)
        thread.start()
        yield process
        process.stop()
        thread.join(timeout=5)
        assert not thread.is_alive()


def test_a_commit_wakes_it_long_before_it_would_look_by_itself(running_relay, monkeypatch):
    monkeypatch.setattr(relay, "POLL_SECONDS", 60.0)
    happen(0)
    eventually(lambda: len(rung()) == 2)
    # It is in its long wait now, or will be in a moment.
    started = time.monotonic()
    happen(1)
    eventually(lambda: len(rung()) == 4)
    assert time.monotonic() - started < 5
    running_relay.stop()
    happen(2)


def test_without_the_bell_it_looks_twice_a_second(running_relay):
    with connection.cursor() as cursor, transaction.atomic():
        cursor.execute("ALTER TABLE core_outboxevent DISABLE TRIGGER outbox_wakes_relay")
    try:
        happen(1)
        eventually(lambda: len(rung()) == 2)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE core_outboxevent ENABLE TRIGGER outbox_wakes_relay")


def test_it_goes_on_through_an_outage_of_the_broker_and_says_so_once(running_relay, monkeypatch, caplog):
    monkeypatch.setattr(relay, "POLL_SECONDS", 0.01)
    monkeypatch.setattr(relay, "RING_AGAIN_AFTER", timedelta(0))
    running_relay._broker.close()
    monkeypatch.setitem(current_app.conf, "broker_write_url", NOBODY)
    happen(1)
    eventually(lambda: InboxEntry.objects.count() == 2)
    happen(2)
    eventually(lambda: InboxEntry.objects.count() == 4)
    monkeypatch.delitem(current_app.conf, "broker_write_url")
    eventually(lambda: set(rung()) == set(InboxEntry.objects.values_list("pk", flat=True)))

    def said() -> list[str]:
        return [record.msg["event"] for record in caplog.records if record.name == relay.__name__]

    eventually(lambda: len(said()) == 2)
    assert said() == ["relay_lost", "relay_found_again"]


def test_it_goes_on_when_the_database_has_cut_its_connections(running_relay, caplog):
    happen(1)
    eventually(lambda: len(rung()) == 2)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    happen(2)
    eventually(lambda: len(rung()) == 4)
