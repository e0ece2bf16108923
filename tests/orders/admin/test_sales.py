"""Sales on the first page: every number leads to the rows it counts."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import Sum
from django.test import Client
from django.utils import timezone

from apps.orders.models import Order
from tests import shop
from tests.core.backoffice.visiting import queries_of, signed_in_as

pytestmark = pytest.mark.django_db
DECEMBER = {"from": "2011-12-01", "to": "2011-12-09"}


@pytest.fixture
def owner() -> Client:
    return signed_in_as("owner")


def sales(client: Client, **asked: str) -> dict[str, Any]:
    (panel,) = [
        shown for shown in client.get("/admin/", asked).context["dashboard_panels"] if shown["panel"].title == "Sales"
    ]
    return panel


def figures(client: Client, **asked: str) -> dict[str, Any]:
    return {figure.title: figure for figure in sales(client, **asked)["figures"]}


def some_orders() -> None:
    ninth = datetime(2011, 12, 9, 12, tzinfo=UTC)
    for number in range(4):
        shop.order(f"{number}", ("MUG", 1, "10.000"), placed_at=ninth - timedelta(days=3 * number), country="FR")
    shop.order("C4", ("MUG", -1, "5.000"), placed_at=ninth, kind="credit_note")
    shop.order("5", ("MUG", 1, "70.000"), placed_at=ninth, status="cancelled")
    shop.order("6", ("MUG", 1, "99.000"), placed_at=ninth, currency="EUR")
    shop.order("7", ("MUG", 1, "10.000"), placed_at=ninth - timedelta(days=10))  # 29 November: the period before


def test_figures_are_compared_with_the_period_before(owner: Client) -> None:
    some_orders()
    shown = figures(owner, **DECEMBER)
    assert {title: (figure.value, figure.note) for title, figure in shown.items()} == {
        "Revenue": ("30.00", "▲ 50.0 %, before: 20.00"),
        "Orders": ("3", "▲ 50.0 %, before: 2"),
        "Average order": ("10.00", "= 0.0 %, before: 10.00"),
        "Returned": ("5.00", "before: none"),
        "Returned of revenue": ("16.7 %", "before: 0.0 %"),
        "Credit notes": ("1", "before: none"),
        "Cancelled": ("1", "before: none"),
    }


def test_every_figure_leads_to_exactly_its_orders(owner: Client) -> None:
    some_orders()
    shown = figures(owner, **DECEMBER)
    for title, amount in (("Revenue", "30"), ("Returned", "-5"), ("Cancelled", "70")):
        rows = owner.get(shown[title].url).context["cl"].queryset
        assert rows.aggregate(sum=Sum("total"))["sum"] == Decimal(amount), title
    for title in ("Orders", "Credit notes", "Cancelled"):
        assert owner.get(shown[title].url).context["cl"].result_count == int(shown[title].value), title


def test_bars_and_tables_lead_to_exactly_their_rows(owner: Client) -> None:
    some_orders()
    panel = sales(owner, **DECEMBER)
    country, product = (ranking.bars[0] for ranking in panel["rankings"])
    assert (country.label, country.text, product.text) == ("France", "30.00", "30.00")
    assert owner.get(country.url).context["cl"].result_count == 3
    assert owner.get(product.url).context["cl"].result_count == 3
    assert owner.get(product.label_url).status_code == 200
    revenue = panel["charts"][0]
    assert (len(revenue.table.rows), revenue.y) == (9, "GBP a day")
    assert revenue.table.rows[-1][0] == "9 Dec 2011"
    assert ">10.00</a>" in revenue.table.rows[-1][1]


def test_other_currencies_stand_beside_the_figures(owner: Client) -> None:
    some_orders()
    (other,) = sales(owner, **DECEMBER)["others"]
    assert ">1 order, 99.00 EUR</a>" in other


def test_where_nothing_is_recent_the_page_says_from_which_day_it_counts(owner: Client) -> None:
    some_orders()
    words = sales(owner, range="7")["words"]
    assert words == (
        "3 December 2011 to 9 December 2011, compared with 26 November 2011 to 2 December 2011."
        " The newest order is of 9 December 2011: ranges count back from that day."
    )
    assert sales(owner, range="all")["words"] == "29 November 2011 to 9 December 2011."
    assert "compared" not in figures(owner, range="all")["Revenue"].note
    Order.objects.filter(number="6").update(placed_at=timezone.now())
    assert "The newest order" not in sales(owner, range="7")["words"]


def test_a_range_that_cannot_be_understood_is_named_on_the_page(owner: Client) -> None:
    answer = owner.get("/admin/", {"range": "own", "from": "<b>", "to": "2011-12-09"})
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "“From” is a day such as 2011-12-09, not “&lt;b&gt;”. The days below are the usual ones." in html
    assert 'name="to" value="2011-12-09"' in html


def test_an_empty_shop_has_a_page(owner: Client) -> None:
    html = owner.get("/admin/", {"range": "365"}).content.decode()
    assert "No sale in this period." in html
    assert "No goods were sold in this period." in html


def test_the_page_takes_as_many_queries_for_a_day_as_for_years(owner: Client) -> None:
    some_orders()
    counts = {
        len(queries_of(owner, "/admin/", asked))
        for asked in ({"range": "7"}, {"range": "365"}, {"range": "all"}, {"from": "2011-12-09", "to": "2011-12-09"})
    }
    assert len(counts) == 1
    shown = queries_of(owner, "/admin/", {"range": "90"})
    assert len([sql for sql in shown if "SUM(" in sql and "payments_payment" not in sql]) == 3
