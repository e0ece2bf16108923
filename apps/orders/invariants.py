"""What must be true of orders: SQL that returns no row (`manage.py check_books`)."""

from apps.core.invariants import Invariant

INVARIANTS = (
    Invariant(
        "orders-total",
        "An order's total and number of lines are those of its lines.",
        """
        SELECT number, total, sum(coalesce(line.amount, 0)) AS lines_amount, line_count, count(line.id) AS lines
        FROM orders_order LEFT JOIN orders_orderline AS line ON line.order_id = orders_order.id
        GROUP BY orders_order.id
        HAVING total <> sum(coalesce(line.amount, 0)) OR line_count <> count(line.id)
        """,
    ),
    Invariant(
        "orders-lines",
        "Lines are numbered 1, 2, 3 and so on, and their SKU is that of their product.",
        """
        SELECT orders_order.number, max(line.position) AS last_position, count(*) AS lines,
            count(*) FILTER (WHERE line.sku <> product.sku) AS other_sku
        FROM orders_orderline AS line
        JOIN orders_order ON orders_order.id = line.order_id
        JOIN catalog_product AS product ON product.id = line.product_id
        GROUP BY orders_order.id
        HAVING max(line.position) <> count(*) OR min(line.position) <> 1 OR bool_or(line.sku <> product.sku)
        """,
    ),
    Invariant(
        "orders-dangling",
        "A line has its order and product, an order its customer and import, where they are named.",
        """
        SELECT 'line' AS what, line.id FROM orders_orderline AS line
        WHERE NOT EXISTS (SELECT FROM orders_order WHERE id = line.order_id)
            OR NOT EXISTS (SELECT FROM catalog_product WHERE id = line.product_id)
        UNION ALL
        SELECT 'order', placed.id FROM orders_order AS placed
        WHERE customer_id IS NOT NULL AND NOT EXISTS (SELECT FROM orders_customer WHERE id = placed.customer_id)
            OR imported_by_id IS NOT NULL AND NOT EXISTS (SELECT FROM orders_importjob WHERE id = placed.imported_by_id)
        """,
    ),
    Invariant(
        "imports-kinds",
        "An imported order is of the kind that its number and its lines say.",
        """
        SELECT placed.number, placed.kind FROM orders_order AS placed
        WHERE imported_by_id IS NOT NULL AND source_digest <> '' AND kind <> CASE
            WHEN number LIKE 'C%' THEN 'credit_note'
            WHEN number LIKE 'A%' THEN 'adjustment'
            WHEN EXISTS (SELECT FROM orders_orderline WHERE order_id = placed.id AND quantity < 0) THEN 'adjustment'
            ELSE 'sale'
        END
        """,
    ),
    Invariant(
        "imports-source",
        "An imported order has as many lines as rows it was made of, and a digest of them.",
        """
        SELECT number, line_count, source_rows, source_digest FROM orders_order
        WHERE (source_digest <> '') <> (source_rows IS NOT NULL)
            OR source_digest <> '' AND (source_rows <> line_count OR source_digest !~ '^[0-9a-f]{32}$')
        """,
    ),
    Invariant(
        "imports-account",
        "An import that was stored accounts for every row: stored, rejected, repeated or in conflict.",
        """
        SELECT import.id, import.rows_read, import.lines_stored, import.rows_rejected, import.rows_repeated,
            import.rows_in_conflict
        FROM orders_importjob AS import JOIN core_job ON core_job.id = import.job_id
        WHERE core_job.state = 'succeeded' AND core_job.kind = 'orders.import'
            AND NOT (import.dry_run AND import.lines_stored = 0)
            AND rows_read <> lines_stored + rows_rejected + rows_repeated + rows_in_conflict
        """,
    ),
)
