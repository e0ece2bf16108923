"""Three columns of many orders: whole objects, parts of them, or plain tuples."""

from decimal import Decimal

from apps.orders.models import Order
from apps.showcase.lab.pairs import Counts, Floor, Group, Pair, Way

Rows = list[tuple[str, str, Decimal]]


def whole_objects(count: int) -> Rows:
    return [(order.number, order.country, order.total) for order in Order.objects.all()[:count]]


def plain_tuples(count: int) -> Rows:
    return list(Order.objects.values_list("number", "country", "total")[:count])


def only_three_fields(count: int) -> Rows:
    orders = Order.objects.only("number", "country", "total")
    return [(order.number, order.country, order.total) for order in orders[:count]]


def without_the_rest(count: int) -> Rows:
    orders = Order.objects.defer("source_digest", "source_rows", "source_section", "imported_by", "created_at")
    return [(order.number, order.country, order.total) for order in orders[:count]]


def dictionaries(count: int) -> Rows:
    orders = Order.objects.values("number", "country", "total")
    return [(order["number"], order["country"], order["total"]) for order in orders[:count]]


PAIR = Pair(
    slug="only-defer-values",
    group=Group.READING,
    title="Whole objects for three columns",
    question="The query is quick: why does reading twenty thousand orders still take so long?",
    lede="The database is done long before Python is: each row becomes an object of fifteen fields, of which three are"
    " used. `values_list` gives tuples and makes no object at all.",
    naive=Way("Whole objects", whole_objects, marks=("Order.objects.all()",)),
    tuned=Way("values_list", plain_tuples, marks=('.values_list("number", "country", "total")',)),
    others=(
        Way("only", only_three_fields, marks=('.only("number", "country", "total")',)),
        Way("defer", without_the_rest, marks=(".defer(",)),
        Way("values", dictionaries, marks=('.values("number", "country", "total")',)),
    ),
    floors=(Floor(Counts.WALL, 7),),
    arguments=lambda: {"count": 20_000},
    few={"count": 20},
    when_not="On a page of fifty rows nobody can tell. Tuples have no methods, no properties and no `save()`. After"
    " `only` or `defer`, each touch of a field that was left out is a query for that row: worse than what it cured."
    " `defer` pays where a column is long, such as a text or a file.",
    read_next=("list-or-iterator", "annotations-or-loops", "prefetch-related"),
)
