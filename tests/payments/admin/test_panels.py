"""What the pages of orders and customers, their lists and the first page say of money."""

import pytest
from django.test import Client

from apps.orders.models import Customer, Order
from apps.payments.models import Refund
from tests import shop
from tests.core.backoffice.visiting import address, signed_in_as

pytestmark = pytest.mark.django_db


@pytest.fixture
def overpaid() -> Order:
    made = shop.order("1", ("MUG", 2, "5.000"), customer=shop.customer("1"), status="completed")
    shop.payment(made, "p1", "12")
    cancelled = shop.order("2", ("MUG", 1, "3.000"), customer=made.customer, status="cancelled")
    payment = shop.payment(cancelled, "p2", "3")
    Refund.objects.create(payment=payment, amount=1, reason="first part", status="pending")
    return made


def figures(client: Client, target: object, title: str) -> dict[str, str]:
    panels = client.get(address(type(target), "change", target.pk)).context["panels"]
    return {figure.title: figure.value for panel in panels if panel.title == title for figure in panel.figures}


def test_an_orders_page_shows_its_money_above_its_lines(overpaid: Order) -> None:
    owner = signed_in_as("owner")
    assert figures(owner, overpaid, "Money") == {
        "Paid": "12.00", "Refunded": "0.00", "Outstanding": "0.00", "To give back": "2.00",
    }  # fmt: skip
    titles = [panel.title for panel in owner.get(address(Order, "change", overpaid.pk)).context["panels"]]
    assert titles == ["Totals", "Money", "Notes", "Lines", "Status", "Payments"]


def test_a_customers_page_shows_the_balance_and_the_way_to_its_rows(overpaid: Order) -> None:
    support = signed_in_as("support")
    assert figures(support, overpaid.customer, "Balance") == {
        "Ordered": "10.00", "Credited": "0.00", "Paid": "15.00", "Refunded": "0.00", "Outstanding": "0.00",
        "To give back": "5.00",
    }  # fmt: skip
    (panel,) = [
        one
        for one in support.get(address(Customer, "change", overpaid.customer_id)).context["panels"]
        if one.title == "Balance"
    ]
    counts = [support.get(one.url).context["cl"].result_count for one in panel.figures if one.url]
    assert counts == [1, 0, 2, 1]


def test_money_is_for_those_who_may_see_payments(overpaid: Order) -> None:
    warehouse = signed_in_as("warehouse")
    titles = [panel.title for panel in warehouse.get(address(Order, "change", overpaid.pk)).context["panels"]]
    assert titles == ["Totals", "Notes", "Lines", "Status"]
    assert warehouse.get("/admin/orders/order/", {"money": "too-much"}).status_code == 400


def test_open_problems_lead_to_exactly_their_rows(overpaid: Order) -> None:
    owner = signed_in_as("owner")
    (panel,) = [
        one for one in owner.get("/admin/").context["dashboard_panels"] if one["panel"].title == "Open problems"
    ]
    found = {figure.title: figure for figure in panel["figures"]}
    assert list(found) == ["Orders paid too much", "Cancelled orders with money", "Refunds pending"]
    rows = {title: owner.get(figure.url).context["cl"].result_list for title, figure in found.items()}
    assert {title: [str(row) for row in listed] for title, listed in rows.items()} == {
        "Orders paid too much": ["1"],
        "Cancelled orders with money": ["2"],
        "Refunds pending": ["1.000 of p2"],
    }
    assert {figure.value for figure in found.values()} == {"1"}
