"""Planted readers of big tables: scan, count and deep page are named with their cure; what an index serves is not."""

from typing import Any

import psycopg
import pytest
from django.db import connection
from django.test import Client

from apps.orders.models import Order
from apps.showcase.toolbar import plans
from apps.showcase.toolbar.groups import grouped
from tests import shop
from tests.showcase.toolbar.conftest import Diagnosed, believed_big, findings_of
from tests.showcase.toolbar.test_repeats import place_of

pytestmark = pytest.mark.urls("tests.showcase.toolbar.record_urls")
BIG = ("orders_order", "orders_orderline")


@pytest.fixture
def big(db: None) -> None:
    shop.orders(1)
    believed_big(*BIG)


SCAN = "A sequential scan over 1,000,000 rows of orders_order"


@pytest.mark.usefixtures("big")
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


@pytest.mark.usefixtures("big")
@pytest.mark.parametrize(
    "name", ["most_of_all", "by_an_index", "one_customer_counted", "counted_up_to_a_limit", "summed"]
)
def test_what_no_index_would_cure_and_what_one_serves_is_left_alone(diagnosed: Diagnosed, name: str) -> None:
    assert diagnosed(name) == []


@pytest.mark.usefixtures("big")
def test_after_the_guess_is_made_it_is_silent(diagnosed: Diagnosed) -> None:
    (found,) = diagnosed("condition_and_order")
    with connection.cursor() as cursor:
        cursor.execute(found["index"])
    believed_big(*BIG)
    assert diagnosed("condition_and_order") == []


@pytest.mark.usefixtures("big")
def test_an_index_that_is_there_and_not_taken_is_not_guessed_again(diagnosed: Diagnosed) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE INDEX there ON orders_order (source_section, id)")
        cursor.execute("SET LOCAL enable_indexscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
    believed_big(*BIG)
    (found,) = diagnosed("a_few_of_all")
    assert "The index there begins with these columns, and the planner does not take it." in found["says"]
    assert (found["cure"], found["index"], found["lab"]) == ("", "", "low-selectivity")


def test_small_tables_are_not_explained(diagnosed: Diagnosed) -> None:
    shop.orders(1)
    assert diagnosed("a_few_of_all") == []


@pytest.mark.usefixtures("big")
def test_plans_are_asked_for_beside_the_requests_own_queries(client: Client) -> None:
    answer = client.get("/planted/a_few_of_all/")
    assert len(findings_of(answer)) == 1
    assert 'desc="1 queries"' in answer.headers["Server-Timing"]


def asked(sql: str, milliseconds: float) -> dict[str, Any]:
    return {"sql": sql, "raw_sql": sql, "duration": milliseconds, "database": "shop", "asked": {}}


def test_what_cannot_be_explained_is_left_out_and_the_others_are_not(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plans, "SECONDS", 60)
    groups = grouped([asked('SELECT 1 FROM "gone"', 2), asked('SELECT 1 FROM "orders_order"', 1)])
    with plans.planning() as planner:
        assert [plan.root.relation for _, plan in planner.plans(groups)] == ["orders_order"]
    assert Order.objects.count() == 0


def test_where_nothing_can_be_planned_the_connection_is_as_it_was(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plans, "CAREFULLY", b"SELECT nothing")
    with pytest.raises(psycopg.Error), plans.planning():
        pass
    assert Order.objects.count() == 0
