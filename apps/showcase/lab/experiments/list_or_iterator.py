"""An export of all order lines: everything in memory at once, or a piece at a time."""

from collections.abc import Iterator

from apps.orders.models import OrderLine
from apps.showcase.lab.pairs import Counts, Floor, Group, Pair, Way


def all_at_once() -> Iterator[str]:
    for line in OrderLine.objects.order_by("pk"):
        yield f"{line.pk},{line.sku},{line.quantity},{line.amount}\n"


def piece_by_piece() -> Iterator[str]:
    for line in OrderLine.objects.order_by("pk").iterator(chunk_size=2000):
        yield f"{line.pk},{line.sku},{line.quantity},{line.amount}\n"


def tuples_piece_by_piece() -> Iterator[str]:
    lines = OrderLine.objects.order_by("pk").values_list("pk", "sku", "quantity", "amount")
    for pk, sku, quantity, amount in lines.iterator(chunk_size=2000):
        yield f"{pk},{sku},{quantity},{amount}\n"


PAIR = Pair(
    slug="list-or-iterator",
    group=Group.READING,
    title="A million rows in memory",
    question="The export streams line by line: why does the worker still take a gigabyte?",
    lede="The answer streams, the queryset does not: a plain `for` fetches every row first and keeps every object."
    " `iterator()` reads with a cursor on the server, two thousand rows at a time, and forgets them.",
    naive=Way("A plain for over the queryset", all_at_once, marks=('in OrderLine.objects.order_by("pk"):',)),
    tuned=Way("iterator, objects", piece_by_piece, marks=(".iterator(chunk_size=2000)",)),
    others=(
        Way(
            "iterator, tuples",
            tuples_piece_by_piece,
            marks=('.values_list("pk", "sku", "quantity", "amount")', ".iterator(chunk_size=2000)"),
        ),
    ),
    floors=(Floor(Counts.MEMORY, 20, at_most=25),),
    when_not="When the rows are walked twice: a queryset remembers them, an iterator asks again. A cursor keeps its"
    " connection, and the snapshot it reads, until the last row is out, so not for a reader that may take hours. And"
    " not behind a pooler that gives each transaction another connection, unless all is read inside one transaction.",
    read_next=("only-defer-values", "annotations-or-loops"),
)
