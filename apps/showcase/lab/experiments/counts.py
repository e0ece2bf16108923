"""How many rows: counted, counted up to a limit, or as the planner remembers."""

from django.db import connection

from apps.orders.models import OrderLine
from apps.showcase.lab.pairs import Counts, Floor, Group, Pair, Way

MOST = 10_000


def count_all() -> int:
    return OrderLine.objects.count()


def count_to_a_limit() -> int:
    """At most 10,001, which the page writes as “10,000+”."""
    return OrderLine.objects.order_by()[: MOST + 1].count()


def ask_the_statistics() -> int:
    """As of the last VACUUM or ANALYZE."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT reltuples::bigint FROM pg_class WHERE oid = %s::regclass",
            [OrderLine._meta.db_table],
        )
        (estimate,) = cursor.fetchone()
    return int(estimate)


def as_the_page_writes_it(count: int) -> str:
    return f"{MOST:,}+" if count > MOST else f"{count:,}"


PAIR = Pair(
    slug="counts",
    group=Group.COUNTING,
    title="Counting what nobody reads to the last digit",
    question="Why does a list with fifty rows on it wait for a number?",
    lede="Above each list stands how many rows there are. PostgreSQL keeps no such number: `count()` walks through all"
    " of them, each time. A count that stops at ten thousand tells a person as much.",
    naive=Way("Exact count()", count_all, marks=("OrderLine.objects.count()",)),
    tuned=Way("Counted up to 10,000", count_to_a_limit, marks=("[: MOST + 1].count()",)),
    others=(Way("An estimate from pg_class", ask_the_statistics, marks=("reltuples",)),),
    floors=(Floor(Counts.DATABASE, 20),),
    content=as_the_page_writes_it,
    when_not="Count exactly where the number itself is the answer: money, stock, what a report sums up. A limit saves"
    " nothing when a filter without an index finds few rows: to learn that there are no ten thousand, all must be read."
    " The estimate is for whole tables, and as old as the last `ANALYZE`.",
    read_next=("exists-count-len", "offset-or-keyset", "stored-totals"),
)
