"""Two tills sell the same product at once: read and write back, or let the database count."""

from django.db import transaction
from django.db.models import F, QuerySet

from apps.catalog.models import StockItem
from apps.showcase.lab.pairs import Arguments, Group, Way
from apps.showcase.lab.results import Side
from apps.showcase.lab.stories import Ending, Story

SOLD = (3, 5)


def read_and_write_back(product: int, quantity: int) -> bool:
    item = StockItem.objects.get(pk=product)
    if item.on_hand < quantity:
        return False
    item.on_hand -= quantity
    item.save()
    return True


def count_in_the_database(product: int, quantity: int) -> bool:
    enough = StockItem.objects.filter(pk=product, on_hand__gte=quantity)
    return enough.update(on_hand=F("on_hand") - quantity) == 1


def read_and_write_in_a_transaction(product: int, quantity: int) -> bool:
    with transaction.atomic():
        item = StockItem.objects.get(pk=product)
        if item.on_hand < quantity:
            return False
        item.on_hand -= quantity
        item.save()
    return True


def lock_before_reading(product: int, quantity: int) -> bool:
    with transaction.atomic():
        item = StockItem.objects.select_for_update().get(pk=product)
        if item.on_hand < quantity:
            return False
        item.on_hand -= quantity
        item.save(update_fields=["on_hand"])
    return True


def write_if_unchanged(product: int, quantity: int) -> bool:
    while True:
        item = StockItem.objects.get(pk=product)
        if item.on_hand < quantity:
            return False
        unchanged = StockItem.objects.filter(pk=product, on_hand=item.on_hand)
        if unchanged.update(on_hand=item.on_hand - quantity):
            return True


def two_tills() -> tuple[Arguments, Arguments]:
    (product,) = the_item().values_list("pk", flat=True)
    return {"product": product, "quantity": SOLD[0]}, {"product": product, "quantity": SOLD[1]}


def the_item() -> QuerySet[StockItem]:
    return StockItem.objects.filter(pk=StockItem.objects.order_by("pk").values("pk")[:1])


def is_anything_lost(ending: Ending) -> Side:
    sold = sum(quantity for quantity, done in zip(SOLD, ending.returned, strict=True) if done)
    gone = ending.before[0].on_hand - ending.after[0].on_hand
    facts = [("On hand before", str(ending.before[0].on_hand)), ("On hand after", str(ending.after[0].on_hand))]
    if gone == sold:
        return Side(True, "nothing is lost", str(gone), f"of {sold} sold were written down", facts)
    return Side(False, f"{sold - gone} units lost", str(gone), f"of {sold} sold were written down", facts)


STORY = Story(
    slug="lost-update",
    group=Group.TOGETHER,
    title="Two sales, one of them forgotten",
    question="Why do the books say more is on the shelf than there is?",
    lede="Both tills read how much there is, both subtract what they sold, both write the result back: the second"
    " overwrites the first. A transaction around it does not help. Let the database subtract, or lock before reading.",
    naive=Way("Read, subtract, save()", read_and_write_back, marks=("item.on_hand -= quantity", "item.save()")),
    tuned=Way(
        "One update() with F()", count_in_the_database, marks=('F("on_hand") - quantity', "on_hand__gte=quantity")
    ),
    others=(
        Way("The same inside atomic()", read_and_write_in_a_transaction, marks=("transaction.atomic()",), wrong=True),
        Way("select_for_update", lock_before_reading, marks=("select_for_update()",)),
        Way("Write only if unchanged", write_if_unchanged, marks=("on_hand=item.on_hand)", "while True:")),
    ),
    sessions=two_tills,
    turns="ABAB",
    changes=the_item,
    judge=is_anything_lost,
    shows=("on_hand",),
    when_not="`F()` cannot decide what must be computed in Python, and writes no history: there, lock first, as the"
    " shop does (`StockItem.objects.locked()`). A lock makes others wait, so take it late and let go soon. Writing only"
    " if unchanged suits forms that stay open for minutes, where nobody may hold a lock; many at once on one row try"
    " again and again.",
    read_next=("lock-wait", "deadlock", "update-rows"),
)
