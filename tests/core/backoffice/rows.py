"""Rows of every model that the admin shows: each function makes `count` of them, each with parents of its own."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import count as counting

from django.contrib.auth.models import Permission
from django.db.models import Model

from apps.accounts.models import ApiToken, Role, RoleAssignment, RolePermission, User
from apps.catalog.models import Category, Price, Product, StockItem, StockMovement
from apps.core.models import AuditEntry, InboxEntry, Job, ListColumns, Note, OutboxEvent, SavedFilter, SlotClaim
from apps.notifications.models import Notification
from apps.orders.models import Customer, ImportJob, ImportRejection, Order, OrderLine, StatusChange
from apps.payments.models import Payment, Refund
from apps.uploads.models import Upload

DAY = datetime(2011, 11, 1, 12, tzinfo=UTC)
_number = counting(1)


def people(count: int) -> list[User]:
    return [User.objects.create_user(f"person{next(_number)}@vitrine.example", name="Person") for _ in range(count)]


def roles(count: int) -> list[Role]:
    return [Role.objects.create(slug=f"role-{next(_number)}", name="Role") for _ in range(count)]


def role_permissions(count: int) -> list[RolePermission]:
    permission = Permission.objects.first()
    return [RolePermission.objects.create(role=role, permission=permission) for role in roles(count)]


def assignments(count: int) -> list[RoleAssignment]:
    pairs = zip(people(count), roles(count), people(count), strict=True)
    return [RoleAssignment.objects.create(user=u, role=r, given_by=g, reason="why") for u, r, g in pairs]


def tokens(count: int) -> list[ApiToken]:
    """Keys of whoever looks: one's own are the only ones that the API shows."""

    def key(**others: ApiToken) -> ApiToken:
        number = next(_number)
        return ApiToken.objects.create(
            user=keeper(), name="reports", prefix=f"vit_{number:08}", digest=f"{number}", scopes=["me:read"], **others
        )

    return [key(replaces=key(), made_with=key()) for _ in range(count)]


def categories(count: int) -> list[Category]:
    return [Category.objects.create(slug=f"shelf-{next(_number)}", name="Shelf") for _ in range(count)]


def products(count: int) -> list[Product]:
    return [Product.objects.create(sku=f"SKU{next(_number)}", name="Glass ball") for _ in range(count)]


def prices(count: int) -> list[Price]:
    return [
        Price.objects.create(product=product, currency="GBP", amount=2, valid_from=DAY, set_by=by)
        for product, by in zip(products(count), people(count), strict=True)
    ]


def stock_items(count: int) -> list[StockItem]:
    return [StockItem.objects.create(product=product) for product in products(count)]


def stock_movements(count: int) -> list[StockMovement]:
    return [
        StockMovement.objects.create(item=item, kind="stocktake", quantity=0, on_hand_after=0, reserved_after=0, by=by)
        for item, by in zip(stock_items(count), people(count), strict=True)
    ]


def customers(count: int) -> list[Customer]:
    return [
        Customer.objects.create(
            number=f"{next(_number)}",
            name="Ada Hopper",
            email=f"buyer{next(_number)}@x.example",
            country="GB",
            user=user,
        )
        for user in people(count)
    ]


def imports(count: int) -> list[ImportJob]:
    return [ImportJob.objects.create(job=job, file_name="orders.csv", sha256="ab" * 32) for job in jobs(count)]


def rejections(count: int) -> list[ImportRejection]:
    return [
        ImportRejection.objects.create(
            import_job=done, verdict="rejected", line=7, code="quantity", reason="not a number"
        )
        for done in imports(count)
    ]


def orders(count: int) -> list[Order]:
    pairs = zip(customers(count), imports(count), strict=True)
    return [
        Order.objects.create(
            number=f"5{next(_number):05}",
            customer=customer,
            country="GB",
            currency="GBP",
            total=Decimal("12.5"),
            line_count=1,
            placed_at=DAY + timedelta(seconds=next(_number)),
            imported_by=done,
        )
        for customer, done in pairs
    ]


