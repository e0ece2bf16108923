"""Exhibit 8: one order in SQL and Python, and the twin that shows rows twice."""

from typing import Any

import pytest
from django.db import connection

from apps.showcase.lab.processes import quiet
from apps.showcase.scenarios.s08_sort_by_several import comparing
from apps.showcase.scenarios.s08_sort_by_several.rows import COLUMNS, make_orders
from apps.showcase.scenarios.s08_sort_by_several.scenario import SIGNS, SortForm

ROWS = 2_000


@pytest.fixture(autouse=True)
def orders(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The lab's rows, in the tests' own database."""
    make_orders(ROWS)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE orders_order, orders_customer")
    monkeypatch.setattr(comparing, "ensure_orders", lambda count: None)


def run(*signs: str) -> dict[str, Any]:
    return comparing.in_lab(quiet, rows=ROWS, signs=signs)


def test_each_row_comes_once_in_an_order_on_which_sql_and_python_agree() -> None:
    result = run("country", "-customer:last")
    assert result["answer"]["holds"], result["answer"]
    assert result["answer"]["figure"] == "0"
    assert dict(result["answer"]["facts"])["Order"] == "country,-customer:last,-pk"
    assert "NULLS LAST" in result["sections"][0]["text"]


def test_without_a_tie_breaker_rows_are_seen_twice() -> None:
    # No index has customers' numbers in order, so that each page is sorted, the first ones in another way.
    result = run("customer:first")
    assert not result["twin"]["holds"]
    assert int(result["twin"]["figure"].replace(",", "")) > 0
    assert dict(result["twin"]["facts"])["Never seen"] != "0"
    assert result["sections"][3]["rows"]


def test_a_unique_column_saves_the_twin_and_the_page_says_that_it_was_luck() -> None:
    result = run("number")
    assert result["twin"]["holds"]
    assert result["twin"]["verdict"] == "held by luck"


def test_every_choice_of_the_form_is_a_column_and_none_may_come_twice() -> None:
    for sign, _ in SIGNS:
        comparing.read_sign(sign, COLUMNS)
    assert SortForm({"first": "total", "second": "", "third": "", "rows": "10000"}).is_valid()
    form = SortForm({"first": "total", "second": "-total", "third": "", "rows": "10000"})
    assert form.non_field_errors() == ["A column is named twice."]


def test_the_plan_says_what_serves_the_page() -> None:
    sort, index = "Limit\n  ->  Sort\n        Sort Key: total", "Index Scan using order_newest on orders_order"
    assert comparing.serves(sort).startswith("No index")
    assert comparing.serves(index) == "The index order_newest has the rows in this very order: nothing is sorted."
    assert "what ties there is sorted" in comparing.serves(f"Incremental Sort\n Sort Key: a\n {index}")
