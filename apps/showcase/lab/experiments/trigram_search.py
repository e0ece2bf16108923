"""Part of a text, anywhere in it: every row read, or an index of all groups of three letters."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db.models import F, Index
from django.db.models.functions import Upper

from apps.catalog.enums import MovementKind
from apps.catalog.models import StockMovement
from apps.core.querysets import HasText
from apps.showcase.lab.pairs import Arguments, Counts, Floor, Group, Pair, Way, index

Found = list[tuple[int, str]]


def reasons_with(text: str) -> Found:
    movements = StockMovement.objects.filter(reason__icontains=text)
    return list(movements.order_by("id").values_list("id", "reason"))


def reasons_like(text: str) -> Found:
    movements = StockMovement.objects.filter(HasText(F("reason"), text))
    return list(movements.order_by("id").values_list("id", "reason"))


def sold_with() -> Arguments:
    """The number of the newest order that was sent, out of `sent with order 600123`."""
    reason = StockMovement.objects.filter(kind=MovementKind.SELL).latest("id").reason
    return {"text": reason.split()[-1]}


OF_CAPITALS = GinIndex(OpClass(Upper("reason"), name="gin_trgm_ops"), name="lab_reason_upper_trigram")
OF_COLUMN = GinIndex(fields=["reason"], opclasses=["gin_trgm_ops"], name="lab_reason_trigram")
BTREE = Index(fields=["reason"], opclasses=["varchar_pattern_ops"], name="lab_reason_pattern")
MARKS = ("reason__icontains=text",)

PAIR = Pair(
    slug="trigram-search",
    group=Group.INDEXES,
    title="Search in the middle of a text",
    question="Can an index find a word that does not stand at the beginning?",
    lede="`icontains` reads every row, and an index sorted from the first letter cannot help. A trigram index lists the"
    " rows of every three letters; it must be on `UPPER(reason)`, because that is what `icontains` compares.",
    naive=Way("icontains", reasons_with, MARKS),
    tuned=Way("icontains, trigrams of UPPER(reason)", reasons_with, MARKS, needs=(index(StockMovement, OF_CAPITALS),)),
    others=(
        Way("A B-tree for patterns", reasons_with, MARKS, needs=(index(StockMovement, BTREE),)),
        Way("icontains, trigrams of the column", reasons_with, MARKS, needs=(index(StockMovement, OF_COLUMN),)),
        Way(
            "ILIKE, trigrams of the column",
            reasons_like,
            ('HasText(F("reason"), text)',),
            needs=(index(StockMovement, OF_COLUMN),),
        ),
    ),
    floors=(Floor(Counts.DATABASE, 150),),
    arguments=sold_with,
    when_not="The index takes seconds to build and a third of the table’s room, and every insert adds a dozen entries."
    " Fewer than three letters find no trigram, and letters that are in every row find too many: both end in a scan."
    " For a beginning (`startswith`) a B-tree is smaller and faster; for words there is full text search.",
    read_next=("expression-index", "function-on-column", "covering-index"),
)
