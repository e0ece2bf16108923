"""The page of a payment: its money, its refunds, and the way to its order."""

import re

import pytest
from django.test import Client
from django.utils.html import strip_tags

from apps.orders.models import Order
from apps.payments.models import Payment, Refund
from tests import shop
from tests.core.backoffice.visiting import address, signed_in_as

pytestmark = pytest.mark.django_db


@pytest.fixture
def paid() -> Payment:
    payment = shop.payment(shop.order("1001"), "pay-1", "18.000", status="partly_refunded", refunded="4.100")
    shop.refund(payment, "4.100")
    return payment


def words(cell: object) -> str:
    """A cell as it is read."""
    return re.sub(r"\s+", " ", strip_tags(str(cell))).strip()


@pytest.mark.parametrize("role", ["owner", "manager", "support", "auditor", "engineer"])
def test_the_page_shows_the_refunds_with_their_amounts(paid: Payment, role: str) -> None:
    answer = signed_in_as(role).get(address(Payment, "change", paid.pk))
    (panel,) = answer.context["panels"]
    assert panel.title == "Refunds"
    ((name, state, amount, _),) = [[words(cell) for cell in row] for row in panel.table.rows]
    assert (name, state, amount) == ("broken", "Completed", "4.10 GBP")


def test_the_page_shows_the_amounts_and_leads_to_the_order(paid: Payment) -> None:
    html = signed_in_as("support").get(address(Payment, "change", paid.pk)).content.decode()
    assert address(Order, "change", paid.order_id) in html
    for amount in ("18.00", "4.10"):
        assert amount in html
    assert "Partly refunded" in html


def test_nobody_writes_amounts_by_hand(paid: Payment) -> None:
    page = address(Payment, "change", paid.pk)
    owner: Client = signed_in_as("owner")
    assert owner.post(page, {"refunded": "0", "status": "captured"}).status_code == 403
    assert owner.get(address(Payment, "add")).status_code == 403
    paid.refresh_from_db()
    assert (paid.status, f"{paid.refunded:.3f}") == ("partly_refunded", "4.100")


@pytest.mark.parametrize("role", ["warehouse", "customer"])
def test_payments_and_refunds_are_for_those_who_may_see_money(paid: Payment, role: str) -> None:
    visitor = signed_in_as(role)
    pages = (address(Payment, "change", paid.pk), address(Refund, "change", paid.refunds.get().pk))
    assert {visitor.get(page).status_code for page in pages} <= {302, 403}
