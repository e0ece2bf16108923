"""Making products, and changing what is known of them."""

import pytest

from apps.accounts.models import User
from apps.catalog.exceptions import SkuRefused
from apps.catalog.models import Product
from apps.catalog.services.products import add_product, change_product
from apps.core.errors import Conflict, NotAllowed
from apps.core.models import AuditEntry, OutboxEvent
from tests import shop


def test_a_product_is_made_written_down_and_told(people: dict[str, User]) -> None:
    lights = shop.category("lights")
    globe = add_product(by=people["manager"], sku=" globe-1 ", name="Globe", categories=[lights])
    assert (globe.sku, globe.is_active, list(globe.categories.all())) == ("GLOBE-1", True, [lights])
    entry = AuditEntry.objects.get(action="catalog.product_added")
    assert entry.after == {
        "sku": "GLOBE-1",
        "name": "Globe",
        "kind": "goods",
        "is_active": True,
        "categories": ["lights"],
    }
    assert OutboxEvent.objects.get(name="catalog.ProductAdded").payload == {"product_id": globe.pk, "sku": "GLOBE-1"}


def test_what_cannot_be_a_product_is_not_there(people: dict[str, User]) -> None:
    shop.product("85048")
    with pytest.raises(NotAllowed):
        add_product(by=people["warehouse"], sku="NEW", name="New")
    with pytest.raises(Conflict) as taken:
        add_product(by=people["manager"], sku="85048", name="New")
    assert (taken.value.code, taken.value.field) == ("sku_taken", "sku")
    for sku in ("", "..", "a/b", "a\tb", "ÄRMEL", "ß" * 40, "A" * 41):
        with pytest.raises(SkuRefused):
            add_product(by=people["manager"], sku=sku, name="New")
    assert Product.objects.count() == 1
    assert not OutboxEvent.objects.exists()


def test_a_change_says_what_was_and_the_same_again_changes_nothing(people: dict[str, User]) -> None:
    globe = shop.product("GLOBE", name="Globe")
    lights = shop.category("lights")
    for _ in range(2):
        changed = change_product(
            product=globe, by=people["manager"], name="Globe", is_active=False, categories=[lights]
        )
    assert (changed.is_active, list(changed.categories.all())) == (False, [lights])
    entry = AuditEntry.objects.get(action="catalog.product_changed")
    assert entry.before == {"is_active": True, "categories": []}
    assert entry.after == {"is_active": False, "categories": ["lights"]}
    event = OutboxEvent.objects.get(name="catalog.ProductChanged")
    assert event.payload == {"product_id": globe.pk, "sku": "GLOBE", "fields": ["is_active", "categories"]}
    with pytest.raises(NotAllowed):
        change_product(product=globe, by=people["support"], name="Moon")
