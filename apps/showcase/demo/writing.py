"""Rows into tables by COPY, with ids taken from the tables' own sequences."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db import connection, models


def take_ids(model: type[models.Model], count: int) -> Iterator[int]:
    """`count` ids that nobody else will get."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return iter([row[0] for row in cursor.fetchall()])


def copy_rows(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Write the rows into the model's table and say how many there were. Columns are the database's names."""
    quote = connection.ops.quote_name
    names = ", ".join(quote(column) for column in columns)
    count = 0
    with connection.cursor() as cursor, cursor.copy(f"COPY {quote(model._meta.db_table)} ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
            count += 1
    return count


def thousandths(amount: int) -> str:
    """An amount in thousandths as the decimal that a column takes: 12345 is 12.345."""
    sign, amount = ("-", -amount) if amount < 0 else ("", amount)
    return f"{sign}{amount // 1000}.{amount % 1000:03}"
