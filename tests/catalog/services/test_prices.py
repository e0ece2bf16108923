"""Setting prices: a later one follows, none is changed, and the one in force is found in one query."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from apps.accounts.models import RolePermission, User
from apps.catalog.models import Price, Product
from apps.catalog.services.prices import set_price
from apps.core.errors import DomainError, NotAllowed
from apps.core.models import AuditEntry, OutboxEvent
from tests import shop


@pytest.fixture
def lamp(db: None) -> Product:
    return shop.product("85048", name="Lamp")


def price_of(product: Product, *, days: int = 0) -> Any:
    at = timezone.now() + timedelta(days=days)
    return Product.objects.with_price(at=at).get(pk=product.pk).price  # type: ignore[attr-defined]


def traces() -> list[Any]:
    return [list(model.objects.order_by("pk").values()) for model in (Price, AuditEntry, OutboxEvent)]


def test_a_price_follows_another_with_trail_and_event(lamp: Product, people: dict[str, User]) -> None:
    manager = people["manager"]
    assert price_of(lamp) is None
    first = set_price(product=lamp, amount=Decimal("6.95"), currency="GBP", by=manager, reason="first")
    second = set_price(product=lamp, amount=Decimal("7.5"), currency="GBP", by=manager, reason="dearer glass")
    assert price_of(lamp) == Decimal("7.500")
    assert list(lamp.prices.values_list("amount", "set_by", "reason")) == [
        (Decimal("7.500"), manager.pk, "dearer glass"),
        (Decimal("6.950"), manager.pk, "first"),
    ]
    assert first.valid_from < second.valid_from
    entry = AuditEntry.objects.filter(action="catalog.price_set").latest("pk")
    assert (entry.actor, entry.object_id, entry.reason) == (manager, str(lamp.pk), "dearer glass")
    assert (entry.before, entry.after and entry.after["price"]) == ({"price": "6.950 GBP"}, "7.500 GBP")
    assert OutboxEvent.objects.filter(name="catalog.PriceChanged").latest("pk").payload == {
        "product_id": lamp.pk,
        "sku": "85048",
        "amount": "7.500",
        "currency": "GBP",
        "before": "6.950",
        "valid_from": second.valid_from.isoformat(),
    }


def test_a_price_may_begin_later_and_of_two_that_begin_together_the_later_word_counts(lamp: Product) -> None:
    soon = timezone.now() + timedelta(days=7)
    for amount, begins in (("5", None), ("6", soon), ("6.5", soon)):
        set_price(product=lamp, amount=Decimal(amount), currency="GBP", by=None, reason="", valid_from=begins)
    assert (price_of(lamp), price_of(lamp, days=8), price_of(lamp, days=-1)) == (Decimal(5), Decimal("6.5"), None)


def test_another_currency_has_prices_of_its_own(lamp: Product) -> None:
    set_price(product=lamp, amount=Decimal(900), currency="JPY", by=None, reason="")
    assert price_of(lamp) is None
    assert lamp.prices.in_force(at=timezone.now(), currency="JPY").first().amount == 900  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("values", "code", "field"),
    [
        ({"amount": Decimal(0)}, "price_not_positive", "amount"),
        ({"amount": Decimal(-1)}, "price_not_positive", "amount"),
        ({"amount": Decimal("NaN")}, "price_not_positive", "amount"),
        ({"amount": Decimal("Infinity")}, "price_not_positive", "amount"),
        ({"amount": Decimal("1.2345")}, "price_too_precise", "amount"),
        ({"amount": Decimal("1e12")}, "price_too_large", "amount"),
        ({"amount": Decimal("5.00")}, "price_unchanged", "amount"),
        ({"currency": "XYZ"}, "unknown_currency", "currency"),
        ({"valid_from": timezone.now() - timedelta(seconds=1)}, "price_in_the_past", "valid_from"),
    ],
)
def test_refusals_have_a_code_and_leave_no_trace(
    lamp: Product, people: dict[str, User], values: dict[str, Any], code: str, field: str
) -> None:
    set_price(product=lamp, amount=Decimal(5), currency="GBP", by=None, reason="")
    before = traces()
    given = {"product": lamp, "amount": Decimal(6), "currency": "GBP", "by": people["owner"], "reason": ""}
    with pytest.raises(DomainError) as refusal:
        set_price(**given | values)
    assert (refusal.value.code, refusal.value.field) == (code, field)
    assert traces() == before


@pytest.mark.parametrize("role", ["support", "warehouse", "auditor", "engineer", "customer"])
def test_only_who_runs_the_shop_sets_prices(lamp: Product, people: dict[str, User], role: str) -> None:
    before = traces()
    with pytest.raises(DomainError) as refusal:
        set_price(product=lamp, amount=Decimal(1), currency="GBP", by=people[role], reason="")
    assert refusal.value.code == "not_allowed"
    assert traces() == before


def test_a_role_may_set_prices_up_to_an_amount(lamp: Product, people: dict[str, User], settings: Any) -> None:
    settings.CURRENCY = "GBP"
    RolePermission.objects.filter(role__slug="manager", permission__codename="set_price").update(up_to=500)
    set_price(product=lamp, amount=Decimal(500), currency="GBP", by=people["manager"], reason="at the limit")
    before = traces()
    with pytest.raises(NotAllowed, match=r"up to 500 GBP, not 500\.001 GBP\.") as refusal:
        set_price(product=lamp, amount=Decimal("500.001"), currency="GBP", by=people["manager"], reason="above it")
    assert (refusal.value.code, refusal.value.field, traces()) == ("above_limit", "amount", before)
    set_price(product=lamp, amount=Decimal("500.001"), currency="GBP", by=people["owner"], reason="has no limit")


@pytest.mark.parametrize("table", ["catalog_price", "catalog_stockmovement"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET reason = 'forged'", "DELETE FROM {}", "TRUNCATE {}"])
def test_what_was_is_append_only(lamp: Product, table: str, statement: str) -> None:
    set_price(product=lamp, amount=Decimal(5), currency="GBP", by=None, reason="")
    shop.stock(lamp, 3)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # checks that wait would refuse TRUNCATE by themselves
    with pytest.raises(IntegrityError, match="append only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table))
