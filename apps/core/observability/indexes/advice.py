"""A piece of advice, and the words for the models that it asks to change."""

import inspect
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.db.models import ForeignKey, Model

LONGEST_NAME = 30  # of an index, as Django has it


class Kind(StrEnum):
    """What is wrong, in the order in which it is told."""

    FOREIGN_KEY = "foreign key without an index"
    FILTER = "frequent filter without an index"
    REDUNDANT = "index that another one serves"
    UNUSED = "index that nobody reads"


# The path of the page that explains each kind; filled by an app above that has such pages.
explained_at: dict[Kind, Callable[[], str]] = {}


@dataclass(frozen=True)
class Advice:
    """What to change at which table, why, what to write, and the bytes that are won or (about) needed for it."""

    kind: Kind
    table: str
    what: str
    reason: str
    write: str
    size: int

    @property
    def page(self) -> str:
        """The address that explains it; empty where there is none."""
        return f"{settings.PUBLIC_URL}{explained_at[self.kind]()}" if self.kind in explained_at else ""

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"page": self.page}


def add_index(model: type[Model], fields: Sequence[str]) -> str:
    """The line for `Meta.indexes`, and in which class."""
    names = ", ".join(f'"{name}"' for name in fields)
    name = "_".join([str(model._meta.model_name), *fields])[:LONGEST_NAME].rstrip("_")
    return f'models.Index(fields=[{names}], name="{name}")  # {place_of(model)}'


def remove_index(model: type[Model], name: str, columns: Sequence[str | None]) -> str:
    """What takes an index away: a line of `Meta.indexes`, or the foreign key that Django makes it for."""
    if name in (index.name for index in model._meta.indexes):
        return f'remove models.Index(..., name="{name}")  # {place_of(model)}'
    for field in model._meta.concrete_fields:
        own = isinstance(field, ForeignKey) and field.db_index  # type: ignore[attr-defined]
        if own and [field.column] == list(columns):
            return f"{field.name} = models.{type(field).__name__}(..., db_index=False)  # {place_of(model)}"
    return f"migrations.RunSQL('DROP INDEX {name}')"


def place_of(model: type[Model]) -> str:
    file = inspect.getsourcefile(model) or model.__module__
    return f"{file.removeprefix(f'{settings.BASE_DIR}/')}, {model.__name__}"
