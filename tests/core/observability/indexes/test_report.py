"""Advice about planted indexes, and none about the shop as it is."""

from typing import Any

import pytest
from django.db import connection

from apps.core.observability.indexes import advice, missing, reading, statements
from apps.core.observability.indexes.advice import Advice, Kind
from apps.core.observability.indexes.report import Report, advise
from apps.payments.models import Payment

pytestmark = pytest.mark.django_db
NOT_COUNTED = "Filters were not looked at: the server does not count statements here (pg_stat_statements)."


def sql(*texts: str) -> None:
    with connection.cursor() as cursor:
        for text in texts:
            cursor.execute(text)


def look(**limits: int) -> Report:
    return advise(**{"days": 30, "calls": 100, "least_rows": 10_000} | limits)


def found(kind: Kind, report: Report) -> list[Advice]:
    return [one for one in report.advice if one.kind == kind]


def test_the_shop_as_it_is_gets_no_advice() -> None:
    report = look()
    assert report.advice == []
    (note,) = report.notes
    assert note.startswith("No index is called unused: uses are counted since ")


def test_without_pg_stat_statements_it_says_what_it_did_not_look_at() -> None:
    sql("DROP EXTENSION pg_stat_statements")
    report = look()
    assert report.advice == []
    assert report.notes[0] == NOT_COUNTED


def test_where_the_server_has_not_loaded_it_it_says_so_too() -> None:
    sql(
        "CREATE FUNCTION not_loaded() RETURNS SETOF pg_stat_statements LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE 'must be loaded via shared_preload_libraries' USING ERRCODE = '55000'; END $$",
        "CREATE TEMP VIEW pg_stat_statements AS SELECT * FROM not_loaded()",  # seen before the extension's
    )
    assert look().notes[0] == NOT_COUNTED


def test_a_statement_on_a_table_that_is_locked_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statements, "PATIENCE", "SET LOCAL lock_timeout = '10ms'")
    statement = "SELECT id FROM catalog_category WHERE name = $1"
    other = connection.copy()
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("LOCK TABLE catalog_category IN ACCESS EXCLUSIVE MODE NOWAIT")
        assert statements._plan(statement) == {}
    finally:
        other.close()
    assert statements._plan(statement) != {}


def test_a_foreign_key_without_an_index_is_named() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexname FROM pg_indexes WHERE indexname LIKE 'payments_payment_order_id%%'")
        ((name,),) = cursor.fetchall()
    sql(f"DROP INDEX {name}")
    (one,) = look().advice
    assert (one.kind, one.table, one.what) == (Kind.FOREIGN_KEY, "payments_payment", "Index payments_payment.order_id.")
    assert one.write == (
        'models.Index(fields=["order"], name="payment_order")  # apps/payments/models/payment.py, Payment'
    )
    sql("CREATE INDEX planted ON payments_payment (order_id, id) WHERE order_id IS NOT NULL")
    assert look().advice == []
    sql("DROP INDEX planted", "CREATE INDEX planted ON payments_payment (order_id) WHERE captured > 0")
    assert [one.kind for one in look().advice] == [Kind.FOREIGN_KEY]


@pytest.mark.parametrize(("method", "serves"), [("brin", False), ("gin", False), ("hash", True)])
def test_an_index_that_does_not_lead_to_single_rows_serves_no_foreign_key(method: str, serves: bool) -> None:
    sql(f"CREATE INDEX planted ON payments_payment USING {method} (order_id)")
    indexes = [one for one in reading.indexes(["payments_payment"]) if one.name == "planted"]
    told = {one.what for one in missing.foreign_keys({"payments_payment": Payment}, indexes, {})}
    assert ("Index payments_payment.order_id." not in told) is serves


@pytest.mark.parametrize(
    ("index", "served"),
    [
        ("(placed_at)", True),
        ("(placed_at, id)", True),  # order_newest, read backwards
        ("(placed_at DESC, id DESC)", True),
        ("(placed_at, id DESC)", False),
        ("(id, placed_at)", False),
        ("(placed_at) WHERE status = 'paid'", False),
        ("((total + 1))", False),
        ("USING brin (placed_at)", False),
        ("(number)", True),  # orders_order_number_key
    ],
)
def test_an_index_that_another_one_serves_is_named(index: str, served: bool) -> None:
    sql(f"CREATE INDEX planted ON orders_order {index}")
    named = [one.what for one in found(Kind.REDUNDANT, look())]
    assert named == (["Drop planted."] if served else [])


def test_of_two_equal_indexes_one_stays() -> None:
    sql("CREATE INDEX planted_a ON orders_order (source_rows)", "CREATE INDEX planted_b ON orders_order (source_rows)")
    (one,) = look().advice
    assert one.what == "Drop planted_b."
    assert one.reason == "planted_a (source_rows) begins with the same columns (source_rows)."
    assert one.write == "migrations.RunSQL('DROP INDEX planted_b')"


