"""Order lines and movements of each product in one query: two relations to many multiply each other."""

from collections.abc import Sequence

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from apps.catalog.models import Product, StockMovement
from apps.orders.models import OrderLine
from apps.showcase.lab.pairs import Arguments, Counts, Floor, Group, Pair, Way

Listed = list[tuple[str, int, int]]


def distinct_over_both(products: Sequence[int]) -> Listed:
    counted = Product.objects.filter(pk__in=products).annotate(
        lines=Count("order_lines", distinct=True),
        movements=Count("stock__movements", distinct=True),
    )
    return list(counted.order_by("sku").values_list("sku", "lines", "movements"))


def subquery_for_each_number(products: Sequence[int]) -> Listed:
    lines = OrderLine.objects.filter(product=OuterRef("pk")).order_by().values("product")
    movements = StockMovement.objects.filter(item=OuterRef("pk")).order_by().values("item")
    counted = Product.objects.filter(pk__in=products).annotate(
        lines=Coalesce(Subquery(lines.annotate(number=Count("pk")).values("number")), 0),
        movements=Coalesce(Subquery(movements.annotate(number=Count("pk")).values("number")), 0),
    )
    return list(counted.order_by("sku").values_list("sku", "lines", "movements"))


def query_for_each_number(products: Sequence[int]) -> Listed:
    lines = dict(OrderLine.objects.filter(product__in=products).order_by().values_list("product").annotate(Count("pk")))
    movements = dict(
        StockMovement.objects.filter(item__in=products).order_by().values_list("item").annotate(Count("pk"))
    )
    found = Product.objects.filter(pk__in=products).order_by("sku").values_list("sku", "pk")
    return [(sku, lines.get(pk, 0), movements.get(pk, 0)) for sku, pk in found]


def both_joined(products: Sequence[int]) -> Listed:
    counted = Product.objects.filter(pk__in=products).annotate(
        lines=Count("order_lines"),
        movements=Count("stock__movements"),
    )
    return list(counted.order_by("sku").values_list("sku", "lines", "movements"))


def page_twenty_one() -> Arguments:
    return {"products": list(Product.objects.order_by("sku").values_list("pk", flat=True)[400:420])}


PAIR = Pair(
    slug="multiplying-join",
    group=Group.RELATIONS,
    title="The join that multiplies",
    question="Why do two counts in one annotate() come out far too big?",
    lede="A product with 450 order lines and 450 movements of stock is 202,500 rows once both are joined to it."
    " Counts are wrong, and `distinct=True` mends them after all those rows were made. A subquery for each number"
    " never makes them.",
    naive=Way("Both joined, counted distinct", distinct_over_both, marks=("distinct=True",)),
    tuned=Way("A subquery for each number", subquery_for_each_number, marks=("Subquery(", 'OuterRef("pk")')),
    others=(
        Way("A query for each number", query_for_each_number, marks=("product__in=products", "item__in=products")),
        Way("Both joined", both_joined, marks=('Count("order_lines")', 'Count("stock__movements")'), wrong=True),
    ),
    floors=(Floor(Counts.WALL, 40),),
    arguments=page_twenty_one,
    when_not="One relation to many alone multiplies nothing: a plain `annotate` is right and quicker than a subquery"
    " for each of very many rows. `distinct=True` saves counts, never a `Sum`: two lines of 3 pieces are not one.",
    read_next=("annotations-or-loops", "many-to-many", "prefetch-related"),
)
