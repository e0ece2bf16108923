"""Into an empty shop and into one that has orders: the same result, and what is taken apart is put together again."""

import pytest
from django.db import connection, transaction

from apps.core.invariants import ask
from apps.orders.invariants import INVARIANTS
from apps.orders.models import Order
from apps.orders.services.importing import destination
from tests import database, shop
from tests.orders.files import row, write
from tests.orders.importing import elsewhere, lines, run_import, structure

pytestmark = pytest.mark.django_db(transaction=True)

ROWS = [
    row("536365"),
    row("536366", "71053", name="LANTERN"),
    row("536365", "84406B", name="CUPID \\ HEARTS £"),
    row("C536367", quantity="-1", customer=""),
    row("536368", "22139", quantity="-3", price="0", name=""),
]


@pytest.fixture
def chosen(monkeypatch):
    """Which destinations were chosen: True for straight into the table of lines."""
    choices = []
    choose = destination.choose_destination

    def watch(**options):
        choice = choose(**options)
        choices.append(choice.direct)
        return choice

    monkeypatch.setattr("apps.orders.services.importing.pipeline.choose_destination", watch)
    return choices


def orders():
    fields = ("number", "kind", "customer__number", "country", "total", "line_count", "source_digest", "source_section")
    return list(Order.objects.order_by("number").values_list(*fields))


def test_both_ways_lead_to_the_same_shop(tmp_path, chosen):
    path = write(tmp_path / "orders.csv", ROWS)
    run_import(path)
    straight = (lines(), orders())
    database.empty()
    shop.order("100000")
    run_import(path)
    Order.objects.get(number="100000").delete()
    assert chosen == [True, False]
    assert (lines(), orders()) == straight


def test_lines_know_their_order_and_product(tmp_path, chosen):
    """Ids of products and orders need not begin with one, and some products may be there."""
    shop.product("71053")
    shop.order("100000", ("OLD", 1, "1.000"))
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE orders_order, orders_orderline CASCADE")
    run_import(write(tmp_path / "orders.csv", ROWS))
    assert chosen == [True]
    verdicts = [verdict for verdict in ask() if verdict.app == "orders"]
    assert len(verdicts) == len(INVARIANTS)
    assert [verdict for verdict in verdicts if verdict.broken] == []


def test_indexes_and_keys_are_put_together_again(tmp_path, chosen):
    before = structure()
    run_import(write(tmp_path / "orders.csv", ROWS))
    assert chosen == [True]
    assert structure() == before
    assert {name for name, _ in before} > {"order_line_position", "orders_orderline_pkey"}


def test_a_reader_is_not_locked_out_but_sends_the_lines_the_other_way(tmp_path, chosen):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM catalog_product")
        report = elsewhere(lambda: run_import(write(tmp_path / "orders.csv", ROWS))).result(timeout=30)
    assert chosen == [False]
    assert report.outcome.lines_stored == 5
    assert len(lines()) == 5


def test_somebody_who_does_not_own_the_table_takes_the_other_way(tmp_path, chosen, monkeypatch):
    monkeypatch.setattr(destination, "MAY_FILL", destination.MAY_FILL.replace("bool_and(", "NOT bool_and("))
    run_import(write(tmp_path / "orders.csv", ROWS))
    assert chosen == [False]
    assert len(lines()) == 5


def test_a_reader_of_a_shop_with_orders_never_waits(tmp_path, chosen):
    """The reader gives up after a tenth of a second of waiting for a lock; it reads while the import has stored."""
    shop.order("100000", ("OLD", 1, "1.000"))
    seen = []

    def read():
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '100ms'")
            cursor.execute("SELECT count(*) FROM orders_orderline JOIN orders_order ON orders_order.id = order_id")
            seen.append(cursor.fetchone()[0])

    def on_progress(progress):
        if progress.step == "storing":
            elsewhere(read).result()

    run_import(write(tmp_path / "orders.csv", ROWS), on_progress=on_progress)
    assert chosen == [False]
    assert seen == [1]
