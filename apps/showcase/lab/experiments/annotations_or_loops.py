"""The best customers: added up in Python, or by the database."""

from decimal import Decimal

from django.db.models import Count, OuterRef, Subquery, Sum

from apps.orders.models import Customer, Order
from apps.showcase.lab.pairs import Counts, Floor, Group, Pair, Way

Best = list[tuple[str, int, Decimal, str]]


def loops(count: int) -> Best:
    found = []
    for customer in Customer.objects.prefetch_related("orders"):
        orders = customer.orders.all()
        if orders:
            spent = sum((order.total for order in orders), Decimal(0))
            newest = max(orders, key=lambda order: (order.placed_at, order.pk))
            found.append((customer.number, len(orders), spent, newest.number))
    found.sort(key=lambda row: (-row[2], row[0]))
    return found[:count]


def annotations(count: int) -> Best:
    newest = Order.objects.filter(customer=OuterRef("pk")).order_by("-placed_at", "-id")
    customers = Customer.objects.annotate(
        bought=Count("orders"),
        spent=Sum("orders__total"),
        newest=Subquery(newest.values("number")[:1]),
    ).filter(bought__gt=0)
    return list(customers.order_by("-spent", "number").values_list("number", "bought", "spent", "newest")[:count])


def add_up_then_look_up(count: int) -> Best:
    best = (
        Order.objects.filter(customer__isnull=False)
        .order_by()
        .values("customer", "customer__number")
        .annotate(bought=Count("pk"), spent=Sum("total"))
        .order_by("-spent", "customer__number")[:count]
    )
    newest = dict(
        Order.objects.filter(customer__in=[row["customer"] for row in best])
        .order_by("customer", "-placed_at", "-id")
        .distinct("customer")
        .values_list("customer", "number")
    )
    return [(row["customer__number"], row["bought"], row["spent"], newest[row["customer"]]) for row in best]


PAIR = Pair(
    slug="annotations-or-loops",
    group=Group.RELATIONS,
    title="Adding up in Python",
    question="Who are my twenty best customers, and why does that page need seconds?",
    lede="Nothing is asked in a loop here: two queries fetch all customers and all orders, and Python adds up fifty"
    " thousand of them to show twenty rows. `annotate` adds up where the rows are.",
    naive=Way("All orders fetched and added up", loops, marks=('.prefetch_related("orders")', "sum(", "found[:count]")),
    tuned=Way(
        "annotate, with a subquery for the newest",
        annotations,
        marks=('Count("orders")', 'Sum("orders__total")', "Subquery(", "[:count]"),
    ),
    others=(
        Way(
            "Added up first, then the names of twenty",
            add_up_then_look_up,
            marks=('.values("customer", "customer__number")', '.distinct("customer")'),
        ),
    ),
    floors=(Floor(Counts.WALL, 25),),
    arguments=lambda: {"count": 20},
    when_not="When the objects are on the page anyway, their sum costs nothing more in Python. Rules of the business,"
    " rounding say, belong in one place: do not write them a second time in SQL. And one aggregate along one relation:"
    " a second relation to many multiplies the rows.",
    read_next=("multiplying-join", "stored-totals", "only-defer-values"),
)
