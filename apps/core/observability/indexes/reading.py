"""What the database's catalogue and statistics say about the tables of the shop's models."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.models import Model

INDEXES = """
SELECT t.relname, i.relname, am.amname,
       ARRAY(SELECT a.attname FROM unnest(x.indkey[0:x.indnkeyatts - 1]) WITH ORDINALITY key (number, place)
             LEFT JOIN pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = key.number ORDER BY place)::text[],
       x.indclass::text, x.indoption::text, pg_get_expr(x.indexprs, x.indrelid), pg_get_expr(x.indpred, x.indrelid),
       x.indisunique OR EXISTS (SELECT FROM pg_constraint WHERE conindid = x.indexrelid),
       pg_relation_size(i.oid), s.idx_scan, s.last_idx_scan
FROM pg_index x
JOIN pg_class i ON i.oid = x.indexrelid
JOIN pg_class t ON t.oid = x.indrelid
JOIN pg_am am ON am.oid = i.relam
JOIN pg_stat_user_indexes s ON s.indexrelid = x.indexrelid
WHERE t.relnamespace = current_schema()::regnamespace AND t.relname = ANY(%s) AND x.indisvalid
ORDER BY t.relname, i.relname
"""
TABLES = """
SELECT relname, greatest(reltuples, 0)::bigint FROM pg_class
WHERE relnamespace = current_schema()::regnamespace AND relname = ANY(%s)
"""
# Without a reset they count from the database's first day; the server's start is the latest that it can have been.
COUNTED_SINCE = """
SELECT coalesce(stats_reset, pg_postmaster_start_time()) FROM pg_stat_database WHERE datname = current_database()
"""


@dataclass(frozen=True)
class Index:
    """An index as it stands in the database. Of its key columns an expression is None."""

    table: str
    name: str
    method: str
    columns: tuple[str | None, ...]
    classes: tuple[str, ...]
    options: tuple[str, ...]
    expressions: str | None
    predicate: str | None
    guards: bool  # unique, or the means of a constraint
    size: int
    scans: int
    last_scan: datetime | None


def shop_models() -> dict[str, type[Model]]:
    """The tables of the shop's models, with those that Django makes for many-to-many fields."""
    configs = [config for config in apps.get_app_configs() if config.name in settings.SHOP_APPS]
    models = [model for config in configs for model in config.get_models(include_auto_created=True)]
    return {model._meta.db_table: model for model in models if model._meta.managed and not model._meta.proxy}


def indexes(tables: Collection[str]) -> list[Index]:
    """All valid indexes of the tables."""
    return [
        Index(table, name, method, tuple(columns), tuple(classes.split()), tuple(options.split()), *rest)
        for table, name, method, columns, classes, options, *rest in _ask(INDEXES, [list(tables)])
    ]


def rows(tables: Collection[str]) -> dict[str, int]:
    """About how many rows each table has, as of its last ANALYZE."""
    return dict(_ask(TABLES, [list(tables)]))


def counted_since() -> datetime:
    """Since when the statistics of this database count, at the latest."""
    ((since,),) = _ask(COUNTED_SINCE)
    moment: datetime = since
    return moment


def _ask(sql: str, parameters: list[Any] | None = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