def lines(count: int) -> list[OrderLine]:
    return [
        OrderLine.objects.create(
            order=order, position=1, product=product, sku=product.sku, quantity=5, unit_price=Decimal("2.5")
        )
        for order, product in zip(orders(count), products(count), strict=True)
    ]


def status_changes(count: int) -> list[StatusChange]:
    return [
        StatusChange.objects.create(order=order, from_status="placed", to_status="paid", by=by)
        for order, by in zip(orders(count), people(count), strict=True)
    ]


def payments(count: int) -> list[Payment]:
    return [
        Payment.objects.create(
            order=order, method="card", status="captured", currency="GBP", authorised=9, captured=9,
            reference=f"PAY-{next(_number)}",
        )
        for order in orders(count)
    ]  # fmt: skip


def refunds(count: int) -> list[Refund]:
    return [Refund.objects.create(payment=payment, amount=2, reason="broken") for payment in payments(count)]


def uploads(count: int) -> list[Upload]:
    return [
        Upload.objects.create(
            owner=owner, kind="document", name="list.csv", path=f"{next(_number)}", size=9, sha256="ab" * 32
        )
        for owner in people(count)
    ]


def notifications(count: int) -> list[Notification]:
    return [
        Notification.objects.create(recipient=user, kind="order_placed", dedupe_key=f"{next(_number)}")
        for user in people(count)
    ]


def audit_entries(count: int) -> list[AuditEntry]:
    return [
        AuditEntry.objects.create(
            actor=actor,
            action="orders.order_cancelled",
            object_type="orders.order",
            object_id="1",
            after={"status": "x"},
        )
        for actor in people(count)
    ]


def notes(count: int) -> list[Note]:
    return [
        Note.objects.create(author=by, text="Ring twice.", object_type="orders.order", object_id="1", object_name="501")
        for by in people(count)
    ]


def events(count: int) -> list[OutboxEvent]:
    return [OutboxEvent.objects.create(name="orders.placed", aggregate="order:1", payload={}) for _ in range(count)]


def inbox(count: int) -> list[InboxEntry]:
    return [InboxEntry.objects.create(event=event, handler="thank", aggregate="order:1") for event in events(count)]


def jobs(count: int) -> list[Job]:
    return [Job.objects.create(kind="orders.import", owner=owner, done=3, total=9) for owner in people(count)]


def slots(count: int) -> list[SlotClaim]:
    return [SlotClaim.objects.create(job="sweep", slot=DAY + timedelta(minutes=next(_number))) for _ in range(count)]


def keeper() -> User:
    """Nobody sees what others keep: it belongs to whoever signed in last."""
    return User.objects.order_by("pk").last() or people(1)[0]


def chosen_columns(count: int) -> list[ListColumns]:
    names = [f"orders.order{next(_number)}" for _ in range(count)]
    return [ListColumns.objects.create(owner=keeper(), list_of=name, columns=["number"]) for name in names]


def saved_filters(count: int) -> list[SavedFilter]:
    names = [f"French {next(_number)}" for _ in range(count)]
    return [
        SavedFilter.objects.create(owner=keeper(), list_of="orders.order", name=name, query="country=FR")
        for name in names
    ]


ROWS: dict[type[Model], Callable[[int], list[Model]]] = {
    ApiToken: tokens,
    AuditEntry: audit_entries,
    Category: categories,
    Customer: customers,
    ImportJob: imports,
    ImportRejection: rejections,
    InboxEntry: inbox,
    Job: jobs,
    ListColumns: chosen_columns,
    Note: notes,
    Notification: notifications,
    Order: orders,
    OrderLine: lines,
    OutboxEvent: events,
    Payment: payments,
    Price: prices,
    Product: products,
    Refund: refunds,
    Role: roles,
    RoleAssignment: assignments,
    RolePermission: role_permissions,
    SavedFilter: saved_filters,
    SlotClaim: slots,
    StockItem: stock_items,
    StockMovement: stock_movements,
    StatusChange: status_changes,
    Upload: uploads,
    User: people,
}  # type: ignore[dict-item]
