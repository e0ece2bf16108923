"""Pages of the shop as it is, where there is nothing to cure: no false alarm."""

import pytest
from django.db import connection
from django.test import Client

from apps.accounts.models import User
from apps.accounts.services.people import create_person
from apps.orders.models import Order
from apps.showcase.toolbar import plans
from tests import shop
from tests.showcase.toolbar.conftest import believed_big, findings_of

pytestmark = pytest.mark.urls("tests.showcase.toolbar.record_urls")
# Those of a fixed number of rows are small in any shop, and of an empty one the planner knows that it is empty.
BIG = (
    "orders_order",
    "orders_orderline",
    "orders_customer",
    "payments_payment",
    "catalog_product",
    "catalog_stockitem",
)
NUMBERS = "/api/v2/orders/?fields=number"
PAGES = (
    "/",
    "/lab/",
    "/ops/requests/",
    "/admin/",
    "/admin/orders/order/",
    "/admin/orders/order/{order}/change/",
    "/admin/catalog/product/",
    "/api/v2/orders/?expand=lines.product,customer",
    "/api/v2/products/",
    "/api/v1/orders/",
    NUMBERS,
)


@pytest.fixture
def owner(db: None, client: Client, monkeypatch: pytest.MonkeyPatch) -> User:
    """Signed in, in a shop that the planner believes to be big; every plan is read, however long that takes."""
    for order in shop.orders(4):
        shop.payment(order, f"pay-{order.pk}")
    shop.category("shelf", *(shop.stock(shop.product(sku), 5).product for sku in "ABCD"))
    believed_big(*BIG)
    monkeypatch.setattr(plans, "EXPLAINED", 100)
    person: User = create_person(email="owner@vitrine.example", password=None, role="owner", by=None, reason="test")
    client.force_login(person)
    return person


def found_on(client: Client, page: str) -> list[tuple[str, str, str]]:
    answer = client.get(page.format(order=Order.objects.latest("pk").pk))
    assert answer.status_code == 200, page
    return [(one["title"], one["where"], one["cure"]) for one in findings_of(answer)]


def test_a_page_that_is_read_and_not_changed_asks_once(client: Client, owner: User) -> None:
    reader = create_person(email="reader@vitrine.example", password=None, role="engineer", by=None, reason="test")
    client.force_login(reader)
    assert found_on(client, f"/admin/catalog/product/{shop.product('A').pk}/change/") == []


@pytest.mark.usefixtures("owner")
def test_pages_of_the_shop_have_nothing_to_cure(client: Client) -> None:
    assert {page: found_on(client, page) for page in PAGES} == {page: [] for page in PAGES}


@pytest.mark.usefixtures("owner")
def test_without_an_index_that_a_page_needs_it_would_be_found(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX order_newest")
    ((title, _, cure),) = found_on(client, NUMBERS)
    assert title == "A sequential scan over 1,000,000 rows of orders_order"
    assert cure.startswith('models.Index(fields=["-placed_at", "-id"]')
