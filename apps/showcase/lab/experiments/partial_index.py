"""The biggest returns among all movements of stock: an index over every row, or one over the returns alone."""

from django.db.models import Index, Q

from apps.catalog.enums import MovementKind
from apps.catalog.models import StockMovement
from apps.showcase.lab.pairs import Counts, Floor, Group, Pair, Way, index


def biggest_returns(count: int) -> list[tuple[int, int, str]]:
    returns = StockMovement.objects.filter(kind=MovementKind.RETURN)
    return list(returns.order_by("-quantity", "-id").values_list("item_id", "quantity", "reason")[:count])


KIND = Index(fields=["kind"], name="lab_movement_kind")
KIND_BIGGEST = Index(fields=["kind", "-quantity", "-id"], name="lab_movement_kind_biggest")
BIGGEST_RETURNS = Index(
    fields=["-quantity", "-id"], condition=Q(kind=MovementKind.RETURN), name="lab_movement_biggest_returns"
)
MARKS = ("filter(kind=MovementKind.RETURN)", 'order_by("-quantity", "-id")')

PAIR = Pair(
    slug="partial-index",
    group=Group.INDEXES,
    title="An index for the few rows that matter",
    question="Why index a million rows to find the one in a hundred that came back?",
    lede="A page lists the biggest returns. An index on `kind` finds all of them, to be read and sorted for fifty rows."
    " A partial index holds the returns alone, already sorted, in a twentieth of the space.",
    naive=Way("An index on kind", biggest_returns, MARKS, needs=(index(StockMovement, KIND),)),
    tuned=Way(
        "A partial index, in the list’s order", biggest_returns, MARKS, needs=(index(StockMovement, BIGGEST_RETURNS),)
    ),
    others=(
        Way("No index", biggest_returns, MARKS),
        Way("All rows by kind and quantity", biggest_returns, MARKS, needs=(index(StockMovement, KIND_BIGGEST),)),
    ),
    floors=(Floor(Counts.DATABASE, 100), Floor(Counts.DISK, 10)),
    arguments=lambda: {"count": 50},
    when_not="The query must state the index’s condition, with its value: in a statement prepared for any kind the"
    " planner cannot know that it matches. One such index for each value is a composite index in pieces."
    " Only rows that meet the condition pay when they are written, so the price is small where they are few.",
    read_next=("composite-index", "low-selectivity", "covering-index"),
)
