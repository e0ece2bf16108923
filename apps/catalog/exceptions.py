"""What the catalogue refuses."""

from apps.core.errors import Conflict, DomainError


class SkuRefused(DomainError):
    """This cannot be a SKU."""

    code = "sku_invalid"


class PriceRefused(DomainError):
    """This cannot be a price. `code` says why, `field` which part of it."""

    code = "price_refused"


class QuantityRefused(DomainError):
    """This cannot be a quantity of stock."""

    code = "quantity_refused"


class ReasonMissing(DomainError):
    """A change of the books that nothing else explains has a reason."""

    code = "reason_missing"


class NotEnoughStock(Conflict):
    """There are fewer units than that, or too many of them are reserved."""

    code = "not_enough_stock"
