"""What one product brought in all: rows fetched from the table, or everything in the index."""

from decimal import Decimal

from django.db.models import Count, Index, Sum

from apps.catalog.models import Product
from apps.orders.models import OrderLine
from apps.showcase.lab.pairs import Arguments, Counts, Floor, Group, Pair, Way, index


def revenue_of(product_id: int) -> Decimal | None:
    lines = OrderLine.objects.filter(product=product_id)
    return lines.aggregate(revenue=Sum("amount"))["revenue"]


INCLUDING = Index(fields=["product"], include=["amount"], name="lab_line_product_including")
KEYED = Index(fields=["product", "amount"], name="lab_line_product_keyed")
OF_PRODUCT = "orders_orderline_product_id_a68772b6"


def often_sold() -> Arguments:
    """One of the five that sell best: its lines lie all over the table."""
    best = Product.objects.alias(lines=Count("order_lines")).order_by("-lines", "id")
    return {"product_id": best.values_list("id", flat=True)[4]}


PAIR = Pair(
    slug="covering-index",
    group=Group.INDEXES,
    title="An index that answers by itself",
    question="The index is used. Why does the query still read half of the table?",
    lede="The foreign key’s index says where a product’s lines are, and each of them lies on another page of the table."
    " With `include` the amounts that are summed stand in the index, and the table is not opened.",
    naive=Way("The foreign key’s index", revenue_of, ("filter(product=product_id)",)),
    tuned=Way(
        "An index with include",
        revenue_of,
        ('Sum("amount")',),
        needs=(index(OrderLine, INCLUDING),),
        without=(OF_PRODUCT,),
    ),
    others=(
        Way("No index", revenue_of, without=(OF_PRODUCT,)),
        Way("The amount as a second key", revenue_of, needs=(index(OrderLine, KEYED),), without=(OF_PRODUCT,)),
    ),
    floors=(Floor(Counts.DATABASE, 4),),
    arguments=often_sold,
    when_not="An index with `include` is several times bigger: equal keys are not stored together any more. Every"
    " change of an included column writes to it. Rows changed since the last vacuum are looked up in the table after"
    " all, so a table with many updates gains little. For a handful of rows the plain index is as good.",
    read_next=("partial-index", "composite-index", "brin-index"),
)
