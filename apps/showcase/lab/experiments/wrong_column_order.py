"""What moved in a day: an index that begins with the product, or one that begins with the time."""

from datetime import datetime, timedelta

from django.db.models import Index, Sum

from apps.catalog.models import StockMovement
from apps.showcase.lab.pairs import Arguments, Counts, Floor, Group, Pair, Way, index


def moved_since(moment: datetime) -> int | None:
    movements = StockMovement.objects.filter(created_at__gte=moment)
    return movements.aggregate(units=Sum("quantity"))["units"]


def last_day() -> Arguments:
    return {"moment": StockMovement.objects.latest("id").created_at - timedelta(days=1)}


ITEM_TIME = Index(fields=["item", "created_at"], name="lab_movement_item_time")
KIND_TIME = Index(fields=["kind", "created_at"], name="lab_movement_kind_time")
TIME_ITEM = Index(fields=["created_at", "item"], name="lab_movement_time_item")
MARKS = ("created_at__gte=moment",)

PAIR = Pair(
    slug="wrong-column-order",
    group=Group.INDEXES,
    title="The right columns in the wrong order",
    question="The column is in the index. Why is the index of so little use?",
    lede="An index on product and time is sorted by product first, so one day lies in thousands of places."
    " PostgreSQL 18 may jump from one to the next, older ones read the whole table. With the time in front, it is one"
    " place.",
    naive=Way("Product, then time", moved_since, MARKS, needs=(index(StockMovement, ITEM_TIME),)),
    tuned=Way("Time, then product", moved_since, MARKS, needs=(index(StockMovement, TIME_ITEM),)),
    others=(
        Way("No index", moved_since, MARKS),
        Way("Kind, then time: few jumps", moved_since, MARKS, needs=(index(StockMovement, KIND_TIME),)),
    ),
    floors=(Floor(Counts.DATABASE, 10),),
    arguments=last_day,
    when_not="For the history of one product the order is right as it was: equality first, then the range or the sort."
    " An index in each order is paid for twice, with every row. Where the first column has a handful of values, jumping"
    " over it costs next to nothing, and the second index can be spared.",
    read_next=("composite-index", "low-selectivity", "function-on-column"),
)
