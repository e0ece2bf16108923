import pytest
from django.test import Client

from tests import shop
from tests.core.backoffice.visiting import signed_in_as

pytestmark = pytest.mark.django_db
ORDERS = "/admin/orders/order/"


@pytest.fixture
def owner() -> Client:
    for number, country in (("1", "GB"), ("2", "DE"), ("3", "GB")):
        shop.order(number, country=country)
    return signed_in_as("owner")


def filtered(owner: Client, query: str) -> tuple[list[str], list[tuple[str, bool]]]:
    """The numbers in the list, and what the filter of countries offers."""
    change_list = owner.get(f"{ORDERS}?{query}").context["cl"]
    (countries,) = (spec for spec in change_list.filter_specs if spec.title == "country")
    choices = [(choice["display"], choice["selected"]) for choice in countries.choices(change_list)]
    return sorted(order.number for order in change_list.result_list), choices


@pytest.mark.parametrize("query", ["country=GB", "country=gb"])
def test_countries_are_offered_by_name_with_code_and_count_and_their_case_does_not_matter(owner, query):
    assert filtered(owner, query) == (
        ["1", "3"],
        [("All", False), ("Germany (DE) (1)", False), ("United Kingdom (GB) (2)", True)],
    )


def test_a_country_without_orders_has_none_and_one_that_is_none_is_refused(owner):
    assert filtered(owner, "country=FR")[0] == []
    for code in ("QQ", "ß"):  # in capitals that letter is SS, South Sudan
        answer = owner.get(f"{ORDERS}?country={code}")
        assert (answer.status_code, f"Country cannot be “{code}”." in answer.content.decode()) == (400, True)
