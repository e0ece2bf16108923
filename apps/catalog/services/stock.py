"""Moving stock. Every change is a movement; a stock item is the sum of its movements."""

from django.db import transaction

from apps.catalog.enums import MovementKind, ProductKind
from apps.catalog.events import StockMoved
from apps.catalog.exceptions import NotEnoughStock
from apps.catalog.models import Product, StockItem, StockMovement
from apps.catalog.rules.stock import LARGEST, check_quantity, check_reason
from apps.core.actor import Actor
from apps.core.audit import record
from apps.core.errors import Conflict, NotAllowed
from apps.core.events import publish
from apps.core.observability.context import request_id

PAST = {
    MovementKind.RECEIVE: "received",
    MovementKind.ADJUST: "adjusted",
    MovementKind.STOCKTAKE: "taken",
    MovementKind.RESERVE: "reserved",
    MovementKind.RELEASE: "released",
}


@transaction.atomic
def receive_stock(*, product: Product, quantity: int, by: Actor | None, reason: str = "") -> StockMovement:
    """`quantity` units came in. The first ones make the product's stock item.

    `by` is None for what the shop does itself. Raises NotAllowed, QuantityRefused unless 1 to LARGEST, Conflict for
    what is no goods or would be more than LARGEST.
    """
    _allow(by)
    check_quantity(quantity, least=1)
    return _move(_locked_item(product), MovementKind.RECEIVE, quantity, by=by, reason=reason)


@transaction.atomic
def adjust_stock(*, product: Product, quantity: int, by: Actor | None, reason: str) -> StockMovement:
    """There are `quantity` units more (fewer, when it is negative) than the books say: broken, found, given away.

    Raises what `receive_stock` does, QuantityRefused also for zero, ReasonMissing, and NotEnoughStock when fewer
    would be left than are reserved.
    """
    _allow(by)
    check_reason(reason)
    check_quantity(quantity, least=-LARGEST, zero=False)
    item = _locked_item(product)
    if item.on_hand + quantity < item.reserved:
        raise NotEnoughStock(
            f"{item.on_hand} are on hand and {item.reserved} of them reserved: at most {item.free} can go.",
            field="quantity",
        )
    return _move(item, MovementKind.ADJUST, quantity, by=by, reason=reason)


@transaction.atomic
def take_stock(*, product: Product, counted: int, by: Actor | None, reason: str) -> StockMovement:
    """Somebody counted `counted` units, whatever the books say: the difference is the movement, also when it is zero.

    Raises what `receive_stock` does, ReasonMissing, and NotEnoughStock with code `count_below_reserved` when fewer
    were counted than are reserved.
    """
    _allow(by)
    check_reason(reason)
    check_quantity(counted, least=0, field="counted")
    item = _locked_item(product)
    if counted < item.reserved:
        raise NotEnoughStock(
            f"{item.reserved} are reserved: release some of them, then count again.",
            code="count_below_reserved",
            field="counted",
        )
    return _move(item, MovementKind.STOCKTAKE, counted - item.on_hand, by=by, reason=reason)


@transaction.atomic
def reserve_stock(*, product: Product, quantity: int, by: Actor | None, reason: str) -> StockMovement:
    """`quantity` of the free units are promised to somebody: they stay on hand and are free no more.

    Raises what `receive_stock` does, ReasonMissing, and NotEnoughStock when fewer are free.
    """
    _allow(by)
    check_reason(reason)
    check_quantity(quantity, least=1)
    item = _locked_item(product)
    if quantity > item.free:
        raise NotEnoughStock(f"{item.free} are free.", field="quantity")
    return _move(item, MovementKind.RESERVE, reserved=quantity, by=by, reason=reason)


@transaction.atomic
def release_stock(*, product: Product, quantity: int, by: Actor | None, reason: str) -> StockMovement:
    """`quantity` of the reserved units are free again.

    Raises what `receive_stock` does, ReasonMissing, and NotEnoughStock (code `not_reserved`) when fewer are reserved.
    """
    _allow(by)
    check_reason(reason)
    check_quantity(quantity, least=1)
    item = _locked_item(product)
    if quantity > item.reserved:
        raise NotEnoughStock(f"{item.reserved} are reserved.", code="not_reserved", field="quantity")
    return _move(item, MovementKind.RELEASE, reserved=-quantity, by=by, reason=reason)


def _allow(by: Actor | None) -> None:
    if by is not None and not by.has_perm("catalog.move_stock"):
        raise NotAllowed("You may not move stock.")


def _locked_item(product: Product) -> StockItem:
    """The product's stock item, locked until the transaction ends; made when there is none."""
    if product.kind != ProductKind.GOODS:
        raise Conflict(f"{product} is no goods: nothing of it lies in the warehouse.", code="no_goods")
    StockItem.objects.bulk_create([StockItem(product=product)], ignore_conflicts=True)
    return StockItem.objects.locked().get(product=product)


def _move(
    item: StockItem, kind: MovementKind, quantity: int = 0, *, reserved: int = 0, by: Actor | None, reason: str
) -> StockMovement:
    """Write down one change of a locked item: the movement, the new figures, the trail and the event."""
    before = {"on_hand": item.on_hand, "reserved": item.reserved}
    if item.on_hand + quantity > LARGEST:
        raise Conflict(f"{item.on_hand} are on hand; a product has at most {LARGEST:,}.", code="too_much_stock")
    item.on_hand += quantity
    item.reserved += reserved
    item.save(update_fields=["on_hand", "reserved"])
    movement = StockMovement.objects.create(
        item=item,
        kind=kind,
        quantity=quantity,
        reserved=reserved,
        on_hand_after=item.on_hand,
        reserved_after=item.reserved,
        reason=reason,
        by_id=by.pk if by else None,
        request_id=request_id(),
    )
    product = item.product
    record(
        actor=by,
        action=f"catalog.stock_{PAST[kind]}",
        target=product,
        before=before,
        after={"on_hand": item.on_hand, "reserved": item.reserved},
        reason=reason,
    )
    publish(
        StockMoved(product.pk, product.sku, movement.pk, kind, quantity, reserved, item.on_hand, item.reserved),
        aggregate=f"catalog.product:{product.pk}",
    )
    return movement
