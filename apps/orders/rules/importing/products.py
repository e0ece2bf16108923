"""What the file tells about products: codes that are no goods."""

from apps.catalog.enums import ProductKind

# Postage, carriage, manual corrections, discounts, samples, fees, charity, vouchers, bad debts, test articles.
SERVICES = frozenset(
    {"POST", "DOT", "C2", "C3", "M", "D", "S", "B", "ADJUST", "ADJUST2", "AMAZONFEE", "BANK CHARGES", "CRUK", "GIFT"}
    | {"TEST001", "TEST002"}
)
VOUCHER = "GIFT_"


def kind_of_product(sku: str) -> ProductKind:
    """SERVICE for the codes above and for vouchers, whatever their amount; GOODS for all others."""
    return ProductKind.SERVICE if sku in SERVICES or sku.startswith(VOUCHER) else ProductKind.GOODS
