"""The API's pages in a browser: their forms send what a change needs."""

import pytest

from apps.accounts.services.people import create_person
from apps.orders.models import Customer
from tests import shop
from tests.browser.conftest import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_customer_is_made_and_changed_on_pages(visitor: Visitor) -> None:
    owner = create_person(email="owner@vitrine.example", password=None, role="owner", by=None, reason="for a test")
    shop.customer("13085", name="Ada")
    with visitor(owner) as visit:
        for address, button, body, shown in (
            ("", "POST", '{"name": "Bob", "country": "FR"}', "201 Created"),
            ("13085/", "PATCH", '{"name": "Ada Lovelace"}', "200 OK"),
        ):
            page = visit.open(f"/api/v2/customers/{address}")
            page.locator("textarea").fill(body)
            page.get_by_role("button", name=button, exact=True).click()
            page.get_by_text(f"{button} /api/v2/customers/{address}", exact=True).wait_for()
            assert page.get_by_text(shown, exact=True).is_visible()
        assert visit.problems == []
    assert set(Customer.objects.values_list("name", flat=True)) == {"Bob", "Ada Lovelace"}
