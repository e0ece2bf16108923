"""Is there any? Load all, count all, or look for one."""

from django.db.models import Count

from apps.orders.models import OrderLine
from apps.showcase.lab.pairs import Arguments, Counts, Floor, Group, Pair, Way


def may_go_if_loaded(product: int) -> bool:
    """Only what was never sold may be deleted."""
    sold = OrderLine.objects.filter(product=product)
    return len(sold) == 0


def may_go_if_one_is_found(product: int) -> bool:
    """Only what was never sold may be deleted."""
    sold = OrderLine.objects.filter(product=product)
    return not sold.exists()


def may_go_if_counted(product: int) -> bool:
    sold = OrderLine.objects.filter(product=product)
    return sold.count() == 0


def may_go_if_truth_is_asked(product: int) -> bool:
    sold = OrderLine.objects.filter(product=product)
    return not sold


def the_busiest() -> Arguments:
    """The product of most lines."""
    counted = OrderLine.objects.values_list("product").annotate(lines=Count("pk"))
    (product, _), *_ = counted.order_by("-lines")[:1]
    return {"product": product}


PAIR = Pair(
    slug="exists-count-len",
    group=Group.COUNTING,
    title="Loading all to learn that there is one",
    question="May this product be deleted, or was it ever sold?",
    lede="The answer is yes or no. `len()` builds an object for each line that was ever sold, and so does `if lines:`;"
    " `count()` walks through them all in the database; `exists()` stops at the first.",
    naive=Way("len() of the queryset", may_go_if_loaded, marks=("len(sold) == 0",)),
    tuned=Way("exists()", may_go_if_one_is_found, marks=("not sold.exists()",)),
    others=(
        Way("The queryset in an if", may_go_if_truth_is_asked, marks=("return not sold",)),
        Way("count()", may_go_if_counted, marks=("sold.count() == 0",)),
    ),
    floors=(Floor(Counts.WALL, 100),),
    arguments=the_busiest,
    when_not="When the rows are shown right afterwards: `if lines:` loads them once and they stay in the queryset;"
    " `exists()` before it is a query more. After `prefetch_related`, `if order.lines.all():` asks nothing at all."
    " And `exists()` is quick only when something leads to the row: without an index, a no costs as much as a count.",
    read_next=("counts", "offset-or-keyset"),
)
