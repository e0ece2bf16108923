"""In the lab: one specification as SQL and as a key, pages by both, and pages of a list whose rows tie."""

import random
import re
import time
from collections.abc import Callable, Sequence
from statistics import median
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from apps.core.rest.ordering import read_sign
from apps.core.rest.pagination import links_around, read_page
from apps.core.rest.sorting import SortColumn, Sorting
from apps.orders.models import Order
from apps.showcase.lab.processes import Progress
from apps.showcase.lab.results import Bar, Bars, Console, Result, Side, Table
from apps.showcase.scenarios.s08_sort_by_several.rows import COLUMNS, ensure_orders

PAGES = 100
SHOWN = 8
INDEX = re.compile(r"using (\w+)")


def in_lab(progress: Progress, *, rows: int, signs: Sequence[str]) -> dict[str, Any]:
    """The whole experiment, in a process that works on the lab's database."""
    progress(note=f"{rows:,} orders")
    ensure_orders(rows)
    columns = [read_sign(sign, COLUMNS) for sign in signs]
    sorting = Sorting.of(Order, columns)
    orders = Order.objects.select_related(*sorting.relations()) if sorting.relations() else Order.objects.all()
    progress(note="Sorting by SQL and by key")
    by_key = compare_orders(sorting, orders)
    progress(note=f"{PAGES} pages with a tie-breaker")
    answer = walk_by_key(orders, sorting, rows // PAGES)
    progress(note=f"{PAGES} pages without one")
    twin = walk_by_offset(columns, rows // PAGES)
    sql, plan = told(orders, sorting, rows // PAGES)
    return Result(
        answer=answer_side(sorting, answer, by_key, plan, rows),
        twin=twin_side(columns, twin, rows),
        sections=[
            Console("A page in the middle, as SQL", sql, ["ORDER BY", "NULLS FIRST", "NULLS LAST"]),
            Console("Its plan", plan, [*INDEX.findall(plan), "Sort Key", "Sort Method"], serves(plan)),
            keys_table(sorting, orders),
            seen_twice(twin),
            Bars("Sorting all rows in Python", "milliseconds; less is better", by_key["bars"], by_key["note"]),
        ],
    ).as_json()


def compare_orders(sorting: Sorting, orders: QuerySet[Order]) -> dict[str, Any]:
    """Whether Python sorts as SQL does, by the key and in passes, and how long that takes."""
    by_sql = list(orders.order_by(*sorting.expressions()).values_list("pk", flat=True))
    names = [column.column for column in sorting.columns]
    shuffled = list(Order.objects.values("pk", *names))
    random.Random(8).shuffle(shuffled)  # noqa: S311 - any order will do
    key_seconds, by_key = timed(lambda: sorted(shuffled, key=sorting.key))
    pass_seconds, by_passes = timed(lambda: sorted_in_passes(shuffled, sorting))
    same = [row["pk"] for row in by_key] == by_sql
    assert [row["pk"] for row in by_passes] == by_sql or not same
    return {
        "same": same,
        "bars": [
            Bar("sorted(rows, key=sorting.key)", key_seconds * 1000, f"{key_seconds * 1000:,.0f} ms"),
            Bar("one stable pass a column", pass_seconds * 1000, f"{pass_seconds * 1000:,.0f} ms"),
        ],
        "note": "Both give the order of the SQL. Passes are faster, they compare plain values; the key wraps what goes"
        " down, and is what one description of SQL and Python can give.",
    }


def sorted_in_passes(rows: Sequence[dict[str, Any]], sorting: Sorting) -> list[dict[str, Any]]:
    """The other right way: sort by the last column first; a stable sort keeps what the later passes leave equal."""
    result = list(rows)
    for column in reversed(sorting.columns):
        up_front = (column.nulls == "first") != column.descending
        name = column.column
        result.sort(
            key=lambda row, name=name, up_front=up_front: (  # type: ignore[misc] # a default binds the loop's value
                (row[name] is None) != up_front,
                row[name] if row[name] is not None else 0,
            ),
            reverse=column.descending,
        )
    return result


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    started = time.perf_counter()
    result = work()
    return time.perf_counter() - started, result


def walk_by_key(orders: QuerySet[Order], sorting: Sorting, limit: int) -> dict[str, Any]:
    """All pages as the API reads them, while the shop goes on working."""
    seen: list[str] = []
    seconds: list[float] = []
    position = None
    while True:
        spent, (page, more) = timed(lambda position=position: read_page(orders, sorting, position, limit))  # type: ignore[misc]
        seen += [order.number for order in page]
        seconds.append(spent)
        touch_an_order(len(seconds))
        position, _ = links_around(page, sorting, position, more=more)
        if position is None:
            return {"seen": seen, "milliseconds": median(seconds) * 1000, "pages": len(seconds)}


def walk_by_offset(columns: Sequence[SortColumn], limit: int) -> dict[str, Any]:
    """The twin: the chosen columns alone, and so many rows skipped. Rows that tie stand where they happen to stand."""
    orders = Order.objects.order_by(*(column.expression() for column in columns))
    first_seen: dict[str, int] = {}
    twice: list[tuple[str, int, int]] = []
    for page in range(PAGES):
        for number in orders.values_list("number", flat=True)[page * limit : (page + 1) * limit]:
            if number in first_seen:
                twice.append((number, first_seen[number] + 1, page + 1))
            first_seen.setdefault(number, page)
        touch_an_order(page)
    return {"twice": twice, "seen": len(first_seen)}


def touch_an_order(turn: int) -> None:
    """Somebody works on an order meanwhile: nothing by which the list is sorted changes."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE orders_order SET line_count = line_count + 1 WHERE id %% 997 = %s", [turn % 997])


def told(orders: QuerySet[Order], sorting: Sorting, limit: int) -> tuple[str, str]:
    """The statement for a page in the middle of the list, and how the database answered it."""
    middle = list(orders.order_by(*sorting.expressions())[limit * PAGES // 2 : limit * PAGES // 2 + 1])
    position, _ = links_around(middle, sorting, None, more=True)
    names = ("number", *(column.column for column in sorting.columns if column.column != "pk"))
    sent: list[tuple[str, Any]] = []

    def remember(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        sent.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(remember):
        read_page(orders.only(*names), sorting, position, 50)
    sql, params = sent[0]
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, COSTS OFF, BUFFERS OFF) {sql}", params)
        plan = "\n".join(line for (line,) in cursor.fetchall())
    operations: Any = connection.ops
    return readable(operations.compose_sql(sql, params)), plan


def readable(statement: str) -> str:
    """A statement with a line for each of its parts."""
    short = statement.replace('"orders_order".', "").replace('"', "")
    return re.sub(r" (FROM|INNER JOIN|LEFT OUTER JOIN|WHERE|ORDER BY|LIMIT) ", r"\n\1 ", short)


def serves(plan: str) -> str:
    """What serves the page, in words."""
    indexes = [name for name in INDEX.findall(plan) if name.startswith("order")]
    if "Sort Key" not in plan and indexes:
        return f"The index {indexes[0]} has the rows in this very order: nothing is sorted."
    if indexes:
        return f"The index {indexes[0]} has the first columns in order; what ties there is sorted."
    return "No index has this order: the rows are read and sorted, page by page."


def answer_side(sorting: Sorting, walked: dict[str, Any], by_key: dict[str, Any], plan: str, rows: int) -> Side:
    doubled = len(walked["seen"]) - len(set(walked["seen"]))
    missed = rows - len(set(walked["seen"]))
    holds = by_key["same"] and not doubled and not missed
    return Side(
        holds,
        "each row once, SQL and Python agree" if holds else "not as promised",
        f"{doubled:,}",
        f"rows seen twice of {rows:,}",
        [
            ("Never seen", f"{missed:,}"),
            ("Order", sorting.text),
            ("sorted() by the same key", "the same order" if by_key["same"] else "✗ another order"),
            ("A page", f"{walked['milliseconds']:.1f} ms"),
        ],
        serves(plan),
    )


def twin_side(columns: Sequence[SortColumn], walked: dict[str, Any], rows: int) -> Side:
    doubled, missed = len(walked["twice"]), rows - walked["seen"]
    note = "Rows that tie have no order: each page is sorted anew, and they change places between two pages."
    if not doubled:
        note = "It held this time: a unique column, or an index that happens to break the ties. Nothing says it will."
    return Side(
        not doubled,
        "rows twice, others never" if doubled else "held by luck",
        f"{doubled:,}",
        f"rows seen twice of {rows:,}",
        [("Never seen", f"{missed:,}"), ("Order", ",".join(column.sign for column in columns))],
        note,
    )


def keys_table(sorting: Sorting, orders: QuerySet[Order]) -> Table:
    """A few rows with their keys, one without a value where there is one."""
    last, first = sorting.reversed(), sorting
    rows = [*orders.order_by(*first.expressions())[:2], *list(orders.order_by(*last.expressions())[:2])[::-1]]
    shown = [[order.number, ", ".join(part_text(part) for part in sorting.key(order))] for order in rows]
    return Table(
        "The first and the last two rows, and their keys",
        ["Order", f"key for {sorting.text}"],
        shown,
        note="True sorts after False: the first part says on which side of the empty ones a value stands.",
    )


def part_text(part: tuple[Any, ...]) -> str:
    values = [getattr(value, "value", value) for value in part[1:]]
    down = ["Descending" if hasattr(value, "value") else "" for value in part[1:]]
    words = [f"{wrap}({value})" if wrap else str(value) for wrap, value in zip(down, values, strict=True)]
    return f"({', '.join([str(part[0]), *words])})"


def seen_twice(walked: dict[str, Any]) -> Table:
    rows = [[number, f"{first:,}", f"{again:,}"] for number, first, again in walked["twice"][:SHOWN]]
    left = len(walked["twice"]) - len(rows)
    note = f"and {left:,} more." if left > 0 else "" if rows else "None this time."
    return Table("Seen twice by the twin", ["Order", "On page", "Again on page"], rows, [1, 2], note)
