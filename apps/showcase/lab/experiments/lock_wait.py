"""Two packers take the next order from one queue."""

from django.db import OperationalError, connection, transaction
from django.db.models import QuerySet

from apps.orders.enums import OrderKind, OrderStatus
from apps.orders.models import Order
from apps.showcase.lab.pairs import Arguments, Group, Way
from apps.showcase.lab.results import Side
from apps.showcase.lab.stories import Ending, Story

BUSY = "busy"


def wait_for_the_first() -> str | None:
    with transaction.atomic():
        placed = Order.objects.filter(status=OrderStatus.PLACED, kind=OrderKind.SALE)
        order = placed.order_by("placed_at", "id").select_for_update().first()
        if order is None:
            return None
        order.status = OrderStatus.SHIPPED
        order.save(update_fields=["status"])
        return order.number


def take_the_next_free() -> str | None:
    with transaction.atomic():
        placed = Order.objects.filter(status=OrderStatus.PLACED, kind=OrderKind.SALE)
        order = placed.order_by("placed_at", "id").select_for_update(skip_locked=True).first()
        if order is None:
            return None
        order.status = OrderStatus.SHIPPED
        order.save(update_fields=["status"])
        return order.number


def give_up_at_once() -> str | None:
    placed = Order.objects.filter(status=OrderStatus.PLACED, kind=OrderKind.SALE)
    try:
        with transaction.atomic():
            order = placed.order_by("placed_at", "id").select_for_update(nowait=True).first()
            if order is None:
                return None
            order.status = OrderStatus.SHIPPED
            order.save(update_fields=["status"])
            return order.number
    except OperationalError:
        return BUSY


def give_up_soon() -> str | None:
    placed = Order.objects.filter(status=OrderStatus.PLACED, kind=OrderKind.SALE)
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '100ms'")
            order = placed.order_by("placed_at", "id").select_for_update().first()
            if order is None:
                return None
            order.status = OrderStatus.SHIPPED
            order.save(update_fields=["status"])
            return order.number
    except OperationalError:
        return BUSY


def two_packers() -> tuple[Arguments, Arguments]:
    return {}, {}


def the_next_orders() -> QuerySet[Order]:
    placed = Order.objects.filter(status=OrderStatus.PLACED, kind=OrderKind.SALE)
    return Order.objects.filter(pk__in=placed.order_by("placed_at", "id").values("pk")[:2]).order_by("placed_at", "id")


def did_anybody_wait(ending: Ending) -> Side:
    one, other = ending.returned
    waited = ending.waited[1]
    facts = [("A packs", str(one)), ("B packs", str(other))]
    figure, unit = f"{waited:,.0f}", "ms B waited"
    if other == BUSY:
        return Side(True, "B is told that it is busy", figure, unit, facts)
    if waited:
        return Side(False, "B waits until A is done", figure, unit, facts)
    return Side(one != other, "each packs another order", figure, unit, facts)


STORY = Story(
    slug="lock-wait",
    group=Group.TOGETHER,
    title="Standing in line for the same row",
    question="Why do two workers at one queue do no more than one?",
    lede="A has locked the next order and is packing it. B wants the next order, too, and stands in line behind A,"
    " although others lie open. `SKIP LOCKED` looks past what somebody holds.",
    naive=Way("select_for_update", wait_for_the_first, marks=("select_for_update()",)),
    tuned=Way("select_for_update(skip_locked=True)", take_the_next_free, marks=("skip_locked=True",)),
    others=(
        Way("nowait: busy, at once", give_up_at_once, marks=("nowait=True", "except OperationalError:")),
        Way("lock_timeout: busy, soon", give_up_soon, marks=("SET LOCAL lock_timeout", "except OperationalError:")),
    ),
    sessions=two_packers,
    turns="AABB.AA",
    changes=the_next_orders,
    judge=did_anybody_wait,
    shows=("number", "status"),
    when_not="`SKIP LOCKED` is for queues, where any row will do: it leaves out rows, so never count or add up with it."
    " Where it must be this very row, wait, but not for ever: `lock_timeout` for jobs, `nowait` for a person who can be"
    " told that somebody else is at it. The best cure is a short transaction: pack first, lock and write afterwards.",
    read_next=("deadlock", "lost-update"),
)
