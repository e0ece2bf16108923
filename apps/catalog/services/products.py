"""Making products, and changing what is known of them. Prices and stock have services of their own."""

from collections.abc import Iterable

from django.db import IntegrityError, transaction

from apps.catalog.enums import ProductKind
from apps.catalog.events import ProductAdded, ProductChanged
from apps.catalog.models import Category, Product
from apps.catalog.rules.skus import check_new_sku
from apps.core.actor import Actor
from apps.core.audit import record
from apps.core.errors import Conflict, NotAllowed
from apps.core.events import publish
from apps.core.names import check_name


@transaction.atomic
def add_product(
    *,
    by: Actor,
    sku: str,
    name: str,
    kind: ProductKind = ProductKind.GOODS,
    is_active: bool = True,
    categories: Iterable[Category] = (),
) -> Product:
    """A new product, without a price and without stock.

    Raises NotAllowed, NameRefused, SkuRefused for what cannot be a SKU, and Conflict `sku_taken` when there is one of
    this SKU.
    """
    if not by.has_perm("catalog.add_product"):
        raise NotAllowed("You may not add products.")
    product = Product(sku=check_new_sku(sku), name=check_name(name), kind=ProductKind(kind), is_active=is_active)
    try:
        with transaction.atomic():
            product.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict(f"There is a product {product.sku} already.", code="sku_taken", field="sku") from error
    product.categories.set(shelves := list(categories))
    after = {"sku": product.sku, "name": name, "kind": product.kind, "is_active": is_active}
    record(actor=by, action="catalog.product_added", target=product, after=after | {"categories": _slugs(shelves)})
    publish(ProductAdded(product.pk, product.sku), aggregate=f"catalog.product:{product.pk}")
    return product


@transaction.atomic
def change_product(
    *,
    product: Product,
    by: Actor,
    name: str | None = None,
    is_active: bool | None = None,
    categories: Iterable[Category] | None = None,
) -> Product:
    """Set what is given; None leaves as it is. The same again changes nothing. Raises NotAllowed, NameRefused."""
    if not by.has_perm("catalog.change_product"):
        raise NotAllowed("You may not change products.")
    kept = Product.objects.locked().get(pk=product.pk)
    there = {"name": kept.name, "is_active": kept.is_active, "categories": _slugs(kept.categories.all())}
    shelves = None if categories is None else list(categories)
    asked = {
        "name": name and check_name(name),
        "is_active": is_active,
        "categories": None if shelves is None else _slugs(shelves),
    }
    after = {field: value for field, value in asked.items() if value is not None and value != there[field]}
    if not after:
        return kept
    if shelves is not None:
        kept.categories.set(shelves)
    for field in after.keys() - {"categories"}:
        setattr(kept, field, after[field])
    kept.save(update_fields=[field for field in after if field != "categories"])
    before = {field: there[field] for field in after}
    record(actor=by, action="catalog.product_changed", target=kept, before=before, after=after)
    publish(ProductChanged(kept.pk, kept.sku, tuple(after)), aggregate=f"catalog.product:{kept.pk}")
    return kept


def _slugs(categories: Iterable[Category]) -> list[str]:
    return sorted(category.slug for category in categories)