def test_an_index_that_nobody_reads_is_named_but_for_those_that_guard() -> None:
    sql("CREATE INDEX planted ON orders_statuschange (reason)")
    report = look(days=0, least_rows=0)
    named = {one.what for one in found(Kind.UNUSED, report)}
    assert "Drop planted." in named
    assert report.notes[-1].startswith("Uses of indexes are counted since ")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 'Drop ' || indexrelid::regclass || '.' FROM pg_index WHERE indisunique"
            " OR indexrelid::regclass::text LIKE 'orders_statuschange_order_id%%'"
        )
        guarding = {text for (text,) in cursor.fetchall()}
    assert len(guarding) > 50
    assert named & guarding == set()
    assert found(Kind.UNUSED, look(days=0)) == []  # of tables this small it would mean nothing


@pytest.fixture
def counted() -> None:
    """A big table, and nothing that pg_stat_statements knows of this database."""
    sql(
        "INSERT INTO catalog_category (slug, name) SELECT 'shelf-' || n, 'Shelf ' || n FROM generate_series(1, 3000) n",
        "ANALYZE catalog_category",
        "SELECT pg_stat_statements_reset(0, oid) FROM pg_database WHERE datname = current_database()",
    )


@pytest.mark.usefixtures("counted")
def test_a_frequent_filter_that_reads_a_big_table_is_named() -> None:
    for number in range(3):
        sql(f"SELECT id FROM catalog_category WHERE name = 'Shelf {number}'")
        sql(f"SELECT id FROM catalog_category WHERE name <> 'Shelf {number}'")  # most rows: no index would help
        sql(f"SELECT id FROM catalog_category WHERE upper(name) = 'SHELF {number}'")  # not sure
        sql(f"SELECT id FROM catalog_category WHERE slug = 'shelf-{number}'")  # by its index
    sql("SELECT id FROM catalog_category WHERE name = 'Shelf 1' AND slug > 'a'")  # once
    (one,) = found(Kind.FILTER, look(calls=3, least_rows=1000))
    assert one.what == "Index catalog_category (name)."
    assert "sent 3 times" in one.reason
    assert "reads all 3,000 rows" in one.reason
    assert (
        one.write == 'models.Index(fields=["name"], name="category_name")  # apps/catalog/models/category.py, Category'
    )
    sql("CREATE INDEX planted ON catalog_category (name)", "ANALYZE catalog_category")
    assert found(Kind.FILTER, look(calls=3, least_rows=1000)) == []


@pytest.mark.usefixtures("counted")
def test_rows_that_parallel_workers_share_are_those_of_all(monkeypatch: pytest.MonkeyPatch) -> None:
    sql("SELECT id FROM catalog_category WHERE name = 'Shelf 1'")
    scan = {
        "Node Type": "Seq Scan",
        "Parallel Aware": True,
        "Relation Name": "catalog_category",
        "Filter": "(name = $1)",
    }
    gather = {"Node Type": "Gather", "Workers Planned": 2, "Plan Rows": 240}
    monkeypatch.setattr(statements, "_plan", lambda _: gather | {"Plans": [scan | {"Plan Rows": 100}]})
    assert {one.rows for one in statements.scans({"catalog_category": 10_000}, calls=1)} == {240}
    assert list(statements.scans({"catalog_category": 4_000}, calls=1)) == []


@pytest.mark.parametrize(("workers", "divisor"), [(0, 1), (1, 1.7), (2, 2.4), (3, 3.1), (4, 4), (8, 8)])
def test_the_leaders_part_grows_smaller_with_each_worker(workers: int, divisor: float) -> None:
    assert statements.parallel_divisor(workers) == pytest.approx(divisor)


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("((name)::text = $1)", (("name",), ())),
        ("(((status)::text = $1) AND (placed_at >= $2))", (("status",), ("placed_at",))),
        ("(customer_id = ANY ($1))", (("customer_id",), ())),
        ("(total > '5'::numeric)", ((), ("total",))),
        ("(upper((name)::text) = $1)", None),
        ("(((name)::text = $1) OR (id = $2))", None),
        ("((name)::text ~~ $1)", None),
        ("(customer_id IS NULL)", None),
        ("(total > captured)", None),
        ("", None),
    ],
)
def test_a_filter_is_read_when_it_compares_columns_with_values(text: str, columns: Any) -> None:
    assert statements.read_filter(text) == columns


def test_advice_leads_to_the_page_that_explains_it(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    settings.PUBLIC_URL = "http://localhost:8000"
    one = Advice(Kind.UNUSED, "orders_order", "Drop it.", "Why.", "remove it", 8192)
    monkeypatch.setattr(advice, "explained_at", {})
    assert one.page == ""
    monkeypatch.setitem(advice.explained_at, Kind.UNUSED, lambda: "/lab/unused/")
    assert one.as_json() == {
        "kind": "index that nobody reads",
        "table": "orders_order",
        "what": "Drop it.",
        "reason": "Why.",
        "write": "remove it",
        "size": 8192,
        "page": "http://localhost:8000/lab/unused/",
    }
