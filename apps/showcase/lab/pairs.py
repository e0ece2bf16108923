"""What an experiment of the query lab is made of: ways to do the same thing, and what the page says about them.

Each module of `experiments/` holds plain functions on the shop's models, as one would write them in a view, and one
`PAIR`. The functions are called with the pair's arguments; nothing in them knows that it is measured.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from inspect import signature
from typing import Any, ClassVar

from django.db import connection, models
from django.db.migrations.serializer import serializer_factory

from apps.showcase.lab.streams import read_to_the_end

Arguments = Mapping[str, Any]
MODULES = re.compile(r"\b(?:\w+\.)+(?=[A-Z])")


class Group(StrEnum):
    """What the experiments are about, in the order of the page."""

    RELATIONS = "Relations"
    INDEXES = "Indexes"
    COUNTING = "Counting and paging"
    READING = "Reading less"
    WRITING = "Writing"
    TOGETHER = "Two at a time"


class Counts(StrEnum):
    """What is compared, as the unit of its figures."""

    WALL = "ms"
    DATABASE = "ms in the database"
    MEMORY = "MB of memory"
    DISK = "MB on the disk"


@dataclass(frozen=True)
class Floor:
    """How many times less the tuned way must take of something, at a million lines; and how much at most, if told.

    Less than the naive way, or than another one: `over`.
    """

    counts: Counts
    times: float
    at_most: float | None = None
    over: str = "naive"


@dataclass(frozen=True)
class Made:
    """Something that a way needs and the shop lacks. It is made once a run, and gone with the run's transaction.

    An index has its model, and how it is written there.
    """

    name: str
    kind: str
    create: Callable[[], str]
    model: type[models.Model] | None = None
    written: str = ""

    @property
    def drop(self) -> str:
        return f"DROP {self.kind} {connection.ops.quote_name(self.name)}"

    @property
    def place(self) -> str:
        """Where what is written belongs."""
        return f"{self.model.__name__}.Meta.indexes" if self.model else ""


def index(model: type[models.Model], wanted: models.Index) -> Made:
    """An index as `Meta.indexes` of the model would have it, with a name of its own."""

    def create() -> str:
        with connection.schema_editor(collect_sql=True, atomic=False) as editor:
            return str(wanted.create_sql(model, editor))

    return Made(wanted.name, "INDEX", create, model, as_written(wanted))


def as_written(wanted: models.Index) -> str:
    """The index as a line of `Meta.indexes`, names without their modules."""
    source, _ = serializer_factory(wanted).serialize()
    return MODULES.sub("", source).replace("'", '"')


def materialised(name: str, query: str) -> Made:
    """A materialised view."""
    return Made(name, "MATERIALIZED VIEW", lambda: f"CREATE MATERIALIZED VIEW {name} AS {query}")


@dataclass(frozen=True)
class Way:
    """One way to do it. `needs` are made for it, `without` are indexes of the shop that are put away for it.

    One that is `wrong` must give another result than the naive way: it is shown because people do it.
    """

    do_not_call_in_templates: ClassVar[bool] = True
    title: str
    run: Callable[..., Any]
    marks: tuple[str, ...] = ()
    needs: tuple[Made, ...] = ()
    without: tuple[str, ...] = ()
    wrong: bool = False

    def __call__(self, arguments: Arguments) -> Any:
        """Run it with those of the arguments that it names. What it yields is read to the end, as a stream would be."""
        result = self.run(**{name: arguments[name] for name in signature(self.run).parameters})
        return read_to_the_end(result) if isinstance(result, Iterator) else result


def nothing() -> Arguments:
    return {}


def same(result: Any) -> Any:
    return result


@dataclass(frozen=True, kw_only=True)
class Exhibit:
    """What the page of an experiment says: a question, the naive way and the tuned one, and what else people try."""

    slug: str
    group: Group
    title: str
    question: str
    lede: str
    naive: Way
    tuned: Way
    others: tuple[Way, ...] = ()
    when_not: str
    read_next: tuple[str, ...] = ()

    @property
    def ways(self) -> dict[str, Way]:
        """All ways by the name that addresses have."""
        others = {f"other-{number}": way for number, way in enumerate(self.others, 1)}
        return {"naive": self.naive, "tuned": self.tuned, **others}


@dataclass(frozen=True, kw_only=True)
class Pair(Exhibit):
    """An experiment that measures: all ways say the same, and what they take is compared.

    `arguments` are looked up once in the database that is measured, and each way gets those that it names; `few`
    replace some of them on the page that the debug toolbar looks at. `content` gives what must be equal in the results
    of all ways; it may ask the database what a way wrote. `writes` are the models whose rows the ways change; such ways
    return how many.
    """

    floors: tuple[Floor, ...]
    arguments: Callable[[], Arguments] = nothing
    few: Arguments = field(default_factory=dict)
    content: Callable[[Any], Any] = same
    writes: tuple[type[models.Model], ...] = ()

    @property
    def counts(self) -> Counts:
        """What its ratio compares: that of the first floor."""
        return self.floors[0].counts

    @property
    def explained(self) -> bool:
        """Whether the time in the database is measured in each round."""
        return self.counts == Counts.DISK or any(floor.counts == Counts.DATABASE for floor in self.floors)


def needs_of(pair: Pair) -> list[Made]:
    """What any of its ways needs."""
    return [one for way in pair.ways.values() for one in way.needs]
