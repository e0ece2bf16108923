"""What was sold in a day: an index on the kind, which nearly all rows share, or one on the time."""

from datetime import datetime, timedelta

from django.db.models import Index, Sum

from apps.catalog.enums import MovementKind
from apps.catalog.models import StockMovement
from apps.showcase.lab.pairs import Arguments, Counts, Floor, Group, Pair, Way, index


def sold_since(moment: datetime) -> int | None:
    sold = StockMovement.objects.filter(kind=MovementKind.SELL, created_at__gte=moment)
    return sold.aggregate(units=Sum("quantity"))["units"]


def last_day() -> Arguments:
    return {"moment": StockMovement.objects.latest("id").created_at - timedelta(days=1)}


KIND = Index(fields=["kind"], name="lab_movement_kind")
TIME = Index(fields=["created_at"], name="lab_movement_time")
KIND_TIME = Index(fields=["kind", "created_at"], name="lab_movement_kind_time")
MARKS = ("kind=MovementKind.SELL", "created_at__gte=moment")

PAIR = Pair(
    slug="low-selectivity",
    group=Group.INDEXES,
    title="An index that finds nearly everything",
    question="Why does the planner leave the index on `kind` aside?",
    lede="Ninety-eight movements in a hundred are sales. To fetch them by the index would touch every page of the table"
    " anyway, so it is read from end to end. The other condition is the one that leaves few rows.",
    naive=Way("An index on kind", sold_since, MARKS, needs=(index(StockMovement, KIND),)),
    tuned=Way("An index on the time", sold_since, MARKS, needs=(index(StockMovement, TIME),)),
    others=(
        Way("One on each", sold_since, MARKS, needs=(index(StockMovement, KIND), index(StockMovement, TIME))),
        Way("Kind and time in one", sold_since, MARKS, needs=(index(StockMovement, KIND_TIME),)),
    ),
    floors=(Floor(Counts.DATABASE, 100),),
    arguments=last_day,
    when_not="For the rare kind the same index is worth its room; then let it hold that kind alone. The planner goes by"
    " what ANALYZE counted: after a big import, or with conditions that depend on each other, it may guess wrong. Above"
    " some tenth of the rows a sequential scan is right.",
    read_next=("partial-index", "wrong-column-order", "composite-index"),
)
