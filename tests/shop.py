"""Rows of a small shop, for tests: each function makes one thing with plausible values."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from apps.accounts.models import User
from apps.catalog.models import Category, Price, Product, StockItem, StockMovement
from apps.core.models import Job
from apps.orders.models import Customer, ImportJob, ImportRejection, Order, OrderLine
from apps.payments.models import Payment, Refund
from apps.uploads.models import Upload

FIRST_MORNING = datetime(2011, 12, 9, 12, 50, tzinfo=UTC)


def product(sku: str = "85048", **values: Any) -> Product:
    return Product.objects.get_or_create(sku=sku, defaults={"name": f"Product {sku}", **values})[0]


def price(of: Product, amount: str, **values: Any) -> Price:
    return Price.objects.create(
        product=of, amount=Decimal(amount), **{"currency": "GBP", "valid_from": FIRST_MORNING} | values
    )


def stock(of: Product, on_hand: int, reserved: int = 0) -> StockItem:
    """A stock item that was received and reserved at once, with the movements that say so."""
    item = StockItem.objects.create(product=of, on_hand=on_hand, reserved=reserved)
    if on_hand:
        StockMovement.objects.create(
            item=item, kind="receive", quantity=on_hand, on_hand_after=on_hand, reserved_after=0
        )
    if reserved:
        StockMovement.objects.create(
            item=item, kind="reserve", quantity=0, reserved=reserved, on_hand_after=on_hand, reserved_after=reserved
        )
    return item


def category(slug: str, *products: Product) -> Category:
    shelf = Category.objects.create(slug=slug, name=slug.capitalize())
    shelf.products.set(products)
    return shelf


def customer(number: str, user: User | None = None, **values: Any) -> Customer:
    return Customer.objects.create(number=number, user=user, **{"name": f"Customer {number}", "country": "GB"} | values)


def order(number: str, *lines: tuple[str, int, str], **values: Any) -> Order:
    """An order with lines of (SKU, quantity, unit price) and the total that they have."""
    total = sum((quantity * Decimal(price) for _, quantity, price in lines), Decimal(0))
    defaults = {"country": "GB", "currency": "GBP", "placed_at": FIRST_MORNING}
    made = Order.objects.create(number=number, total=total, line_count=len(lines), **defaults | values)
    for position, (sku, quantity, price) in enumerate(lines, 1):
        OrderLine.objects.create(
            order=made,
            position=position,
            product=product(sku),
            sku=sku,
            name=f"Product {sku}",
            quantity=quantity,
            unit_price=Decimal(price),
        )
    return made


def orders(count: int, **values: Any) -> list[Order]:
    """Orders 1001, 1002, ... a minute apart, each of a customer of its own and with two lines."""
    return [
        order(
            str(1001 + index),
            ("85048", 2, "6.950"),
            ("POST", 1, "4.100"),
            customer=customer(str(9001 + index)),
            placed_at=FIRST_MORNING + timedelta(minutes=index),
            **values,
        )
        for index in range(count)
    ]


def payment(of: Order, reference: str, amount: str = "18.000", **values: Any) -> Payment:
    defaults = {"method": "card", "status": "captured", "currency": of.currency, "created_at": FIRST_MORNING}
    amounts = {"authorised": Decimal(amount), "captured": Decimal(amount)}
    return Payment.objects.create(order=of, reference=reference, **defaults | amounts | values)


def refund(of: Payment, amount: str) -> Refund:
    return Refund.objects.create(
        payment=of, amount=Decimal(amount), status="completed", reason="broken", created_at=FIRST_MORNING
    )


def upload(owner: User, name: str = "orders.csv", **values: Any) -> Upload:
    defaults = {"kind": "order_import", "path": f"order_import/{name}-{owner.pk}", "size": 12, "sha256": "a" * 64}
    return Upload.objects.create(owner=owner, name=name, **defaults | values)


def import_job(owner: User | None = None, rejections: int = 0, **values: Any) -> ImportJob:
    job = Job.objects.create(kind="orders.import", owner=owner, state="succeeded")
    made = ImportJob.objects.create(job=job, **{"file_name": "orders.csv", "mode": "skip-bad"} | values)
    ImportRejection.objects.bulk_create(
        ImportRejection(
            import_job=made, verdict="rejected", line=line + 2, code="not_a_number", reason="“x” is no number."
        )
        for line in range(rejections)
    )
    return made
