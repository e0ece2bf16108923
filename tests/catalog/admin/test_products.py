"""The product's page: price and stock as they stand, and the dialogs that change them through services."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.html import strip_tags

from apps.catalog.models import Price, Product, StockItem, StockMovement
from tests import shop
from tests.core.backoffice.visiting import address, signed_in_as

pytestmark = pytest.mark.django_db
MOVES = ("receive", "reserve", "release", "adjust", "count")


@pytest.fixture
def lamp(db: None) -> Product:
    return shop.product("85048", name="Lamp")


def dialog(client: Client, product: Product, name: str, **values: Any) -> Any:
    return client.post(f"/admin/catalog/product/{product.pk}/{name}/", {"_form_submitted": "on", **values})


def text(client: Client, page: str) -> str:
    return " ".join(strip_tags(client.get(page).content.decode()).split())


def test_a_product_without_price_and_stock_says_what_that_means(lamp: Product) -> None:
    page = text(signed_in_as("manager"), address(Product, "change", lamp.pk))
    assert "This product has no price yet: nobody can buy it until one is set." in page
    assert "Nothing of this product was ever received or counted." in page


def test_the_page_opens_with_price_and_stock_and_draws_what_the_price_was(lamp: Product) -> None:
    shop.price(lamp, "5")
    shop.price(lamp, "6.95", valid_from=timezone.now())
    shop.stock(lamp, 10, reserved=6)
    shop.order("1", ("85048", 3, "5.000"))
    shop.order("2", ("85048", 1, "5.000"), placed_at=shop.FIRST_MORNING - timedelta(days=60))
    visitor = signed_in_as("warehouse")
    page = visitor.get(address(Product, "change", lamp.pk))
    heading = page.context["heading"]
    assert (heading.figure.value, heading.figure.unit) == ("6.95", "GBP")
    assert [(title, strip_tags(value)) for title, value in heading.facts] == [
        ("On hand", "10"),
        ("Reserved", "6"),
        ("Free", "Low 4"),
    ]
    charts = {panel.title: panel.charts for panel in page.context["panels"] if hasattr(panel, "charts")}
    (price,) = charts["Price"]
    assert [row[1] for row in price.table.rows] == ["5.00", "6.95"]
    assert price.curves[0].dots[0].says == "from 9 Dec 2011: 5.00 GBP"
    revenue, units = charts["Sales"]
    assert (revenue.title, units.title) == ("Revenue", "Units")
    assert revenue.table.rows[-3:] == [["Oct 2011", "1", "5.00"], ["Nov 2011", "0", "0.00"], ["Dec 2011", "3", "15.00"]]
    assert len(revenue.table.rows) == 12


def test_the_list_shows_price_and_stock(lamp: Product) -> None:
    shop.price(lamp, "6.95")
    shop.stock(lamp, 10, reserved=6)
    page = text(signed_in_as("warehouse"), address(Product, "changelist"))
    assert "85048 Lamp Goods For sale 6.95 GBP 10 Low 4" in page


def test_the_dialogs_change_price_and_stock(lamp: Product) -> None:
    manager = signed_in_as("manager")
    steps = (
        ("price", {"amount": "6.95", "reason": "first"}, "85048 costs 6.950 GBP from"),
        ("receive", {"quantity": "12"}, "Received +12: now 12 on hand, 0 of them reserved."),
        ("reserve", {"quantity": "5", "reason": "Ms Hopper"}, "Reserved +5: now 12 on hand, 5 of them reserved."),
        ("release", {"quantity": "4", "reason": "not fetched"}, "Released -4: now 12 on hand, 1 of them reserved."),
        ("adjust", {"quantity": "-2", "reason": "broken"}, "Adjusted -2: now 10 on hand, 1 of them reserved."),
        ("count", {"counted": "11", "reason": "yearly count"}, "Counted +1: now 11 on hand, 1 of them reserved."),
    )
    for name, values, said in steps:
        answer = dialog(manager, lamp, name, **values)
        assert answer["HX-Redirect"] == address(Product, "change", lamp.pk)
        assert said in text(manager, answer["HX-Redirect"])
    assert list(Price.objects.values_list("amount", "set_by", "reason")) == [
        (Decimal("6.95"), manager.user.pk, "first")  # type: ignore[attr-defined]
    ]
    assert StockItem.objects.get(product=lamp).on_hand == 11
    assert StockMovement.objects.exclude(request_id="").count() == 5


def test_a_price_may_begin_later(lamp: Product) -> None:
    dialog(signed_in_as("manager"), lamp, "price", amount="6.95", reason="spring", valid_from="2099-03-01T08:30")
    assert f"{Price.objects.get().valid_from:%Y-%m-%d %H:%M %Z}" == "2099-03-01 08:30 UTC"


@pytest.mark.parametrize(
    ("name", "values", "said"),
    [
        ("price", {"amount": "0", "reason": "gift"}, "A price is more than zero."),
        ("price", {"amount": "1.2345", "reason": "x"}, "no more than 3 decimal places"),
        ("price", {"amount": "5", "reason": "x", "valid_from": "2001-01-01T00:00"}, "A price begins now or later"),
        ("receive", {"quantity": "0"}, "greater than or equal to 1"),
        ("adjust", {"quantity": "-7", "reason": "kept as written"}, "at most 6 can go"),
        ("count", {"counted": "3", "reason": "kept as written"}, "4 are reserved: release some of them"),
        ("count", {"counted": "12", "reason": ""}, "This field is required."),
    ],
)
def test_a_refusal_stands_beside_its_field_and_nothing_typed_is_lost(
    lamp: Product, name: str, values: dict[str, str], said: str
) -> None:
    shop.stock(lamp, 10, reserved=4)
    answer = dialog(signed_in_as("manager"), lamp, name, **values)
    html = answer.content.decode()
    assert "HX-Redirect" not in answer.headers
    assert said in html
    assert [value for value in values.values() if f'value="{value}"' not in html and value] == []
    assert StockMovement.objects.count() == 2
    assert not Price.objects.exists()


def test_what_no_field_is_at_fault_for_is_said_on_the_page(db: None) -> None:
    post, manager = shop.product("POST", kind="service"), signed_in_as("manager")
    answer = dialog(manager, post, "receive", quantity="1")
    assert "is no goods: nothing of it lies in the warehouse." in text(manager, answer["HX-Redirect"])


@pytest.mark.parametrize(
    ("role", "offered"),
    [
        ("owner", {"price", *MOVES}),
        ("manager", {"price", *MOVES}),
        ("warehouse", {*MOVES}),
        ("support", set()),
        ("auditor", set()),
        ("engineer", set()),
    ],
)
def test_each_role_is_offered_what_it_may_do_and_gets_no_more(lamp: Product, role: str, offered: set[str]) -> None:
    visitor = signed_in_as(role)
    page = visitor.get(address(Product, "change", lamp.pk)).content.decode()
    dialogs = ("price", *MOVES)
    assert {name for name in dialogs if f"/{lamp.pk}/{name}/" in page} == offered
    answers = {name: visitor.get(f"/admin/catalog/product/{lamp.pk}/{name}/").status_code for name in dialogs}
    assert answers == {name: 200 if name in offered else 403 for name in dialogs}


def test_the_list_of_stock_begins_with_what_runs_out_and_can_be_narrowed(db: None) -> None:
    for sku, units in (("A", 50), ("B", 0), ("C", 3)):
        shop.stock(shop.product(sku), units)
    Product.objects.filter(sku="C").update(is_active=False)
    visitor = signed_in_as("warehouse")

    def found(query: str = "") -> list[str]:
        items = visitor.get(address(StockItem, "changelist") + query).context["cl"].result_list
        return [item.product.sku for item in items]

    assert found() == ["B", "C", "A"]
    assert found("?level=low") == ["B"]
    assert found("?level=none") == ["B"]
    assert found("?level=enough") == ["A"]
    assert found("?q=a") == ["A"]
