"""A page deep in a list: skip the rows before it, or start after the last row that was seen."""

from django.core.paginator import Paginator

from apps.catalog.models import StockMovement
from apps.showcase.lab.pairs import Arguments, Counts, Floor, Group, Pair, Way

PAGE = 50
DEEP = 900_000

Page = list[tuple[int, str, int, str]]


def skip_the_rows_before(offset: int) -> Page:
    movements = StockMovement.objects.order_by("-id")
    return list(movements.values_list("id", "kind", "quantity", "reason")[offset : offset + PAGE])


def start_after_the_last(seen: int) -> Page:
    movements = StockMovement.objects.filter(id__lt=seen).order_by("-id")
    return list(movements.values_list("id", "kind", "quantity", "reason")[:PAGE])


def skip_keys_alone(offset: int) -> Page:
    keys = StockMovement.objects.order_by("-id").values("id")[offset : offset + PAGE]
    movements = StockMovement.objects.filter(id__in=keys).order_by("-id")
    return list(movements.values_list("id", "kind", "quantity", "reason"))


def number_the_pages(offset: int) -> Page:
    movements = StockMovement.objects.order_by("-id").values_list("id", "kind", "quantity", "reason")
    return list(Paginator(movements, PAGE).page(offset // PAGE + 1))


def deep_in_the_list() -> Arguments:
    """A page at depth 900,000, or nine tenths down a shorter list; and the last row of the page before."""
    offset = min(DEEP, StockMovement.objects.count() * 9 // 10) // PAGE * PAGE
    return {"offset": offset, "seen": StockMovement.objects.order_by("-id").values_list("id", flat=True)[offset - 1]}


PAIR = Pair(
    slug="offset-or-keyset",
    group=Group.COUNTING,
    title="The page far down the list",
    question="Why is page one quick and page eighteen thousand slow?",
    lede="`OFFSET` finds and throws away every row before the page. Whoever remembers the last row of the page before"
    " starts right behind it: at any depth as quick as on page one.",
    naive=Way("OFFSET", skip_the_rows_before, marks=("[offset : offset + PAGE]",)),
    tuned=Way("After the last row seen", start_after_the_last, marks=("filter(id__lt=seen)",)),
    others=(
        Way("OFFSET over keys, rows afterwards", skip_keys_alone, marks=("filter(id__in=keys)",)),
        Way("Django's Paginator: OFFSET and a count", number_the_pages, marks=("Paginator(movements, PAGE)",)),
    ),
    floors=(Floor(Counts.WALL, 25),),
    arguments=deep_in_the_list,
    when_not="A key leads to the next page and to the one before, not to page 417: a short list that people leaf"
    " through by number may keep its offset. The order must be total and have an index: where `placed_at` can be equal,"
    " sort and compare by `(placed_at, id)`. Rows that change their place meanwhile can be seen twice or not at all, as"
    " with offsets.",
    read_next=("counts", "exists-count-len"),
)
