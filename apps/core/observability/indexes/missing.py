"""Indexes that are missed: by a foreign key, or by a filter that reads a whole table again and again."""

from collections.abc import Iterator, Mapping, Sequence

from django.db.models import ForeignKey, Model

from apps.core.observability.indexes.advice import Advice, Kind, add_index
from apps.core.observability.indexes.reading import Index
from apps.core.observability.indexes.statements import Scan

BYTES_OF_AN_ENTRY = 24  # of an index, besides its values: header, pointer, free space
BYTES_OF_A_VALUE = 8
FINDING = ("btree", "hash")  # the methods whose indexes lead to the few rows of one value


def foreign_keys(
    models: Mapping[str, type[Model]], indexes: Sequence[Index], rows: Mapping[str, int]
) -> Iterator[Advice]:
    """Foreign keys with which no index begins."""
    for table, model in models.items():
        for field in model._meta.concrete_fields:
            if isinstance(field, ForeignKey) and not _leading(indexes, table, [field.column]):
                target = field.remote_field.model._meta.verbose_name
                yield Advice(
                    kind=Kind.FOREIGN_KEY,
                    table=table,
                    what=f"Index {table}.{field.column}.",
                    reason=(
                        f"No index begins with it, so all {rows.get(table, 0):,} rows are read when a {target} is"
                        f" deleted and when the rows of one are asked for."
                    ),
                    write=add_index(model, [field.name]),
                    size=_size(rows.get(table, 0), 1),
                )


def filters(
    models: Mapping[str, type[Model]], indexes: Sequence[Index], scans: Sequence[Scan], rows: Mapping[str, int]
) -> Iterator[Advice]:
    """Filters of frequent statements that read a big table to its end for few rows, and that no index begins with."""
    told = set()
    for scan in scans:
        model = models[scan.table]
        names = {field.column: field.name for field in model._meta.concrete_fields}
        columns = (*scan.equal, *scan.ranged)
        if (scan.table, columns) in told or _leading(indexes, scan.table, scan.equal or scan.ranged):
            continue
        told.add((scan.table, columns))
        yield Advice(
            kind=Kind.FILTER,
            table=scan.table,
            what=f"Index {scan.table} ({', '.join(columns)}).",
            reason=(
                f"A statement that was sent {scan.calls:,} times, {scan.milliseconds:,.1f} ms each, reads all"
                f" {rows[scan.table]:,} rows for about {scan.rows:,}: {scan.statement}"
            ),
            write=add_index(model, [names[column] for column in columns]),
            size=_size(rows[scan.table], len(columns)),
        )


def _leading(indexes: Sequence[Index], table: str, columns: Sequence[str]) -> bool:
    """Whether an index finds rows by these columns, in any order, and has all rows where they have a value."""
    return any(
        index.table == table
        and index.method in FINDING
        and set(index.columns[: len(columns)]) == set(columns)
        and index.predicate in (None, *(f"({column} IS NOT NULL)" for column in columns))
        for index in indexes
    )


def _size(rows: int, columns: int) -> int:
    return rows * (BYTES_OF_AN_ENTRY + BYTES_OF_A_VALUE * columns)
