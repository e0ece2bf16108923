"""Products with the shelves they stand on: a relation from many to many, row by row or for all at once."""

from collections import defaultdict

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Q

from apps.catalog.models import Product
from apps.showcase.lab.pairs import Counts, Floor, Group, Pair, Way

Listed = list[tuple[str, list[str]]]


def query_for_each(count: int) -> Listed:
    page = []
    for product in Product.objects.order_by("sku")[:count]:
        page.append((product.sku, [category.name for category in product.categories.all()]))
    return page


def one_more_for_all(count: int) -> Listed:
    products = Product.objects.order_by("sku").prefetch_related("categories")
    return [(product.sku, [category.name for category in product.categories.all()]) for product in products[:count]]


def array_of_names(count: int) -> Listed:
    names = ArrayAgg("categories__name", filter=Q(categories__isnull=False), order_by="categories__name", default=[])
    return list(Product.objects.order_by("sku").annotate(shelves=names).values_list("sku", "shelves")[:count])


def through_the_table_between(count: int) -> Listed:
    skus = dict(Product.objects.order_by("sku").values_list("pk", "sku")[:count])
    between = Product.categories.through.objects.filter(product__in=skus).order_by("category__name")
    shelves = defaultdict(list)
    for product, name in between.values_list("product_id", "category__name"):
        shelves[product].append(name)
    return [(sku, shelves[product]) for product, sku in skus.items()]


PAIR = Pair(
    slug="many-to-many",
    group=Group.RELATIONS,
    title="Many to many",
    question="Each product stands on several shelves: why does the list of products ask two hundred times?",
    lede="`product.categories.all()` joins the table between both sides anew for each product."
    " `prefetch_related` does that once; when names are all that is shown, the database can collect them itself.",
    naive=Way("A query for each product", query_for_each, marks=("product.categories.all()",)),
    tuned=Way("prefetch_related", one_more_for_all, marks=('.prefetch_related("categories")',)),
    others=(
        Way("An array of names in the same row", array_of_names, marks=("ArrayAgg(", ".annotate(shelves=names)")),
        Way(
            "The table between, by hand",
            through_the_table_between,
            marks=("Product.categories.through.objects", "category__name"),
        ),
    ),
    floors=(Floor(Counts.WALL, 6),),
    arguments=lambda: {"count": 200},
    few={"count": 20},
    when_not="For one product there is nothing to gain. The array is quickest but brings names, not objects: nothing"
    " to link to or to change. And to *choose* products by shelf, use `Exists`: a filter over the join brings a product"
    " once for each shelf that fits, and `.distinct()` sorts that out only after it was read.",
    read_next=("prefetch-related", "multiplying-join", "filtered-prefetch"),
)
