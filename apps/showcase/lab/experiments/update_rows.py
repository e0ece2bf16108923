"""New prices for two thousand lines: saved one by one, in bulk, or sent as one statement."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db import connection
from django.db.models import F, Sum
from django.db.models.functions import Round

from apps.orders.models import OrderLine
from apps.showcase.lab.pairs import Counts, Floor, Group, Pair, Way

FACTOR = Decimal("1.05")


def dearer(price: Decimal) -> Decimal:
    return (price * FACTOR).quantize(Decimal("0.01"), ROUND_HALF_UP)


def save_each(count: int) -> int:
    lines = OrderLine.objects.order_by("-pk")[:count]
    for line in lines:
        line.unit_price = dearer(line.unit_price)
        line.save()
    return len(lines)


def update_from_lists(count: int) -> int:
    lines = OrderLine.objects.order_by("-pk")[:count]
    prices = {pk: dearer(price) for pk, price in lines.values_list("pk", "unit_price")}
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE orders_orderline AS line SET unit_price = dearer.price
            FROM unnest(%s::bigint[], %s::numeric[]) AS dearer (id, price)
            WHERE line.id = dearer.id
            """,
            [list(prices), list(prices.values())],
        )
        return cursor.rowcount


def save_one_field(count: int) -> int:
    lines = OrderLine.objects.only("unit_price").order_by("-pk")[:count]
    for line in lines:
        line.unit_price = dearer(line.unit_price)
        line.save(update_fields=["unit_price"])
    return len(lines)


def update_in_bulk(count: int) -> int:
    lines = OrderLine.objects.order_by("-pk")[:count]
    for line in lines:
        line.unit_price = dearer(line.unit_price)
    return OrderLine.objects.bulk_update(lines, ["unit_price"])


def update_by_formula(count: int) -> int:
    newest = OrderLine.objects.order_by("-pk").values("pk")[:count]
    dearer = Round(F("unit_price") * FACTOR, precision=2)
    return OrderLine.objects.filter(pk__in=newest).update(unit_price=dearer)


def what_all_lines_cost(_: int) -> Any:
    return OrderLine.objects.aggregate(amount=Sum("amount"), price=Sum("unit_price"))


PAIR = Pair(
    slug="update-rows",
    group=Group.WRITING,
    title="Two thousand times UPDATE",
    question="Two thousand prices are computed in Python; how do they get into the table?",
    lede="`save()` in a loop is a round trip for each row, and writes every column. `bulk_update` sends one statement"
    " with a `CASE` of two thousand branches, and PostgreSQL goes through them for each row. Two arrays joined with the"
    " table are looked up by key.",
    naive=Way("save() in a loop", save_each, marks=("for line in lines:", "line.save()")),
    tuned=Way("UPDATE … FROM unnest", update_from_lists, marks=("FROM unnest(%s::bigint[], %s::numeric[])",)),
    others=(
        Way("bulk_update", update_in_bulk, marks=('bulk_update(lines, ["unit_price"])',)),
        Way("save() of one field", save_one_field, marks=('update_fields=["unit_price"]',)),
        Way("One update() with F()", update_by_formula, marks=('Round(F("unit_price") * FACTOR, precision=2)',)),
    ),
    floors=(Floor(Counts.WALL, 20), Floor(Counts.WALL, 10, over="other-1")),
    arguments=lambda: {"count": 2_000},
    few={"count": 20},
    content=what_all_lines_cost,
    writes=(OrderLine,),
    when_not="What a formula can say needs no list: one `update()` with `F()` reads nothing and cannot lose what others"
    " write meanwhile. For a dozen rows `bulk_update` is plain and quick enough. None of these calls `save()` of the"
    " model, its signals or `auto_now`. Here all of it is one transaction; where each `save()` commits by itself, it"
    " also waits for the disk each time.",
    read_next=("insert-rows", "lost-update", "stored-totals"),
)
