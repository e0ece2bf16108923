"""How many rows each choice of a list's filters has, at a cost that does not grow with the table.

Counted up to MOST_COUNTED where that is bounded: the column leads an index, or the table is small. Otherwise the
planner's statistics say it, and the figure says "about". Counts are of all rows that the viewer may see, whatever else
is chosen: to count two conditions at once, one of them may have to be read to its end.
"""

from typing import Any, cast

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import Field, Q, QuerySet, Value

from apps.core.backoffice.cells import number_text
from apps.core.backoffice.searching import field_at

MOST_COUNTED = 10_000
SMALL_TABLE = 20_000

Choice = tuple[str, Any]
"""The path of a column, and the key of one choice of its filter."""


def counts(rows: QuerySet[Any], choices: dict[Choice, Q], *, total: int) -> dict[Choice, str]:
    """For each choice what stands beside it: "43", "10,000+", "about 54,000" or "few". At most two queries.

    `total` is how many rows the table has, as far as the planner knows.
    """
    bounded = {
        choice: condition
        for choice, condition in choices.items()
        if total <= SMALL_TABLE or leads_an_index(field_at(rows, choice[0]))
    }
    others = {choice: condition for choice, condition in choices.items() if choice not in bounded}
    return {**counted(rows, bounded), **estimated(rows, others, total)}


def counted(rows: QuerySet[Any], choices: dict[Choice, Q]) -> dict[Choice, str]:
    """Counts that stop after MOST_COUNTED, all in one query."""
    found: dict[Choice, int] = dict.fromkeys(choices, 0)
    selects: list[str] = []
    parameters: list[Any] = []
    asked: list[Choice] = []
    for choice, condition in choices.items():
        few = rows.filter(condition).order_by().values_list(Value(1))[: MOST_COUNTED + 1]
        try:
            sql, values = few.query.sql_with_params()
        except EmptyResultSet:
            continue  # rows of nobody
        selects.append(f"(SELECT COUNT(*) FROM ({sql}) AS few)")  # noqa: S608 (the ORM's own SQL)
        parameters.extend(values)
        asked.append(choice)
    if asked:
        with connections[rows.db].cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(selects)}", parameters)
            found.update(zip(asked, cursor.fetchone(), strict=True))
    return {
        choice: f"{number_text(MOST_COUNTED)}+" if n > MOST_COUNTED else number_text(n) for choice, n in found.items()
    }


def estimated(rows: QuerySet[Any], choices: dict[Choice, Q], total: int) -> dict[Choice, str]:
    """What the planner's sample of the table says; nothing where only some rows are the viewer's."""
    if not choices or rows.query.where:
        return dict.fromkeys(choices, "?")
    with connections[rows.db].cursor() as cursor:
        cursor.execute(
            "SELECT attname, null_frac, most_common_vals::text::text[], most_common_freqs FROM pg_stats"
            " WHERE schemaname = ANY(current_schemas(false)) AND tablename = %s",
            [rows.model._meta.db_table],
        )
        shares: dict[tuple[str | None, str], float] = {}
        for column, nulls, values, frequencies in cursor.fetchall():
            shares[column, "NULL"] = nulls
            shares.update({(column, v): f for v, f in zip(values or (), frequencies or (), strict=True)})
    found = {}
    for choice, condition in choices.items():
        (pair,) = condition.children
        lookup, value = cast("tuple[str, Any]", pair)
        shown = "NULL" if lookup.endswith("__isnull") else {True: "t", False: "f"}.get(value, str(value))
        share = shares.get((field_at(rows, choice[0]).column, shown), 0)
        found[choice] = f"about {number_text(round(share * total))}" if share else "few"
    return found


def leads_an_index(field: "Field[Any, Any]") -> bool:
    """Whether rows with one value of the field are next to each other in an index of the whole table."""
    options = field.model._meta
    first = {index.fields_orders[0][0] for index in options.indexes if index.fields and index.condition is None}
    first |= {constraint.fields[0] for constraint in options.total_unique_constraints}
    # A relation of many to many has an index on either side of its table.
    return getattr(field, "db_index", False) or field.unique or field.many_to_many or field.name in first
