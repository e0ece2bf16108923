from datetime import UTC, datetime

import pytest
from django.test import Client

from apps.core.backoffice.periods import Periods
from apps.orders.models import Order
from tests.core.backoffice.rows import orders
from tests.core.backoffice.visiting import queries_of

pytestmark = pytest.mark.django_db
LIST = "/admin/orders/order/"


@pytest.fixture
def two_years(owner: Client) -> Client:
    """An order of 30 November 2010 and one of 2 February 2013."""
    first, last = orders(2)
    Order.objects.filter(pk=first.pk).update(placed_at=datetime(2010, 11, 30, 9, tzinfo=UTC))
    Order.objects.filter(pk=last.pk).update(placed_at=datetime(2013, 2, 2, 9, tzinfo=UTC))
    return owner


def shown(client: Client, **chosen: int) -> Periods:
    parameters = {f"placed_at__{part}": value for part, value in chosen.items()}
    return client.get(LIST, parameters).context["cl"].periods


def titles(periods: Periods) -> list[str]:
    return [period.title for period in periods.choices]


def test_years_then_months_then_days_that_hold_a_row(two_years: Client) -> None:
    assert titles(shown(two_years)) == ["2010", "2013"]
    assert titles(shown(two_years, year=2011)) == []
    assert titles(shown(two_years, year=2010)) == ["November"]
    assert titles(shown(two_years, year=2013)) == ["February"]
    assert titles(shown(two_years, year=2010, month=11)) == ["30"]
    assert titles(shown(two_years, year=2013, month=2)) == ["02"]
    assert titles(shown(two_years, year=2013, month=2, day=2)) == ["02 February"]


def test_each_level_leads_one_back(two_years: Client) -> None:
    assert shown(two_years).back is None
    assert shown(two_years, year=2013).back.title == "All dates"
    assert shown(two_years, year=2013, month=2).back.title == "2013"
    assert shown(two_years, year=2013, month=2, day=2).back.title == "February 2013"


def test_a_period_narrows_the_list_and_its_links_work(two_years: Client) -> None:
    (november,) = shown(two_years, year=2010).choices
    found = two_years.get(LIST + november.link).context["cl"].result_list
    assert [order.placed_at.month for order in found] == [11]


def test_years_are_ends_and_probes_of_an_index_not_a_walk_over_all_dates(two_years: Client) -> None:
    sql = queries_of(two_years, LIST)
    assert [query for query in sql if 'SELECT DISTINCT "orders_' in query or "DATE_TRUNC" in query] == []
    assert len([query for query in sql if "MIN(" in query and "MAX(" in query]) == 1
    (probes,) = [query for query in sql if "UNION ALL" in query and "RECURSIVE" not in query]
    assert probes.count(" LIMIT 1)") == 4, "one row for each of 2010 to 2013"
    assert probes.count('ORDER BY "orders_order"."placed_at"') == 4


def test_an_empty_list_has_no_periods(owner: Client) -> None:
    assert owner.get(LIST).context["cl"].periods is None


@pytest.mark.parametrize("nonsense", ["0", "abc", "99999"])
def test_a_period_that_is_none_is_refused(two_years: Client, nonsense: str) -> None:
    assert two_years.get(LIST, {"placed_at__year": nonsense}).status_code == 400
