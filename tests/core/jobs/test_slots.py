import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from celery import current_app
from django.db import connections
from django.utils import timezone

from apps.core.jobs import slots
from apps.core.jobs.slots import EPOCH, Slots, SlotSchedule, SlotScheduler, prune_claims, slot
from apps.core.models import SlotClaim

QUARTER = Slots("sample.quarter", timedelta(seconds=15))
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def test_slots_are_counted_from_the_epoch():
    assert QUARTER.slot_of(NOON + timedelta(seconds=14.9)) == NOON
    assert QUARTER.slot_of(NOON + timedelta(seconds=15)) == NOON + timedelta(seconds=15)
    assert Slots("daily", timedelta(days=1)).slot_of(NOON) == datetime(2026, 11, 23, tzinfo=UTC)


@pytest.mark.django_db
def test_a_slot_is_claimed_once():
    assert QUARTER.claim(NOON)
    assert not QUARTER.claim(NOON + timedelta(seconds=14))
    assert QUARTER.claim(NOON + timedelta(seconds=15))
    assert Slots("sample.other", QUARTER.every).claim(NOON)


def claims_at_once(times: int) -> list[bool]:
    together = threading.Barrier(times)

    def claim(_: int) -> bool:
        try:
            together.wait()
            return QUARTER.claim(NOON)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(times) as threads:
        return list(threads.map(claim, range(times)))


@pytest.mark.django_db(transaction=True)
def test_of_eight_workers_at_once_one_gets_the_slot():
    assert sorted(claims_at_once(8)) == [False] * 7 + [True]


@pytest.fixture
def _no_other_slots(monkeypatch):
    monkeypatch.setattr(slots, "SLOTS", {})


@pytest.mark.django_db
@pytest.mark.usefixtures("_no_other_slots")
def test_two_beats_that_tick_in_one_slot_do_the_work_once():
    done = []

    @slot(every=timedelta(minutes=1))
    def tidy() -> None:
        done.append(timezone.now())

    for second in (0, 5, 59, 60):
        with time_machine.travel(NOON + timedelta(seconds=second), tick=False):
            tidy()
    assert done == [NOON, NOON + timedelta(seconds=60)]
    assert list(SlotClaim.objects.values_list("job", flat=True)) == ["tests.tidy", "tests.tidy"]


@pytest.mark.usefixtures("_no_other_slots")
def test_a_name_is_given_once():
    def sweep_twice() -> None: ...

    slot(every=timedelta(minutes=1))(sweep_twice)
    with pytest.raises(ValueError, match=r"tests\.sweep_twice"):
        slot(every=timedelta(minutes=1))(sweep_twice)


def test_beat_rings_at_the_beginning_of_each_slot():
    schedule = SlotSchedule(QUARTER)
    with time_machine.travel(NOON + timedelta(seconds=4), tick=False):
        assert schedule.is_due(NOON) == (False, 11)
        assert schedule.is_due(NOON - timedelta(seconds=1)) == (True, 11)


def test_beat_makes_up_for_what_it_missed_while_it_was_down():
    with time_machine.travel(NOON, tick=False):
        entries = SlotScheduler(current_app).schedule.values()
        assert all(entry.is_due().is_due for entry in entries)
        assert all(entry.last_run_at == EPOCH for entry in entries)


def test_beat_knows_every_slot_of_every_app_and_rings_it_with_an_end():
    table = SlotScheduler(current_app).schedule
    assert {"core.sweep_jobs", "core.prune_slot_claims", "notifications.send_mails"} <= set(table)
    assert table["core.sweep_jobs"].task in current_app.tasks
    assert table["core.sweep_jobs"].options == {"expires": 15.0}


@pytest.mark.django_db
def test_claims_of_long_ago_are_forgotten():
    QUARTER.claim(timezone.now() - timedelta(days=3))
    QUARTER.claim(timezone.now())
    assert prune_claims() == 1
    assert SlotClaim.objects.count() == 1
