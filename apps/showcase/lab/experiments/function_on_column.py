"""The units of one day: the date of every row computed, or the column compared with two moments."""

from datetime import date, datetime, time, timedelta

from django.db.models import Index, Sum
from django.db.models.functions import TruncDate
from django.utils import timezone

from apps.catalog.models import StockMovement
from apps.showcase.lab.pairs import Counts, Floor, Group, Pair, Way, index


def date_of_each(day: date) -> int | None:
    movements = StockMovement.objects.filter(created_at__date=day)
    return movements.aggregate(units=Sum("quantity"))["units"]


def between_midnights(day: date) -> int | None:
    start = timezone.make_aware(datetime.combine(day, time.min))
    end = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
    movements = StockMovement.objects.filter(created_at__gte=start, created_at__lt=end)
    return movements.aggregate(units=Sum("quantity"))["units"]


def parts_of_the_date(day: date) -> int | None:
    movements = StockMovement.objects.filter(
        created_at__year=day.year, created_at__month=day.month, created_at__day=day.day
    )
    return movements.aggregate(units=Sum("quantity"))["units"]


TIME = Index(fields=["created_at"], name="lab_movement_time")
DATE = Index(TruncDate("created_at"), name="lab_movement_date")

PAIR = Pair(
    slug="function-on-column",
    group=Group.INDEXES,
    title="The column inside a function",
    question="There is an index on the time. Why does `__date` read the whole table?",
    lede="`created_at__date` makes a date of every row and compares that; the index knows moments, not dates. Two"
    " moments, midnight and midnight, say the same about the bare column, and the index serves.",
    naive=Way("created_at__date", date_of_each, ("created_at__date=day",), needs=(index(StockMovement, TIME),)),
    tuned=Way(
        "From midnight to midnight",
        between_midnights,
        ("created_at__gte=start", "created_at__lt=end"),
        needs=(index(StockMovement, TIME),),
    ),
    others=(
        Way(
            "Year, month and day",
            parts_of_the_date,
            ("created_at__year=day.year", "created_at__month=day.month", "created_at__day=day.day"),
            needs=(index(StockMovement, TIME),),
        ),
        Way("An index on the date", date_of_each, ("created_at__date=day",), needs=(index(StockMovement, DATE),)),
    ),
    floors=(Floor(Counts.DATABASE, 300),),
    arguments=lambda: {"day": StockMovement.objects.latest("id").created_at.date()},
    when_not="On a small table, or beside another filter that leaves few rows, `__date` reads better and costs nothing."
    " `__year` alone is turned into a range by Django; `__month` and `__day` are not. An index on the date serves one"
    " time zone, the one that it was made in, and is one index more to write.",
    read_next=("expression-index", "implicit-cast", "wrong-column-order"),
)
