from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from apps.core import invariants
from apps.core.invariants import INVARIANTS, Invariant
from apps.core.models import InboxEntry, Job, JobState, OutboxEvent

pytestmark = pytest.mark.django_db


def check_books() -> tuple[int, str]:
    """Exit code and what was printed."""
    out = StringIO()
    try:
        call_command("check_books", stdout=out, stderr=out)
    except SystemExit as end:
        return int(end.code or 0), out.getvalue()
    return 0, out.getvalue()


def test_the_books_of_an_empty_shop_are_in_order():
    code, text = check_books()
    assert code == 0
    assert "BROKEN" not in text
    for invariant in INVARIANTS:
        assert f"ok      core           {invariant.number}" in text


def minutes_ago(minutes: int):
    return timezone.now() - timedelta(minutes=minutes)


def test_an_event_that_was_never_sent_is_found():
    OutboxEvent.objects.create(name="sample.Lost", aggregate="x", payload={}, occurred_at=minutes_ago(2))
    code, text = check_books()
    assert code == 1
    assert "BROKEN  core           I12" in text
    assert "name=sample.Lost" in text
    assert "1 broken." in text


def test_an_entry_that_was_given_up_is_found_and_a_young_one_is_not():
    event = OutboxEvent.objects.create(
        name="sample.Parked", aggregate="x", payload={}, occurred_at=minutes_ago(2), sent_at=minutes_ago(2)
    )
    InboxEntry.objects.create(event=event, handler="sample.h", aggregate="x", parked_at=minutes_ago(1), cause="no")
    young = OutboxEvent.objects.create(name="sample.Young", aggregate="y", payload={}, sent_at=timezone.now())
    InboxEntry.objects.create(event=young, handler="sample.h", aggregate="y")
    code, text = check_books()
    assert code == 1
    assert "sample.Parked" in text
    assert "sample.Young" not in text


def test_a_job_that_nobody_keeps_alive_is_found():
    Job.objects.create(kind="sample", state=JobState.RUNNING, lease_until=minutes_ago(2))
    code, text = check_books()
    assert code == 1
    assert "BROKEN  core           jobs-alive" in text


def test_an_ended_job_without_an_end_is_found():
    Job.objects.create(kind="sample", state=JobState.FAILED)
    assert check_books()[0] == 1


def test_at_most_five_rows_are_shown(monkeypatch):
    many = Invariant("I99", "There are no numbers.", "SELECT number FROM generate_series(1, 1000000) number")
    monkeypatch.setattr(invariants, "INVARIANTS", (many,))
    code, text = check_books()
    assert code == 1
    assert text.count("number=") == 5
