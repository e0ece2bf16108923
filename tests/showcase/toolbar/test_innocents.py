"""Pages of the shop as it is, where there is nothing to cure: no false alarm."""

from typing import Any

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.accounts.services.people import create_person
from apps.orders.models import Order
from tests import shop

pytestmark = pytest.mark.urls("tests.showcase.toolbar.record_urls")
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
)


def test_pages_of_the_shop_have_nothing_to_cure(db: None, client: Client) -> None:
    from debug_toolbar.store import get_store

    for order in shop.orders(4):
        shop.payment(order, f"pay-{order.pk}")
    shop.category("shelf", *(shop.stock(shop.product(sku), 5).product for sku in "ABCD"))
    owner: User = create_person(email="owner@vitrine.example", password=None, role="owner", by=None, reason="test")
    client.force_login(owner)
    found: dict[str, Any] = {}
    for page in PAGES:
        answer = client.get(page.format(order=Order.objects.latest("pk").pk))
        assert answer.status_code == 200, page
        cure = get_store().panel(answer.headers["djdt-request-id"], "CurePanel")
        found[page] = [(one["title"], one["where"], one["cure"]) for one in cure["findings"]]
    assert found == {page: [] for page in PAGES}
