"""A row by its id, as somebody typed it: the id of every row made a text, or the text made a number once."""

from apps.catalog.models import StockMovement
from apps.showcase.lab.pairs import Counts, Floor, Group, Pair, Way

Found = list[tuple[int, str]]


def as_text(typed: str) -> Found:
    return list(StockMovement.objects.filter(id__iexact=typed).values_list("id", "reason"))


def as_number(typed: str) -> Found:
    return list(StockMovement.objects.filter(id=typed).values_list("id", "reason"))


def as_float(typed: str) -> Found:
    number = float(typed)  # what a spreadsheet or a column with gaps makes of it
    movements = StockMovement.objects.raw("SELECT * FROM catalog_stockmovement WHERE id = %s", [number])
    return [(movement.id, movement.reason) for movement in movements]


PAIR = Pair(
    slug="implicit-cast",
    group=Group.INDEXES,
    title="The cast that nobody wrote",
    question="The primary key is indexed. Why is it not used?",
    lede='`iexact` on a number, as the admin’s `search_fields = ["=id"]` sends it, turns every id into text. The index'
    " is sorted by number. Equality turns the text into a number instead, once.",
    naive=Way("id__iexact", as_text, ("id__iexact=typed",)),
    tuned=Way("id", as_number, ("id=typed",)),
    others=(Way("Raw SQL with a float", as_float, ("float(typed)", "WHERE id = %s")),),
    floors=(Floor(Counts.DATABASE, 1000),),
    arguments=lambda: {"typed": str(StockMovement.objects.latest("id").id // 2)},
    when_not="Never on purpose: an index on `UPPER(id::text)` would serve, and cost writes for a mistake. Check what"
    ' was typed first: `filter(id="12a")` raises ValueError, where `iexact` finds nothing. The ORM gives a value the'
    " type of its field; raw SQL sends what it gets.",
    read_next=("function-on-column", "expression-index", "low-selectivity"),
)
