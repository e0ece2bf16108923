"""The staged orders against those that the shop has, and what storing the rest will come to."""

from datetime import UTC, datetime
from decimal import Decimal

from django.db import connection

from apps.orders.enums import ImportMode, OrderKind, RowVerdict
from apps.orders.rules.importing.faults import FaultCode
from apps.orders.services.importing.problems import Problems
from apps.orders.services.importing.report import Outcome

# Orders that might be replaced are not to change between the judgement and that; who is changing one is waited for.
# In the order of their ids, as everybody locks orders. Imports wait for each other, so no other order comes to differ.
LOCK = """
WITH locked AS MATERIALIZED (
    SELECT known.id FROM orders_order AS known JOIN staged_order AS staged ON staged.number = known.number
    WHERE (known.source_digest, known.source_rows, known.placed_at)
        IS DISTINCT FROM (staged.digest, staged.rows, staged.placed_at)
    ORDER BY known.id FOR UPDATE OF known
)
SELECT count(*) FROM locked
"""
# An order that the shop has made itself, or worked on since it was imported, is never replaced by a file; and no order
# is by a copy of which rows were rejected, for good lines would be lost to a slip of the pen.
# Rows tell local times only: read in another time zone, the same ones are of another moment.
JUDGE = """
UPDATE staged_order AS staged SET
    id = known.id,
    verdict = CASE
        WHEN known.source_digest = staged.digest AND known.source_rows = staged.rows
            AND (known.placed_at = staged.placed_at OR NOT %(replace)s) THEN 'repeated_invoice'
        WHEN known.imported_by_id IS NULL
            OR EXISTS (SELECT FROM orders_statuschange WHERE order_id = known.id) THEN 'kept'
        WHEN NOT %(replace)s THEN 'invoice_conflict'
        WHEN staged.rejected > 0 THEN 'incomplete'
        ELSE 'replace'
    END
FROM orders_order AS known WHERE known.number = staged.number
"""
LEFT_OUT = """
SELECT number, line, rows, verdict FROM staged_order WHERE verdict NOT IN ('new', 'replace') ORDER BY line
"""
KEEP_THE_REST = """
DELETE FROM staged_order WHERE verdict NOT IN ('new', 'replace');
ANALYZE staged_order;
ANALYZE staged_product;
UPDATE staged_product SET used = false WHERE NOT EXISTS (
    SELECT FROM staged_line AS line JOIN staged_order ON staged_order.key = line.order_id
    WHERE line.product_id = staged_product.key
)
"""
TO_REPLACE = """
SELECT
    known.number, known.total::text, known.source_digest, known.source_rows, known.placed_at, known.imported_by_id,
    staged.total::text, staged.digest, staged.rows, staged.placed_at
FROM staged_order AS staged JOIN orders_order AS known ON known.id = staged.id
WHERE staged.verdict = 'replace' ORDER BY known.id LIMIT %s
"""
REPLACED_KEPT = 1000
REASONS = {
    "repeated_invoice": "The shop has it, with the same rows.",
    "invoice_conflict": "The shop has it with other rows; those stay. Mode upsert would replace them.",
    "incomplete": "The shop has it otherwise; that stays, for rows of it in the file were rejected.",
    "kept": "The shop has an order of this number that it made or changed itself; no import replaces it.",
}


def compare_with_shop(problems: Problems, *, mode: ImportMode) -> None:
    """Take out of the staged orders those that the shop has already: repeated ones, and conflicts.

    In mode upsert, orders that differ from an earlier import's stay staged, to replace them; the shop's are locked.
    """
    replace = mode == ImportMode.UPSERT
    with connection.cursor() as cursor:
        if replace:
            cursor.execute("ANALYZE staged_order")
            cursor.execute(LOCK)
        cursor.execute(JUDGE, {"replace": replace})
        if not cursor.rowcount:
            return
    with connection.chunked_cursor() as cursor:
        cursor.execute(LEFT_OUT)
        for number, line, rows, verdict in cursor:
            repeated = verdict == RowVerdict.REPEATED
            problems.invoice(
                RowVerdict.REPEATED if repeated else RowVerdict.CONFLICT,
                number=number,
                line=line,
                rows=rows,
                code=FaultCode.REPEATED_INVOICE if repeated else FaultCode.INVOICE_CONFLICT,
                reason=REASONS[verdict],
            )
    with connection.cursor() as cursor:
        cursor.execute(KEEP_THE_REST)


def orders_to_replace() -> list[dict[str, dict[str, str | int]]]:
    """The first 1,000 orders that are about to be replaced, in JSON values: each `before`, as it is, and `after`."""
    with connection.cursor() as cursor:
        cursor.execute(TO_REPLACE, [REPLACED_KEPT])
        rows = cursor.fetchall()
    return [
        {
            "before": _as_it_is(number, *known) | {"import_job": import_job},
            "after": _as_it_is(number, *staged),
        }
        for number, *known, import_job, total, digest, count, placed_at in rows
        for staged in [(total, digest, count, placed_at)]
    ]


def _as_it_is(number: str, total: str, digest: str, rows: int, placed_at: datetime) -> dict[str, str | int]:
    moment = placed_at.astimezone(UTC).isoformat()
    return {"number": number, "total": total, "digest": digest, "rows": rows, "placed_at": moment}


def expected_outcome() -> Outcome:
    """What storing the staged orders comes to."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT kind, verdict, count(*), sum(rows), sum(total) FROM staged_order GROUP BY kind, verdict")
        groups = cursor.fetchall()
        cursor.execute(
            """
            SELECT
                (SELECT count(*) FROM staged_product AS staged WHERE used
                    AND NOT EXISTS (SELECT FROM catalog_product WHERE sku = staged.sku)),
                (SELECT count(DISTINCT customer) FROM staged_order AS staged WHERE customer <> ''
                    AND NOT EXISTS (SELECT FROM orders_customer WHERE number = staged.customer))
            """
        )
        products, customers = cursor.fetchone()
    return Outcome(
        lines_stored=sum(int(rows) for *_, rows, _ in groups),
        orders_created=sum(count for _, verdict, count, *_ in groups if verdict == "new"),
        orders_replaced=sum(count for _, verdict, count, *_ in groups if verdict == "replace"),
        orders_by_kind={kind: sum(count for name, _, count, *_ in groups if name == kind) for kind in OrderKind},
        products_created=products,
        customers_created=customers,
        net_total=sum((total for *_, total in groups), Decimal(0)),
    )
