"""Indexes that cost writes and disk and serve nobody: served by another one, or not read for a long time."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from django.db.models import Model

from apps.core.observability.indexes.advice import Advice, Kind, remove_index
from apps.core.observability.indexes.reading import Index

Models = Mapping[str, type[Model]]


def redundant(models: Models, indexes: Sequence[Index]) -> Iterator[Advice]:
    """Indexes whose columns are the first ones of another index, which therefore serves the same questions."""
    for index in indexes:
        if index.guards or _django_s_own(models[index.table]):
            continue
        if better := next((other for other in indexes if _serves(other, index)), None):
            yield Advice(
                kind=Kind.REDUNDANT,
                table=index.table,
                what=f"Drop {index.name}.",
                reason=f"{better.name} ({_columns(better)}) begins with the same columns ({_columns(index)}).",
                write=remove_index(models[index.table], index.name, index.columns),
                size=index.size,
            )


def unused(models: Models, indexes: Sequence[Index], *, before: datetime) -> Iterator[Advice]:
    """Indexes that no query has read since `before`.

    Those that guard a rule are kept, and so is the only one that leads with a foreign key: the database reads it when
    the row that it points to is deleted.
    """
    for index in indexes:
        model = models[index.table]
        read = index.last_scan is not None and index.last_scan >= before
        needed = index.guards or _django_s_own(model) or _only_one_of_a_foreign_key(model, index, indexes)
        if read or needed:
            continue
        last = f"last read on {index.last_scan:%d %B %Y}" if index.last_scan else "never read"
        yield Advice(
            kind=Kind.UNUSED,
            table=index.table,
            what=f"Drop {index.name}.",
            reason=f"It was {last}; every row written to {index.table} writes it too.",
            write=remove_index(model, index.name, index.columns),
            size=index.size,
        )


def _django_s_own(model: type[Model]) -> bool:
    """A many-to-many table without a model: Django makes all its indexes."""
    return bool(model._meta.auto_created)


def _serves(other: Index, index: Index) -> bool:
    """Whether `other` answers all that `index` does. Of two that are equal the one that guards, or the older, stays."""
    width = len(index.columns)
    same = (
        other.name != index.name
        and other.table == index.table
        and other.method == index.method == "btree"
        and other.predicate == index.predicate
        and index.expressions is None
        and other.columns[:width] == index.columns
        and other.classes[:width] == index.classes
        and (width == 1 or _same_order(other.options[:width], index.options))
    )
    twins = same and len(other.columns) == width
    return same and (not twins or other.guards or other.name < index.name)


def _same_order(one: Sequence[str], other: Sequence[str]) -> bool:
    """An index can be read backwards, with all its columns."""
    turned = {"0": "3", "3": "0", "1": "2", "2": "1"}
    return list(one) == list(other) or [turned[option] for option in one] == list(other)


def _only_one_of_a_foreign_key(model: type[Model], index: Index, indexes: Sequence[Index]) -> bool:
    keys = {field.column for field in model._meta.concrete_fields if field.is_relation}
    leading = [other for other in indexes if other.table == index.table and other.columns[0] == index.columns[0]]
    return index.columns[0] in keys and len(leading) == 1


def _columns(index: Index) -> str:
    return ", ".join(column or "an expression" for column in index.columns)
