"""The sizes of the query lab: which databases there are, and what each has cost and holds."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from apps.showcase.lab.database import lab_name
from apps.showcase.lab.marks import Mark, mark_of


@dataclass(frozen=True)
class Size:
    """A database of so many order lines; disk in MB and seconds are what to expect of building it."""

    slug: str
    lines: int
    megabytes: int
    seconds: int

    @property
    def title(self) -> str:
        return f"{self.lines:,} lines"


SIZES = (
    Size("10k", 10_000, megabytes=20, seconds=20),
    Size("100k", 100_000, megabytes=55, seconds=30),
    Size("1m", 1_000_000, megabytes=400, seconds=120),
)
# For tests: every kind of row is there, nothing more.
TINY = Size("2k", 2_000, megabytes=20, seconds=5)
BY_SLUG = {size.slug: size for size in (*SIZES, TINY)}
SMALLEST, LARGEST = SIZES[0], SIZES[-1]

FOUND = "SELECT datname, pg_database_size(oid), shobj_description(oid, 'pg_database') FROM pg_database"
# Which migrations a database has seen; a size that lacks some of the shop's is out of date.
SCHEMA = "SELECT md5(string_agg(app || ' ' || name, ',' ORDER BY app, name)) FROM django_migrations"


@dataclass(frozen=True)
class Stand:
    """How a size stands. What was begun and not finished is there, but not built; nor is what another made."""

    size: Size
    bytes: int = 0
    rows: int = 0
    seconds: float = 0
    built_at: datetime | None = None
    outdated: bool = False
    foreign: bool = False

    @property
    def there(self) -> bool:
        return self.bytes > 0

    @property
    def ready(self) -> bool:
        return self.built_at is not None and not self.outdated

    @property
    def says(self) -> str:
        """The state in words."""
        if self.ready:
            return f"built, {self.rows:,} lines, {self.bytes / 1e6:,.0f} MB"
        if self.built_at:
            return "built before the shop's newest migrations; the next run brings it up to date"
        if self.foreign:
            return "not the lab's: a database without its mark has this name, and is left alone"
        return "not finished; building it makes it anew" if self.there else "not built"


def stands(sizes: Iterable[Size] = SIZES) -> list[Stand]:
    """How each size stands, asked of the server without a connection to any of them."""
    sizes = list(sizes)
    with connection.cursor() as cursor:
        cursor.execute(f"{FOUND} WHERE datname = ANY(%s)", [[lab_name(size.slug) for size in sizes]])
        found = {name: (occupied, mark_of(comment)) for name, occupied, comment in cursor.fetchall()}
        schema = ""  # a server for benchmarks has no shop
        if "django_migrations" in connection.introspection.table_names(cursor):
            cursor.execute(SCHEMA)
            (schema,) = cursor.fetchone()
    return [read_mark(size, *found.get(lab_name(size.slug), (0, Mark())), schema=schema) for size in sizes]


def read_mark(size: Size, occupied: int, mark: Mark | None, *, schema: str) -> Stand:
    if mark is None:
        return Stand(size, occupied, foreign=True)
    return Stand(
        size,
        occupied,
        rows=mark.rows,
        seconds=mark.seconds,
        built_at=mark.built_at,
        outdated=mark.built_at is not None and schema not in ("", mark.schema),
    )


def stand_of(slug: str) -> Stand:
    """How one size stands. Raises KeyError for a size that there is not."""
    return stands([BY_SLUG[slug]])[0]
