"""Orders with customer and lines: a query for each row, or two for all."""

from django.db.models import Prefetch

from apps.orders.models import Order, OrderLine
from apps.showcase.lab.pairs import Counts, Floor, Group, Pair, Way

Listed = list[tuple[str, str, list[tuple[int, str, int]]]]


def query_for_each(count: int) -> Listed:
    page = []
    for order in Order.objects.filter(customer__isnull=False)[:count]:
        lines = []
        for line in order.lines.order_by("position"):
            lines.append((line.quantity, line.product.name, line.product.stock.free))
        page.append((order.number, order.customer.name, lines))
    return page


def two_for_all(count: int) -> Listed:
    lines = OrderLine.objects.select_related("product__stock").order_by("position")
    orders = (
        Order.objects.filter(customer__isnull=False)
        .select_related("customer")
        .prefetch_related(Prefetch("lines", lines))
    )
    return [
        (
            order.number,
            order.customer.name,
            [(line.quantity, line.product.name, line.product.stock.free) for line in order.lines.all()],
        )
        for order in orders[:count]
    ]


def join_to_one_only(count: int) -> Listed:
    orders = Order.objects.filter(customer__isnull=False).select_related("customer")
    return [
        (
            order.number,
            order.customer.name,
            [(line.quantity, line.product.name, line.product.stock.free) for line in order.lines.order_by("position")],
        )
        for order in orders[:count]
    ]


def prefetch_everything(count: int) -> Listed:
    orders = Order.objects.filter(customer__isnull=False).prefetch_related("customer", "lines__product__stock")
    return [
        (
            order.number,
            order.customer.name,
            [(line.quantity, line.product.name, line.product.stock.free) for line in order.lines.all()],
        )
        for order in orders[:count]
    ]


PAIR = Pair(
    slug="n-plus-one",
    group=Group.RELATIONS,
    title="The query inside the loop",
    question="Why does a page of two hundred orders send thousands of queries?",
    lede="Two hundred orders to pick, and a query for each customer, for the lines of each, for each line's product"
    " and for what is free of it. One join and one prefetch say the same in two.",
    naive=Way(
        "A query for each row",
        query_for_each,
        marks=(
            'order.lines.order_by("position")',
            "line.product.name",
            "line.product.stock.free",
            "order.customer.name",
        ),
    ),
    tuned=Way(
        "select_related and Prefetch",
        two_for_all,
        marks=(
            '.select_related("customer")',
            '.prefetch_related(Prefetch("lines", lines))',
            'select_related("product__stock")',
        ),
    ),
    others=(
        Way("select_related on the order alone", join_to_one_only, marks=('.select_related("customer")',)),
        Way(
            "prefetch_related of everything",
            prefetch_everything,
            marks=('prefetch_related("customer", "lines__product__stock")',),
        ),
    ),
    floors=(Floor(Counts.WALL, 20),),
    arguments=lambda: {"count": 200},
    few={"count": 20},
    read_next=("prefetch-related", "composite-index"),
    when_not="For a handful of rows nobody will notice. A join along a relation to many repeats the parent for each"
    " child: there, use `prefetch_related`. What is fetched along and not shown is paid for nothing.",
)
