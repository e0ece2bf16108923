"""Two orders reserve the same two products, each in its own order."""

from django.db import OperationalError, transaction
from django.db.models import F, QuerySet

from apps.catalog.models import StockItem
from apps.showcase.lab.pairs import Arguments, Group, Way
from apps.showcase.lab.results import Side
from apps.showcase.lab.stories import Ending, Story


def lock_as_they_come(basket: dict[int, int]) -> None:
    with transaction.atomic():
        for product, quantity in basket.items():
            item = StockItem.objects.select_for_update().get(pk=product)
            item.reserved += quantity
            item.save(update_fields=["reserved"])


def lock_in_one_order(basket: dict[int, int]) -> None:
    with transaction.atomic():
        items = StockItem.objects.filter(pk__in=basket).order_by("pk").select_for_update()
        for item in items:
            item.reserved += basket[item.pk]
            item.save(update_fields=["reserved"])


def update_in_one_order(basket: dict[int, int]) -> None:
    with transaction.atomic():
        for product, quantity in sorted(basket.items()):
            StockItem.objects.filter(pk=product).update(reserved=F("reserved") + quantity)


def try_again(basket: dict[int, int]) -> None:
    for _ in range(3):
        try:
            lock_as_they_come(basket)
        except OperationalError:
            continue
        return


def two_baskets() -> tuple[Arguments, Arguments]:
    one, other = the_items().values_list("pk", flat=True)
    return {"basket": {one: 2, other: 1}}, {"basket": {other: 3, one: 1}}


def the_items() -> QuerySet[StockItem]:
    return StockItem.objects.filter(pk__in=StockItem.objects.order_by("pk").values("pk")[:2]).order_by("pk")


def are_both_reserved(ending: Ending) -> Side:
    failed = sum(map(bool, ending.errors))
    waited = f"{max(ending.waited):,.0f}"
    reserved = sum(item.reserved for item in ending.after) - sum(item.reserved for item in ending.before)
    facts = [("Units reserved", f"{reserved} of 7")]
    if failed:
        return Side(False, "one of them is aborted", waited, "ms until PostgreSQL cut the knot", facts)
    return Side(reserved == 7, "both are reserved", waited, "ms was the longest wait", facts)


STORY = Story(
    slug="deadlock",
    group=Group.TOGETHER,
    title="Each waits for the other",
    question="What does “deadlock detected” mean, and who is to blame?",
    lede="A has locked the first product and wants the second; B has the second and wants the first. Neither can go on."
    " After a second PostgreSQL looks and aborts one of them. Whoever locks in the order of the keys never gets there.",
    naive=Way(
        "Locked in the order of the basket", lock_as_they_come, marks=("in basket.items()", "select_for_update()")
    ),
    tuned=Way("Locked in the order of the keys", lock_in_one_order, marks=('.order_by("pk").select_for_update()',)),
    others=(
        Way("update() in the order of the keys", update_in_one_order, marks=("sorted(basket.items())",)),
        Way("Try again after the error", try_again, marks=("for _ in range(3):", "except OperationalError:")),
    ),
    sessions=two_baskets,
    turns="AABBAB",
    changes=the_items,
    judge=are_both_reserved,
    shows=("reserved",),
    when_not="One row, one lock: no order is needed. Across several tables the order of keys is not enough: agree on"
    " the order of the tables too. Trying again is right for what stays possible, such as a unique value that two"
    " transactions insert; but each time costs the second until PostgreSQL looks (`deadlock_timeout`), and what was"
    " done outside the database is done twice.",
    read_next=("lock-wait", "lost-update"),
)
