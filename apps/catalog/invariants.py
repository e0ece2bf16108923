"""What must be true of the catalogue: SQL that returns no row (`manage.py check_books`)."""

from apps.core.invariants import Invariant

INVARIANTS = (
    Invariant(
        "I10",
        "What is on hand and what is reserved are the sums of the movements; no more is reserved than is on hand.",
        """
        SELECT product.sku, on_hand, item.reserved, coalesce(moved.quantity, 0) AS moved_on_hand,
            coalesce(moved.reserved, 0) AS moved_reserved
        FROM catalog_stockitem AS item JOIN catalog_product AS product ON product.id = item.product_id
        LEFT JOIN (
            SELECT item_id, sum(quantity) AS quantity, sum(reserved) AS reserved
            FROM catalog_stockmovement GROUP BY item_id
        ) AS moved ON moved.item_id = item.product_id
        WHERE on_hand <> coalesce(moved.quantity, 0) OR item.reserved <> coalesce(moved.reserved, 0)
            OR item.reserved NOT BETWEEN 0 AND on_hand
        """,
    ),
    Invariant(
        "stock-steps",
        "Each movement leaves what the one before it left, changed by what it moved.",
        """
        SELECT item_id AS product, id AS movement, on_hand_after, on_hand_before + quantity AS on_hand_expected,
            reserved_after, reserved_before + reserved AS reserved_expected
        FROM (
            SELECT *, lag(on_hand_after, 1, 0) OVER steps AS on_hand_before,
                lag(reserved_after, 1, 0) OVER steps AS reserved_before
            FROM catalog_stockmovement WINDOW steps AS (PARTITION BY item_id ORDER BY id)
        ) AS step
        WHERE on_hand_after <> on_hand_before + quantity OR reserved_after <> reserved_before + reserved
        """,
    ),
    Invariant(
        "stock-goods",
        "Only goods lie in the warehouse.",
        """
        SELECT product.sku, product.kind FROM catalog_stockitem AS item
        JOIN catalog_product AS product ON product.id = item.product_id WHERE product.kind <> 'goods'
        """,
    ),
)
