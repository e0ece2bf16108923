"""All that can be cured in one request, from the queries that the toolbar recorded."""

from collections.abc import Iterator, Sequence

import psycopg
import structlog
from django.db import DatabaseError, connection

from apps.showcase.toolbar.findings import Finding
from apps.showcase.toolbar.groups import Group, Query, grouped
from apps.showcase.toolbar.plans import planning
from apps.showcase.toolbar.reads import deep_pages, reads
from apps.showcase.toolbar.repeats import duplicates, repeats

log = structlog.get_logger(__name__)


def diagnose(queries: Sequence[Query]) -> list[Finding]:
    """The findings, those that took most time first."""
    found = list(findings(grouped(queries)))
    return sorted(found, key=lambda finding: -finding.milliseconds)


def findings(groups: Sequence[Group]) -> Iterator[Finding]:
    yield from repeats(groups)
    yield from duplicates(groups)
    yield from deep_pages(groups)
    # An experiment's queries were asked elsewhere, and what it had made there for them is gone.
    shop = connection.settings_dict["NAME"]
    asked = [group for group in groups if group.select is not None and group.database == shop]
    if not asked:
        return
    try:
        with planning() as planner:
            yield from reads(asked, planner)
    except (psycopg.Error, DatabaseError) as error:  # the page is answered all the same
        log.warning("plans_not_read", reason=str(error))
