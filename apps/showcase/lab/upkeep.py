"""What an index costs from then on: rows are inserted with it and without it. All of them are rolled back."""

import time
from collections.abc import Sequence
from statistics import median
from typing import Any

from django.db import connection, models

from apps.showcase.lab.pairs import Made
from apps.showcase.lab.states import rolled_back

ROWS, TIMES = 2_000, 3


def upkeep(needs: Sequence[Made]) -> dict[str, Any] | None:
    """Milliseconds for so many rows more, with what a way needs and without it; for a view, to fill it anew.

    To be called where there is what the way needs. None when it needs nothing, or when no row can be copied.
    """
    views = [one for one in needs if one.model is None]
    indexes = [one for one in needs if one.model is not None]
    if views:
        return {"refresh_ms": sum(refresh_ms(view) for view in views)}
    tables = {one.model for one in indexes if one.model}
    if not tables or not all(isinstance(model._meta.pk, models.AutoField) for model in tables):
        return None
    statements = [copying(model) for model in tables]
    bare, loaded = [], []
    for _ in range(TIMES):
        loaded.append(insert_ms(statements))
        with rolled_back():
            with connection.cursor() as cursor:
                for one in indexes:
                    cursor.execute(one.drop)
            bare.append(insert_ms(statements))
    return {"rows": ROWS, "with_ms": median(loaded), "without_ms": median(bare)}


def refresh_ms(view: Made) -> float:
    with rolled_back(), connection.cursor() as cursor:
        started = time.perf_counter()
        cursor.execute(f"REFRESH MATERIALIZED VIEW {connection.ops.quote_name(view.name)}")
        return (time.perf_counter() - started) * 1000


def insert_ms(statements: Sequence[str]) -> float:
    with rolled_back(), connection.cursor() as cursor:
        started = time.perf_counter()
        for statement in statements:
            cursor.execute(statement, [ROWS])
        return (time.perf_counter() - started) * 1000


def copying(model: type[models.Model]) -> str:
    """A statement that inserts the newest rows of a table once more; what must be unique is changed."""
    values = {}
    for field in model._meta.concrete_fields:
        if not field.primary_key and not field.generated:
            column = name_of(field)
            values[column] = unlike(field, column) if is_unique(model, field) else column
    table, pk = connection.ops.quote_name(model._meta.db_table), name_of(model._meta.pk)
    newest = f"SELECT {', '.join(values.values())} FROM {table} ORDER BY {pk} DESC LIMIT %s"  # noqa: S608 - names
    return f"INSERT INTO {table} ({', '.join(values)}) {newest}"


def name_of(field: "models.Field[Any, Any]") -> str:
    """The field's column, quoted."""
    return connection.ops.quote_name(str(field.column))


def is_unique(model: type[models.Model], field: "models.Field[Any, Any]") -> bool:
    """Whether the field must differ: the last one that is no reference, where several must together."""
    if field.unique:
        return True
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint):
            plain = [name for name in constraint.fields if not model._meta.get_field(name).is_relation]
            if field.name in plain[-1:]:
                return True
    return False


def unlike(field: "models.Field[Any, Any]", column: str) -> str:
    """An expression for a value that no row has."""
    return f"'+' || {column}" if isinstance(field, models.CharField) else f"{column} + 100000000"
