"""The page of an order: its head, the orders beside it, its totals."""

from datetime import timedelta

import pytest
from django.test import Client

from apps.orders.models import Order
from tests import shop
from tests.core.backoffice.visiting import address, signed_in_as

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> Client:
    return signed_in_as("owner")


def heading(client: Client, order: Order):
    return client.get(address(Order, "change", order.pk)).context["heading"]


def test_the_head_says_number_state_customer_and_total(owner: Client) -> None:
    order = shop.order("1001", ("MUG", 2, "6.950"), customer=shop.customer("9", name="Ada"), status="shipped")
    head = heading(owner, order)
    assert (head.kind, head.name, head.figure.value, head.figure.unit) == ("Sale", "1001", "13.90", "GBP")
    assert "Shipped" in head.states[0]
    facts = dict(head.facts)
    assert "9 Ada" in facts["Customer"]
    assert facts["Country"] == "United Kingdom <code>GB</code>"
    html = owner.get(address(Order, "change", order.pk)).content.decode()
    assert "data-print" in html


def test_the_orders_beside_it_are_those_placed_before_and_after(owner: Client) -> None:
    """Two of the same moment stand by their ids."""
    first = shop.order("1")
    second, third = (shop.order(number, placed_at=shop.FIRST_MORNING + timedelta(hours=1)) for number in ("2", "3"))
    earliest = shop.order("4", placed_at=shop.FIRST_MORNING - timedelta(days=1))
    line = [earliest, first, second, third]
    for place, order in enumerate(line):
        head = heading(owner, order)
        assert (head.before and head.before.name) == (line[place - 1].number if place else None)
        assert (head.after and head.after.name) == (line[place + 1].number if place < 3 else None)
    assert owner.get(heading(owner, first).after.url).context["original"] == second


def test_totals_tell_goods_from_services(owner: Client) -> None:
    shop.product("POST", kind="service")
    order = shop.order("1", ("MUG", 2, "6.950"), ("JAR", 3, "0.001"), ("POST", 1, "4.100"))
    panels = owner.get(address(Order, "change", order.pk)).context["panels"]
    (totals,) = [panel for panel in panels if panel.title == "Totals"]
    assert [(one.title, one.value) for one in totals.figures] == [
        ("Units", "5"),
        ("Goods", "13.903"),
        ("Postage and other services", "4.10"),
        ("Total", "18.003"),
    ]


def test_orders_that_wait_for_money_are_a_problem_after_three_days(owner: Client) -> None:
    shop.order("1")
    shop.order("2", status="completed")
    (panel,) = [
        one for one in owner.get("/admin/").context["dashboard_panels"] if one["panel"].title == "Open problems"
    ]
    ((title, url),) = [(one.title, one.url) for one in panel["figures"]]
    assert title == "Orders not paid for three days"
    assert [order.number for order in owner.get(url).context["cl"].result_list] == ["1"]
