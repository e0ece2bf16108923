"""Customers with their orders: a relation to many, asked for each row or once for all."""

from apps.orders.models import Customer
from apps.showcase.lab.pairs import Counts, Floor, Group, Pair, Way

Listed = list[tuple[str, list[str]]]


def query_for_each(count: int) -> Listed:
    page = []
    for customer in Customer.objects.order_by("-pk")[:count]:
        page.append((customer.name, [order.number for order in customer.orders.all()]))
    return page


def one_more_for_all(count: int) -> Listed:
    customers = Customer.objects.order_by("-pk").prefetch_related("orders")
    return [(customer.name, [order.number for order in customer.orders.all()]) for customer in customers[:count]]


def sorted_anew(count: int) -> Listed:
    customers = Customer.objects.order_by("-pk").prefetch_related("orders")
    return [
        (customer.name, [order.number for order in customer.orders.order_by("-placed_at", "-id")])
        for customer in customers[:count]
    ]


def join_and_collect(count: int) -> Listed:
    newest = Customer.objects.order_by("-pk")[:count]
    rows = (
        Customer.objects.filter(pk__in=newest.values("pk"))
        .order_by("-pk", "-orders__placed_at", "-orders__id")
        .values_list("pk", "name", "orders__number")
    )
    page: dict[int, tuple[str, list[str]]] = {}
    for pk, name, number in rows:
        _, numbers = page.setdefault(pk, (name, []))
        if number is not None:
            numbers.append(number)
    return list(page.values())


PAIR = Pair(
    slug="prefetch-related",
    group=Group.RELATIONS,
    title="What belongs to each row",
    question="How do I list customers with all their orders without asking for each customer?",
    lede="A foreign key read backwards gives many rows, so no join can bring them along in one row."
    " `prefetch_related` asks once for all orders of all customers on the page and hands them out in Python.",
    naive=Way("A query for each customer", query_for_each, marks=("customer.orders.all()",)),
    tuned=Way("prefetch_related", one_more_for_all, marks=('.prefetch_related("orders")',)),
    others=(
        Way(
            "Prefetched, then sorted anew",
            sorted_anew,
            marks=('.prefetch_related("orders")', 'customer.orders.order_by("-placed_at", "-id")'),
        ),
        Way("One join, collected by hand", join_and_collect, marks=(".values_list(", "page.setdefault(")),
    ),
    floors=(Floor(Counts.WALL, 5),),
    arguments=lambda: {"count": 500},
    few={"count": 20},
    when_not="Not when only a number of them is shown: count them in the database. Not for parents with thousands of"
    " children, all of which would be loaded: cut them off with a sliced `Prefetch`. And what is prefetched serves"
    " `.all()` alone: `.filter()`, `.order_by()` and `.first()` ask again, for each row.",
    read_next=("filtered-prefetch", "many-to-many", "n-plus-one"),
)
