import json
from types import SimpleNamespace

import psycopg
import pytest
import structlog
from django.db import connection, transaction

from apps.core.audit import record
from apps.core.events import PublishedOutsideTransaction, publish, publishing
from apps.core.models import AuditEntry, OutboxEvent
from tests.core.sample.events import Happened


@pytest.mark.django_db(transaction=True)
def test_publishing_outside_a_transaction_is_refused():
    with pytest.raises(PublishedOutsideTransaction, match=r"core\.Happened|tests\.Happened"):
        publish(Happened(1), aggregate="sample:1")
    assert not OutboxEvent.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_event_is_stored_with_its_change_or_not_at_all():
    with transaction.atomic():
        publish(Happened(1), aggregate="sample:1")
        transaction.set_rollback(True)
    with transaction.atomic():
        publish(Happened(2), aggregate="sample:2")
    assert [event.payload for event in OutboxEvent.objects.all()] == [{"number": 2}]


@pytest.mark.django_db(transaction=True)
def test_without_the_refusal_an_event_would_tell_of_a_change_that_was_taken_back(people, monkeypatch):
    nothing_checked = SimpleNamespace(get_connection=lambda: SimpleNamespace(in_atomic_block=True))
    monkeypatch.setattr(publishing, "transaction", nothing_checked)
    publish(Happened(1), aggregate="sample:1")
    with transaction.atomic():
        record(actor=None, action="sample.done", target=people["manager"])
        transaction.set_rollback(True)
    assert OutboxEvent.objects.count() == 1
    assert not AuditEntry.objects.filter(action="sample.done").exists()


@pytest.mark.django_db
def test_an_event_says_who_caused_it_and_whose_order_it_keeps():
    with structlog.contextvars.bound_contextvars(request_id="request-7"):
        event = publish(Happened(7), aggregate="sample:7")
    event.refresh_from_db()
    assert (event.name, event.aggregate, event.request_id) == ("tests.Happened", "sample:7", "request-7")
    assert event.sent_at is None


@pytest.mark.django_db
def test_publishing_costs_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        publish(Happened(1), aggregate="sample:1")


@pytest.mark.django_db(transaction=True)
def test_the_commit_wakes_the_relay_and_a_rollback_does_not():
    ear = connection.copy()
    with ear.cursor() as cursor:
        cursor.execute("LISTEN vitrine_relay")
    heard: psycopg.Connection = ear.connection
    with transaction.atomic():
        publish(Happened(1), aggregate="sample:1")
        transaction.set_rollback(True)
    assert list(heard.notifies(timeout=0.05)) == []
    with transaction.atomic():
        publish(Happened(2), aggregate="sample:2")
        publish(Happened(3), aggregate="sample:3")
        assert list(heard.notifies(timeout=0.05)) == []
    assert len(list(heard.notifies(timeout=5, stop_after=1))) == 1
    ear.close()


@pytest.mark.django_db
def test_the_payload_in_the_row_is_plain_json():
    publish(Happened(1), aggregate="sample:1")
    with connection.cursor() as cursor:
        cursor.execute("SELECT payload::text FROM core_outboxevent")
        assert json.loads(cursor.fetchone()[0]) == {"number": 1}
