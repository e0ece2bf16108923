"""Customers with their credit notes alone: a filter in the loop, or inside the prefetch."""

from django.db.models import Prefetch

from apps.orders.enums import OrderKind
from apps.orders.models import Customer, Order
from apps.showcase.lab.pairs import Counts, Floor, Group, Pair, Way

Listed = list[tuple[str, list[str]]]


def filter_in_the_loop(count: int) -> Listed:
    page = []
    for customer in Customer.objects.order_by("number").prefetch_related("orders")[:count]:
        credit_notes = customer.orders.filter(kind=OrderKind.CREDIT_NOTE)
        page.append((customer.name, [order.number for order in credit_notes]))
    return page


def filter_in_the_prefetch(count: int) -> Listed:
    credit_notes = Order.objects.filter(kind=OrderKind.CREDIT_NOTE)
    customers = Customer.objects.order_by("number").prefetch_related(
        Prefetch("orders", credit_notes, to_attr="credit_notes")
    )
    return [(customer.name, [order.number for order in customer.credit_notes]) for customer in customers[:count]]


def filter_in_python(count: int) -> Listed:
    customers = Customer.objects.order_by("number").prefetch_related("orders")
    return [
        (customer.name, [order.number for order in customer.orders.all() if order.kind == OrderKind.CREDIT_NOTE])
        for customer in customers[:count]
    ]


PAIR = Pair(
    slug="filtered-prefetch",
    group=Group.RELATIONS,
    title="Some of what belongs to each row",
    question="I prefetch the orders: why is there still a query for each customer?",
    lede="A prefetch answers `.all()` and nothing else; `.filter()` on it asks the database again, and all that was"
    " fetched before was for nothing. `Prefetch` takes a queryset: put the filter there.",
    naive=Way(
        "A filter in the loop",
        filter_in_the_loop,
        marks=('.prefetch_related("orders")', "customer.orders.filter(kind=OrderKind.CREDIT_NOTE)"),
    ),
    tuned=Way(
        "Prefetch with a filter, to_attr",
        filter_in_the_prefetch,
        marks=('Prefetch("orders", credit_notes, to_attr="credit_notes")', "customer.credit_notes"),
    ),
    others=(Way("A filter in Python", filter_in_python, marks=("if order.kind == OrderKind.CREDIT_NOTE",)),),
    floors=(Floor(Counts.WALL, 7),),
    arguments=lambda: {"count": 500},
    few={"count": 20},
    when_not="When most of the rows pass the filter, or the page needs the others too: prefetch all and choose in"
    " Python. Without `to_attr` the filtered rows stand in `customer.orders.all()`, and whoever gets the object next"
    " takes them for all.",
    read_next=("prefetch-related", "annotations-or-loops", "n-plus-one"),
)
