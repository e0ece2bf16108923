"""Planted readers of big tables: scan, count and deep page are named with their cure; what an index serves is not."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from tests import shop
from tests.showcase.toolbar.test_repeats import place_of

pytestmark = pytest.mark.urls("tests.showcase.toolbar.record_urls")
Diagnosed = Callable[[str], list[dict[str, Any]]]


@pytest.fixture
def big(db: None) -> Callable[[], None]:
    """The planner believes that orders and lines are a million each."""
    shop.orders(1)

    def believed() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # else no index can be made in this transaction
            cursor.execute("ANALYZE orders_order, orders_orderline")
            cursor.execute(
                "UPDATE pg_class SET reltuples = 1000000, relpages = 1"
                " WHERE relname IN ('orders_order', 'orders_orderline')"
            )

    believed()
    return believed


@pytest.fixture
def diagnosed(client: Client, big: Any) -> Diagnosed:
    def of(name: str) -> list[dict[str, Any]]:
        from debug_toolbar.store import get_store

        record = client.get(f"/planted/{name}/").headers["djdt-request-id"]
        found: list[dict[str, Any]] = get_store().panel(record, "CurePanel")["findings"]
        return found

    return of


SCAN = "A sequential scan over 1,000,000 rows of orders_order"


@pytest.mark.parametrize(
    ("name", "title", "cure"),
    [
        ("a_few_of_all", SCAN, 'models.Index(fields=["source_section"], '),
        ("condition_and_order", SCAN, 'models.Index(fields=["currency", "-created_at"], '),
        ("condition_and_range", SCAN, 'models.Index(fields=["currency", "line_count"], '),
        ("order_alone", SCAN, 'models.Index(fields=["-line_count"], '),
        ("text_anywhere", SCAN, 'GinIndex(OpClass(Upper("source_digest"), "gin_trgm_ops"), '),
        ("in_a_subquery", f"{SCAN}line", 'models.Index(fields=["name", "quantity"], '),
        ("either", SCAN, ""),
        ("exact_count", "An exact count of about 1,000,000 rows", "queryset.order_by()[:100001].count()"),
        ("deep_page", "20,000 rows are read and thrown away", "filter(pk__gt=last_seen)"),
    ],
)
def test_what_is_read_for_nothing_is_named_with_its_line(
    diagnosed: Diagnosed, name: str, title: str, cure: str
) -> None:
    (found,) = diagnosed(name)
    assert found["title"] == title
    assert found["where"].startswith(place_of(name))
    assert found["cure"].startswith(cure)
    assert bool(found["cure"]) == bool(cure)


@pytest.mark.parametrize(
    "name", ["most_of_all", "by_an_index", "one_customer_counted", "counted_up_to_a_limit", "summed"]
)
def test_what_no_index_would_cure_and_what_one_serves_is_left_alone(diagnosed: Diagnosed, name: str) -> None:
    assert diagnosed(name) == []


def test_after_the_guess_is_made_it_is_silent(diagnosed: Diagnosed, big: Any) -> None:
    (found,) = diagnosed("condition_and_order")
    with connection.cursor() as cursor:
        cursor.execute(found["index"])
    big()
    assert diagnosed("condition_and_order") == []


def test_an_index_that_is_there_and_not_taken_is_not_guessed_again(
    diagnosed: Diagnosed, big: Callable[[], None]
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE INDEX there ON orders_order (source_section, id)")
        cursor.execute("SET LOCAL enable_indexscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
    big()
    (found,) = diagnosed("a_few_of_all")
    assert "The index there begins with these columns, and the planner does not take it." in found["says"]
    assert (found["cure"], found["index"], found["lab"]) == ("", "", "low-selectivity")


def test_small_tables_are_not_explained(db: None, client: Client) -> None:
    from debug_toolbar.store import get_store

    shop.orders(1)
    record = client.get("/planted/a_few_of_all/").headers["djdt-request-id"]
    assert get_store().panel(record, "CurePanel")["findings"] == []


def test_plans_are_asked_for_beside_the_requests_own_queries(diagnosed: Diagnosed, client: Client) -> None:
    answer = client.get("/planted/a_few_of_all/")
    assert 'desc="1 queries"' in answer.headers["Server-Timing"]
