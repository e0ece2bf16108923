"""All advice about the indexes of the shop's tables."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.utils import timezone

from apps.core.observability.indexes import missing, reading, statements, superfluous
from apps.core.observability.indexes.advice import Advice, Kind


@dataclass
class Report:
    """The advice, by kind, and what the reader has to know about how it was found."""

    advice: list[Advice] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def advise(*, days: int, calls: int, least_rows: int) -> Report:
    """Look at all tables of the shop.

    An index is unused when nothing has read it for `days` (0: since uses are counted); a filter is frequent from
    `calls` statements on; tables with fewer rows than `least_rows` are left alone, for the planner reads them whole
    with any index.
    """
    report = Report()
    models = reading.shop_models()
    indexes, rows = reading.indexes(models), reading.rows(models)
    big = {table: number for table, number in rows.items() if number >= least_rows}
    report.advice += missing.foreign_keys(models, indexes, rows)
    if statements.is_counting():
        report.advice += missing.filters(models, indexes, list(statements.scans(big, calls=calls)), rows)
    else:
        report.notes.append(
            "Filters were not looked at: the server does not count statements here (pg_stat_statements)."
        )
    report.advice += superfluous.redundant(models, indexes)
    since = reading.counted_since()
    before = timezone.now() - timedelta(days=days) if days else since
    if since <= before:
        of_big = [index for index in indexes if index.table in big]
        report.advice += superfluous.unused(models, of_big, before=before)
        report.notes.append(f"Uses of indexes are counted since {since:%d %B %Y, %H:%M} UTC, or longer.")
    else:
        report.notes.append(
            f"No index is called unused: uses are counted since {since:%d %B %Y, %H:%M} UTC, less than {days} days."
        )
    report.advice.sort(key=lambda one: (list(Kind).index(one.kind), one.table, one.what))
    return report
