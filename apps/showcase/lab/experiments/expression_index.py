"""An order by its number, however it was typed: every number turned to capitals at each search, or once in an index."""

from django.db.models import Index
from django.db.models.functions import Lower, Upper

from apps.orders.models import Order
from apps.showcase.lab.pairs import Arguments, Counts, Floor, Group, Pair, Way, index

Found = list[tuple[str, str]]


def in_any_case(typed: str) -> Found:
    return list(Order.objects.filter(number__iexact=typed).values_list("number", "status"))


def each_spelling(typed: str) -> Found:
    spellings = {typed, typed.upper(), typed.lower()}
    return list(Order.objects.filter(number__in=spellings).values_list("number", "status"))


def credit_note() -> Arguments:
    """The newest credit note, C and digits, as people type it."""
    return {"typed": Order.objects.filter(number__startswith="C").latest("id").number.lower()}


CAPITALS = Index(Upper("number"), name="lab_order_number_upper")
SMALL = Index(Lower("number"), name="lab_order_number_lower")
MARKS = ("number__iexact=typed",)

PAIR = Pair(
    slug="expression-index",
    group=Group.INDEXES,
    title="An index on what is compared",
    question="The number has a unique index. Why does `iexact` not use it?",
    lede="`iexact` compares `UPPER(number)`, and the unique index knows `number`. An index on the expression itself"
    " needs no change of the query.",
    naive=Way("iexact and the unique index", in_any_case, MARKS),
    tuned=Way("An index on UPPER(number)", in_any_case, MARKS, needs=(index(Order, CAPITALS),)),
    others=(
        Way("An index on LOWER(number)", in_any_case, MARKS, needs=(index(Order, SMALL),)),
        Way("Ask for each spelling, no new index", each_spelling, ("number__in=spellings",)),
    ),
    floors=(Floor(Counts.DATABASE, 200),),
    arguments=credit_note,
    when_not="Where all values are stored in one spelling, turn what was typed into it and ask for equality: that costs"
    " no index. The expression has to be the query’s, letter for letter: Django’s `iexact` says `UPPER`, an index on"
    " `LOWER` is never taken. Each write computes the expression.",
    read_next=("function-on-column", "trigram-search", "implicit-cast"),
)
