"""One week of movements: a B-tree with an entry for each row, or a BRIN with one for each stretch of the table."""

from datetime import datetime, timedelta

from django.contrib.postgres.indexes import BrinIndex
from django.db.models import Index, Sum

from apps.catalog.models import StockMovement
from apps.showcase.lab.pairs import Arguments, Counts, Floor, Group, Pair, Way, index


def moved_in_week(start: datetime) -> int | None:
    week = StockMovement.objects.filter(created_at__gte=start, created_at__lt=start + timedelta(days=7))
    return week.aggregate(units=Sum("quantity"))["units"]


def last_week() -> Arguments:
    return {"start": StockMovement.objects.latest("id").created_at - timedelta(days=7)}


BTREE = Index(fields=["created_at"], name="lab_movement_time")
BRIN = BrinIndex(fields=["created_at"], pages_per_range=16, name="lab_movement_time_brin")
COARSE = BrinIndex(fields=["created_at"], name="lab_movement_time_brin_128")
MARKS = ("created_at__gte=start", "created_at__lt=start + timedelta(days=7)")

PAIR = Pair(
    slug="brin-index",
    group=Group.INDEXES,
    title="An index a hundred times smaller",
    question="Does a history that only grows need an entry in the index for every row?",
    lede="Movements are written in the order of time, so a week lies in one stretch of the table. A BRIN notes the"
    " first and last time of every sixteen pages: almost as fast as a B-tree, in a hundredth of the space.",
    naive=Way("A B-tree", moved_in_week, MARKS, needs=(index(StockMovement, BTREE),)),
    tuned=Way("A BRIN of sixteen pages", moved_in_week, MARKS, needs=(index(StockMovement, BRIN),)),
    others=(
        Way("No index", moved_in_week, MARKS),
        Way("A BRIN of 128 pages, the default", moved_in_week, MARKS, needs=(index(StockMovement, COARSE),)),
    ),
    # A hundred times smaller, and at most one and a half times as long.
    floors=(Floor(Counts.DISK, 100), Floor(Counts.DATABASE, 1 / 1.5)),
    arguments=last_week,
    when_not="It needs rows that lie on the disk in the column’s order: after updates that move rows, or an import of"
    " last year’s, stretches overlap and much is read in vain. It gives no order, so `order_by` sorts, and for one row"
    " it reads a whole stretch. New pages count only after a vacuum, or with `autosummarize=True`.",
    read_next=("covering-index", "partial-index", "function-on-column"),
)
