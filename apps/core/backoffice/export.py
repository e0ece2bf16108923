"""A list as CSV: all of its rows, as they are read. Memory stays the same however many there are."""

import csv
from collections.abc import Callable, Generator
from contextlib import closing
from contextvars import copy_context
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import partial
from html import unescape
from io import StringIO
from itertools import islice
from typing import Any

from django.contrib.admin.utils import label_for_field
from django.core.exceptions import FieldDoesNotExist
from django.db import connections, transaction
from django.db.models import Model, QuerySet
from django.utils.html import strip_tags

from apps.core.audit import record
from apps.core.backoffice.cells import EMPTY, follow
from apps.core.backoffice.searching import field_at
from apps.core.spreadsheets import BYTE_ORDER_MARK, safe_cell

ROWS_AT_ONCE = 1_000
SLOWEST_READER = "60s"
"""How long the database waits for somebody who takes the file in; a page would be given up earlier."""


@dataclass(frozen=True)
class Column:
    """A column of the file: its title, and how a row's value is found; a stored one also by its `path`."""

    title: str
    value: Callable[[Any], Any]
    path: str = ""


def csv_parts(change_list: Any) -> Generator[bytes, None, None]:
    """The file in parts. When it ends, also because nobody reads on, the trail says who took how many rows."""
    # The request is over when the parts are read; what the trail says of it is taken along.
    context = copy_context()
    shown = columns(change_list.model_admin, change_list.list_display)
    return _parts(change_list, shown, lambda rows, complete: context.run(_note, change_list, rows, complete))


def _parts(change_list: Any, shown: list[Column], note: Callable[[int, bool], Any]) -> Generator[bytes, None, None]:
    rows, complete = 0, False
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow([safe_cell(column.title) for column in shown])
    try:
        yield (BYTE_ORDER_MARK + text.getvalue()).encode()
        with closing(_batches(change_list.queryset, shown)) as batches:
            for batch in batches:
                text.seek(0)
                text.truncate()
                writer.writerows([plain(value) for value in row] for row in batch)
                rows += len(batch)
                yield text.getvalue().encode()
        complete = True
    finally:
        note(rows, complete)


def _batches(queryset: QuerySet[Any], shown: list[Column]) -> Generator[list[Any], None, None]:
    """By a cursor of the server inside one transaction: outside of one, PostgreSQL would store the whole result first.

    A reader who goes away ends the generator, that the transaction, and that the query.
    """
    with transaction.atomic(using=queryset.db):
        with connections[queryset.db].cursor() as cursor:
            cursor.execute(f"SET LOCAL idle_in_transaction_session_timeout = '{SLOWEST_READER}'")
        with closing(_rows(queryset, shown)) as rows:
            while batch := list(islice(rows, ROWS_AT_ONCE)):
                yield batch


def _rows(queryset: QuerySet[Any], shown: list[Column]) -> Generator[Any, None, None]:
    """The values of each row. Where all are stored no objects are made: that is several times as fast."""
    if all(column.path for column in shown):
        yield from queryset.values_list(*(column.path for column in shown)).iterator(chunk_size=ROWS_AT_ONCE)
        return
    for row in queryset.iterator(chunk_size=ROWS_AT_ONCE):
        yield [column.value(row) for column in shown]


def columns(model_admin: Any, names: Any) -> list[Column]:
    """Cells with plain values give these, with the currency of money in a column of its own; others their words."""
    found = []
    for name in names:
        cell = getattr(model_admin, name, None)
        title = str(label_for_field(name, model_admin.model, model_admin))
        if plain_values := getattr(cell, "plain", ()):
            found += [_at(model_admin.model, title, path) for title, path in plain_values]
        elif callable(cell):
            found.append(Column(title, partial(_words, cell)))
        else:
            found.append(_at(model_admin.model, title, name))
    return found


def _at(model: type[Model], title: str, path: str) -> Column:
    return Column(title, lambda row: follow(row, path), path if _is_stored(model, path) else "")


def _is_stored(model: type[Model], path: str) -> bool:
    """Whether the path ends at a column, not at an object or at something that Python works out."""
    try:
        return not field_at(model._default_manager.none(), path).is_relation
    except FieldDoesNotExist:
        return False


def plain(value: Any) -> str:
    """A value for programs: ISO 8601, decimals without thousands marks, true or false, text that is no formula."""
    if type(value) is str:
        return safe_cell(value)
    if value is None or value is EMPTY:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    return safe_cell(str(value))


def _words(cell: Callable[[Any], Any], row: Any) -> Any:
    """What a cell without plain values says, without its markup."""
    value = cell(row)
    return unescape(strip_tags(value)) if hasattr(value, "__html__") and value is not EMPTY else value


def _note(change_list: Any, rows: int, complete: bool) -> None:
    options = change_list.opts
    record(
        actor=change_list.viewer,
        action=f"{options.app_label}.{options.model_name}_exported",
        target=change_list.model,
        after={
            "rows": rows,
            "complete": complete,
            "query": change_list.kept_query,
            "columns": [*change_list.list_display],
        },
    )
