"""Products that a bulk load needs, from a table the load has filled."""

from django.db import connection


def add_staged_products(*, table: str) -> int:
    """Create the products of `table` (columns sku, name, kind) that are missing; how many.

    A product that is there keeps its name, unless it has none. Part of the caller's transaction. `table` is a name
    that stands in code, never input.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            UPDATE catalog_product AS product SET name = staged.name
            FROM {table} AS staged WHERE product.sku = staged.sku AND product.name = '' AND staged.name <> ''
            """  # noqa: S608
        )
        cursor.execute(
            f"""
            INSERT INTO catalog_product (sku, name, kind, is_active, created_at)
            SELECT sku, name, kind, true, now() FROM {table} ORDER BY sku
            ON CONFLICT (sku) DO NOTHING
            """  # noqa: S608
        )
        return int(cursor.rowcount)
