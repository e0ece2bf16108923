"""Setting prices. A price is never changed: a later one follows it."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.services.authorising import authorise
from apps.catalog.events import PriceChanged
from apps.catalog.exceptions import PriceRefused
from apps.catalog.models import Price, Product
from apps.catalog.rules.prices import check_price
from apps.core.audit import record
from apps.core.errors import Conflict
from apps.core.events import publish
from apps.core.money import Money


@transaction.atomic
def set_price(
    *,
    product: Product,
    amount: Decimal,
    currency: str,
    by: User | None,
    reason: str,
    valid_from: datetime | None = None,
) -> Price:
    """From `valid_from` (now) on the product costs `amount` of `currency`, until a later price begins.

    `by` is None for what the shop does itself. Raises PriceRefused (no price, no currency, a moment that has passed),
    NotAllowed (also above the limit that `by` has), and Conflict `price_unchanged` when it costs exactly that then.
    """
    kept = check_price(amount)
    authorise(by=by, permission="catalog.set_price", amount=_money(kept, currency), act="set prices")
    Product.objects.locked().get(pk=product.pk)
    now = timezone.now()  # after the lock: of two who set a price the second comes later
    begins = valid_from or now
    if begins < now:
        raise PriceRefused(
            "A price begins now or later: what something did cost stays as it was.",
            code="price_in_the_past",
            field="valid_from",
        )
    former = product.prices.in_force(at=begins, currency=currency).first()
    if former is not None and former.amount == kept:
        raise Conflict(f"It costs {former} then already.", code="price_unchanged", field="amount")
    price = Price.objects.create(
        product=product,
        currency=currency,
        amount=kept,
        valid_from=begins,
        set_by_id=by.pk if by else None,
        reason=reason,
        created_at=now,
    )
    before = former.amount if former else None
    record(
        actor=by,
        action="catalog.price_set",
        target=product,
        before={"price": before and f"{before} {currency}"},
        after={"price": str(price), "valid_from": begins},
        reason=reason,
    )
    publish(
        PriceChanged(product.pk, product.sku, kept, currency, before, begins),
        aggregate=f"catalog.product:{product.pk}",
    )
    return price


def _money(amount: Decimal, currency: str) -> Money:
    try:
        return Money(amount, currency)
    except ValueError as error:
        raise PriceRefused(str(error), code="unknown_currency", field="currency") from error
