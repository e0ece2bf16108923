"""Two thousand counts of stock written down: an INSERT for each, one for many, or COPY."""

from typing import Any

from django.db import connection
from django.db.models import Count, Max, Sum

from apps.catalog.enums import MovementKind
from apps.catalog.models import StockItem, StockMovement
from apps.showcase.lab.pairs import Counts, Floor, Group, Pair, Way

NOTE = "counted in the lab"


def create_each(count: int) -> int:
    items = StockItem.objects.order_by("pk")[:count]
    for item in items:
        StockMovement.objects.create(
            item=item,
            kind=MovementKind.STOCKTAKE,
            quantity=0,
            on_hand_after=item.on_hand,
            reserved_after=item.reserved,
            reason=NOTE,
        )
    return len(items)


def create_in_bulk(count: int) -> int:
    items = StockItem.objects.order_by("pk")[:count]
    counted = StockMovement.objects.bulk_create(
        StockMovement(
            item=item,
            kind=MovementKind.STOCKTAKE,
            quantity=0,
            on_hand_after=item.on_hand,
            reserved_after=item.reserved,
            reason=NOTE,
        )
        for item in items
    )
    return len(counted)


def copy_them_in(count: int) -> int:
    items = list(StockItem.objects.order_by("pk").values_list("pk", "on_hand", "reserved")[:count])
    columns = "item_id, kind, quantity, on_hand_after, reserved_after, reason, request_id"
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY catalog_stockmovement ({columns}) FROM STDIN") as copy,
    ):
        for pk, on_hand, reserved in items:
            copy.write_row((pk, "stocktake", 0, on_hand, reserved, NOTE, ""))
    return len(items)


def insert_from_select(count: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO catalog_stockmovement
                (item_id, kind, quantity, on_hand_after, reserved_after, reason, request_id)
            SELECT product_id, 'stocktake', 0, on_hand, reserved, %s, ''
            FROM catalog_stockitem ORDER BY product_id LIMIT %s
            """,
            [NOTE, count],
        )
        return cursor.rowcount


def what_was_written(_: int) -> Any:
    written = StockMovement.objects.filter(reason=NOTE, kind=MovementKind.STOCKTAKE, reserved=0, request_id="")
    return written.aggregate(rows=Count("pk"), last=Max("item"), on_hand=Sum("on_hand_after"))


PAIR = Pair(
    slug="insert-rows",
    group=Group.WRITING,
    title="Two thousand times INSERT",
    question="Stock was taken of two thousand products; how do the counts get into the table?",
    lede="`create()` in a loop waits for the server once for each row. `bulk_create` sends many rows in one statement."
    " `COPY` skips the statement altogether: rows go over the wire as they are.",
    naive=Way("create() in a loop", create_each, marks=("for item in items:", "StockMovement.objects.create(")),
    tuned=Way("bulk_create", create_in_bulk, marks=("StockMovement.objects.bulk_create(",)),
    others=(
        Way("COPY", copy_them_in, marks=("cursor.copy(", "copy.write_row(")),
        Way("INSERT … SELECT", insert_from_select, marks=("INSERT INTO catalog_stockmovement", "SELECT product_id")),
    ),
    floors=(Floor(Counts.WALL, 3),),
    arguments=lambda: {"count": 2_000},
    few={"count": 20},
    content=what_was_written,
    writes=(StockMovement,),
    when_not="A row that must be checked, or that decides what the next one is, wants its own `create()`, in one"
    " transaction with the rest. `bulk_create` and what is below it call no `save()` and send no signals; `COPY` knows"
    " nothing of the defaults in Python either, and one bad row refuses all. What the database holds already need not"
    " travel: `INSERT … SELECT`.",
    read_next=("update-rows", "stored-totals"),
)
