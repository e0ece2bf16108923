"""Periodic work. Its schedule is code; every tick claims its slot in the database, so two beats do no more than one.

A slot is a stretch of time of the length `every`, counted from the epoch. Beat rings at the beginning of each and once
when it starts: a slot that was missed while beat was down is made up for, one that was not is claimed already.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import Any

from celery import shared_task
from celery.beat import Scheduler
from celery.schedules import BaseSchedule, schedstate
from django.db import connection
from django.utils import timezone

from apps.core.events.registry import app_of
from apps.core.models import SlotClaim

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
KEEP_CLAIMS = timedelta(days=2)


@dataclass(frozen=True)
class Slots:
    """A periodic job: the name of its task and the length of its slots."""

    name: str
    every: timedelta

    def slot_of(self, moment: datetime) -> datetime:
        """The beginning of the slot that `moment` lies in."""
        return moment - (moment - EPOCH) % self.every

    def claim(self, moment: datetime) -> bool:
        """Whether the slot of `moment` had not been claimed before."""
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO core_slotclaim (job, slot) VALUES (%s, %s) ON CONFLICT DO NOTHING",
                [self.name, self.slot_of(moment)],
            )
            return bool(cursor.rowcount == 1)


SLOTS: dict[str, Slots] = {}


def slot(*, every: timedelta) -> Callable[[Callable[[], object]], Callable[[], None]]:
    """Make a function of an app's tasks.py run once in every slot, as the task `app.function_name`."""

    def register(function: Callable[[], object]) -> Callable[[], None]:
        slots = Slots(f"{app_of(function)}.{function.__name__}", every)
        if slots.name in SLOTS:
            raise ValueError(f"There is a periodic job {slots.name} already.")

        @wraps(function)
        def tick() -> None:
            if slots.claim(timezone.now()):
                function()

        SLOTS[slots.name] = slots
        task: Callable[[], None] = shared_task(name=slots.name)(tick)
        return task

    return register


def prune_claims() -> int:
    """Remove claims of long ago; how many."""
    count, _ = SlotClaim.objects.filter(slot__lt=timezone.now() - KEEP_CLAIMS).delete()
    return count


class SlotSchedule(BaseSchedule):
    """Due as soon as the last ring lies in an earlier slot."""

    def __init__(self, slots: Slots, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.slots = slots

    def is_due(self, last_run_at: datetime) -> schedstate:
        now = self.now()
        slot = self.slots.slot_of(now)
        return schedstate(is_due=last_run_at < slot, next=(slot + self.slots.every - now).total_seconds())


class SlotScheduler(Scheduler):
    """Beat's table: all slots of all apps, in memory. The database knows what has been done."""

    def setup_schedule(self) -> None:
        for name, slots in SLOTS.items():
            self.add(
                name=name,
                task=name,
                schedule=SlotSchedule(slots),
                last_run_at=EPOCH,
                # A tick nobody heard in its slot is of no use later.
                options={"expires": slots.every.total_seconds()},
            )
