"""The index that would serve a query, guessed from its conditions and its order."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from apps.showcase.toolbar.relations import models_by_table
from apps.showcase.toolbar.shapes import TABLE, Select

# Conditions whose rows stand next to each other in an index, in the order in which they should lead it.
EQUAL = r'{0}\."(\w+)"(?:::\w+)? (?:= \?|IN \(\?|= ANY|IS NULL)'
OF_OUTSIDE = r'{0}\."(\w+)" = \(?(?:"\w+"|[A-Z]\d+)\."\w+"'
RANGE = r'{0}\."(\w+)"(?:::\w+)? (?:>=|<=|>|<|BETWEEN) \?'
ANYWHERE = r'{0}\."(\w+)"::text LIKE \?'
ANYWHERE_UPPER = r'UPPER\({0}\."(\w+)"::text\) LIKE UPPER\(\?\)'
EQUAL_UPPER = r'UPPER\({0}\."(\w+)"::text\) = UPPER\(\?\)'
NAME = "cure_guess"  # in the lab, for as long as it is tried
EXPRESSIONS = (
    (
        ANYWHERE_UPPER,
        'USING gin (UPPER("{0}"::text) gin_trgm_ops)',
        'GinIndex(OpClass(Upper("{0}"), "gin_trgm_ops"), name="…")',
    ),
    (ANYWHERE, 'USING gin ("{0}" gin_trgm_ops)', 'GinIndex(OpClass("{0}", "gin_trgm_ops"), name="…")'),
    (EQUAL_UPPER, '(UPPER("{0}"::text))', 'models.Index(Upper("{0}"), name="…")'),
)
ORDER = r'{0}\."(\w+)" (ASC|DESC)(?: NULLS (?:FIRST|LAST))?'


@dataclass(frozen=True)
class Guess:
    """An index: how a model's Meta says it, and what makes it. `columns` are empty for one on an expression."""

    table: str
    on: str
    django: str
    columns: tuple[str, ...] = ()

    @property
    def statement(self) -> str:
        return f'CREATE INDEX {NAME} ON "{self.table}" {self.on}'


def guess(select: Select, table: str) -> Guess | None:
    """Columns asked for certain values first, then those of the order or of a range. None when it is not sure."""
    names = [found[2] or f'"{table}"' for found in TABLE.finditer(select.text) if found[1] == table]
    if len(names) != 1 or " OR " in select.text or "NOT (" in select.text or table not in models_by_table():
        return None
    (name,) = names
    if special := on_expression(select, table, name):
        return special
    equal = columns(EQUAL, name, select.text) + (columns(OF_OUTSIDE, name, select.text) if name[0] != '"' else [])
    ordered = order_of(select, name) if "LIMIT" in select.clauses else []
    last = ordered or [(column, "") for column in columns(RANGE, name, select.text)[:1]]
    keys = [(column, "") for column in dict.fromkeys(equal)]
    keys += [(column, way) for column, way in last if column not in equal]
    return plain(table, keys) if keys else None


def plain(table: str, keys: list[tuple[str, str]]) -> Guess:
    fields = {field.column: field.name for field in models_by_table()[table]._meta.concrete_fields}
    said = ", ".join(f'"{"-" if way else ""}{fields.get(column, column)}"' for column, way in keys)
    on = ", ".join(f'"{column}"{way and " " + way}' for column, way in keys)
    return Guess(table, f"({on})", f'models.Index(fields=[{said}], name="…")', tuple(column for column, _ in keys))


def on_expression(select: Select, table: str, name: str) -> Guess | None:
    """For text that may stand anywhere, and for text in capitals."""
    for pattern, on, django in EXPRESSIONS:
        if found := columns(pattern, name, select.text):
            return Guess(table, on.format(found[0]), django.format(found[0]))
    return None


def columns(pattern: str, name: str, text: str) -> list[str]:
    return [found[1] for found in re.finditer(pattern.format(re.escape(name)), text)]


def order_of(select: Select, name: str) -> list[tuple[str, str]]:
    """Columns of the order with DESC or nothing, when all are of this table."""
    order = select.clauses.get("ORDER BY", "")
    found = [re.fullmatch(ORDER.format(re.escape(name)), part) for part in order.split(", ")] if order else []
    return list(_ways(found)) if all(found) else []


def _ways(found: list[re.Match[str] | None]) -> Iterator[tuple[str, str]]:
    for one in found:
        if one is not None:
            yield one[1], "DESC" if one[2] == "DESC" else ""
