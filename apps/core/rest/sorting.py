"""One description of an order of rows: for SQL, for `sorted()`, and for whatever pages through it.

A `Sorting` is a stack of `SortColumn`s that ends in a unique one: two rows never tie, so a page has exactly one next
row. Columns that can be empty say where the empty ones go. SQL and Python agree where the database compares text by
code points, as the embedded one does (locale C); both compare dates, amounts and numbers by value.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from django.core.exceptions import FieldDoesNotExist, ImproperlyConfigured
from django.db.models import F, Field, Model
from django.db.models.expressions import OrderBy

Nulls = Literal["first", "last"]


@dataclass(frozen=True)
class SortColumn:
    """One column of an order of rows.

    `column` is a path as in querysets (`customer__number`), `name` what callers call it. `nulls` is None for columns
    that are never empty.
    """

    name: str
    column: str
    descending: bool = False
    nulls: Nulls | None = None

    @property
    def sign(self) -> str:
        """The column as it stands in `?ordering=`: `-placed_at`, `customer:last`."""
        return f"{'-' if self.descending else ''}{self.name}{f':{self.nulls}' if self.nulls else ''}"

    def reversed(self) -> "SortColumn":
        """The same column the other way round, empty ones included."""
        opposite: dict[Nulls | None, Nulls | None] = {"first": "last", "last": "first", None: None}
        return replace(self, descending=not self.descending, nulls=opposite[self.nulls])

    def expression(self) -> OrderBy:
        """For `order_by`."""
        return OrderBy(
            F(self.column),
            descending=self.descending,
            nulls_first=True if self.nulls == "first" else None,
            nulls_last=True if self.nulls == "last" else None,
        )

    def key(self, row: "Model | Mapping[str, Any]") -> tuple[Any, ...]:
        """For `sorted`: whether the value stands in the later half, and the value; empty ones have no second part.

        Raises ValueError for an empty value in a column that is never empty.
        """
        value = self.value_of(row)
        if value is not None:
            return (self.nulls == "first", Descending(value) if self.descending else value)
        if self.nulls is None:
            raise ValueError(f"{self.column} is empty in {row!r}, and nothing says where empty ones go.")
        return (self.nulls == "last",)

    def value_of(self, row: Model | Mapping[str, Any]) -> Any:
        """The column's value in a row: a model instance, or a mapping as `.values()` gives."""
        if isinstance(row, Mapping):
            return row[self.column]
        value: Any = row
        for part in self.column.split("__"):
            value = getattr(value, part) if value is not None else None
        return value

    def field(self, model: type[Model]) -> "Field[Any, Any]":
        """The model field behind the column.

        Raises ImproperlyConfigured when there is none, or when `nulls` does not fit it: a column that can be empty
        and does not say where the empty ones go would lose rows between pages.
        """
        nullable = False
        options = model._meta
        *relations, last = self.column.split("__")
        try:
            for relation in relations:
                step = options.get_field(relation)
                nullable = nullable or bool(step.null)
                options = step.related_model._meta  # type: ignore[union-attr]
            field = options.pk if last == "pk" else options.get_field(last)
        except (FieldDoesNotExist, AttributeError) as error:
            raise ImproperlyConfigured(f"{model.__name__} cannot be sorted by {self.column}.") from error
        if not isinstance(field, Field) or (nullable or field.null) != (self.nulls is not None):
            raise ImproperlyConfigured(f"{model.__name__}.{self.column}: say `nulls` if and only if it can be empty.")
        return field


class Descending:
    """A value that sorts the other way round: text and dates have no minus sign."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value

    def __lt__(self, other: "Descending") -> bool:
        return bool(other.value < self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Descending) and bool(other.value == self.value)

    __hash__ = None  # type: ignore[assignment] # it is compared, nothing else


@dataclass(frozen=True)
class Sorting:
    """A complete order of rows."""

    columns: tuple[SortColumn, ...]

    @classmethod
    def of(cls, model: type[Model], columns: Sequence[SortColumn]) -> "Sorting":
        """The columns up to the first unique one; without one the primary key follows, in the last direction."""
        stack: list[SortColumn] = []
        for column in columns:
            stack.append(column)
            if column.field(model).unique and column.nulls is None and "__" not in column.column:
                return cls(tuple(stack))
        return cls((*stack, SortColumn("pk", "pk", descending=bool(stack) and stack[-1].descending)))

    @property
    def text(self) -> str:
        """As it stands in `?ordering=`, the tie-break included."""
        return ",".join(column.sign for column in self.columns)

    @property
    def uniform(self) -> bool:
        """Whether all columns go one way and none can be empty: then rows compare as tuples, by one index."""
        return len({column.descending for column in self.columns}) == 1 and all(c.nulls is None for c in self.columns)

    def reversed(self) -> "Sorting":
        """The same rows from the end."""
        return Sorting(tuple(column.reversed() for column in self.columns))

    def expressions(self) -> list[OrderBy]:
        """For `order_by`."""
        return [column.expression() for column in self.columns]

    def key(self, row: "Model | Mapping[str, Any]") -> tuple[Any, ...]:
        """For `sorted(rows, key=sorting.key)`: the order that `expressions` give in SQL."""
        return tuple(column.key(row) for column in self.columns)

    def relations(self) -> list[str]:
        """The relations that columns are behind, for `select_related`."""
        paths = (column.column.rpartition("__")[0] for column in self.columns)
        return [path for path in paths if path]
