"""Products that a bulk load needs, from a table the load has filled."""

from django.db import connection


def add_staged_products(*, table: str, ids_given: bool) -> None:
    """Create the products of `table` (columns key, sku, name, kind, used) that are used and missing.

    Part of the caller's transaction. A product that is there keeps its name, unless it has none. With `ids_given` the
    keys become the ids: the caller has the table of products locked and counted on from its last id. `table` stands in
    code, it is never input.
    """
    new_id = "staged.key" if ids_given else "nextval('catalog_product_id_seq')"
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            UPDATE catalog_product AS product SET name = staged.name
            FROM {table} AS staged
            WHERE product.sku = staged.sku AND product.name = '' AND staged.used AND staged.name <> ''
            """  # noqa: S608
        )
        cursor.execute(
            f"""
            INSERT INTO catalog_product (id, sku, name, kind, is_active, created_at)
            SELECT {new_id}, sku, name, kind, true, now() FROM {table} AS staged WHERE used ORDER BY key
            ON CONFLICT (sku) DO NOTHING
            """  # noqa: S608
        )
        if ids_given:
            cursor.execute("SELECT setval('catalog_product_id_seq', max(id)) FROM catalog_product")
