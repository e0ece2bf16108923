"""The last movements of a product that sells all day: an index on what is filtered, or on filter and order together."""

from datetime import datetime

from django.db import models
from django.db.models import Count

from apps.catalog.models import StockMovement
from apps.showcase.lab.pairs import Arguments, Counts, Floor, Group, Pair, Way, index

Moved = list[tuple[int, datetime, int]]


def last_movements(item: int) -> Moved:
    movements = StockMovement.objects.filter(item=item).order_by("-created_at", "-id")
    return list(movements.values_list("id", "created_at", "quantity")[:20])


def busiest_item() -> Arguments:
    """The product of which most was moved."""
    moved = StockMovement.objects.order_by().values("item").annotate(times=Count("pk"))
    return {"item": moved.order_by("-times", "item").values_list("item", flat=True)[0]}


SHOPS_OWN = ("stock_movement_of_item",)

PAIR = Pair(
    slug="composite-index",
    group=Group.INDEXES,
    title="Filter and order in one index",
    question="The column is indexed. Why does a page of twenty rows still read thousands?",
    lede="The last twenty movements of the busiest product. An index on the product finds all of its movements, which"
    " are then fetched and sorted; one on product and time has the twenty next to each other, in order.",
    naive=Way(
        "Index on the column of the filter",
        last_movements,
        marks=("filter(item=item)", 'order_by("-created_at", "-id")'),
        needs=(index(StockMovement, models.Index(fields=["item"], name="lab_item")),),
        without=SHOPS_OWN,
    ),
    tuned=Way(
        "Composite index: filter, then order",
        last_movements,
        marks=("filter(item=item)", 'order_by("-created_at", "-id")'),
        needs=(index(StockMovement, models.Index(fields=["item", "-created_at", "-id"], name="lab_item_newest")),),
        without=SHOPS_OWN,
    ),
    others=(Way("No index at all", last_movements, without=SHOPS_OWN),),
    floors=(Floor(Counts.DATABASE, 300),),
    arguments=busiest_item,
    when_not="Where the filter leaves a few dozen rows, sorting them costs nothing and the narrower index is smaller."
    " Each further column makes the index bigger and every insert slower, and the order of its columns must be that of"
    " the query: first what is compared for equality, then what is sorted.",
    read_next=("wrong-column-order", "covering-index", "partial-index"),
)
