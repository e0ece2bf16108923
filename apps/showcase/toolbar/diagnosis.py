"""All that can be cured in one request, from the queries that the toolbar recorded."""

from collections.abc import Iterator, Sequence

import psycopg
import structlog
from django.db import DatabaseError

from apps.showcase.toolbar.findings import Finding
from apps.showcase.toolbar.groups import Group, Query, grouped
from apps.showcase.toolbar.plans import Planner
from apps.showcase.toolbar.reads import reads
from apps.showcase.toolbar.repeats import duplicates, repeats

SHOP = "default"
log = structlog.get_logger(__name__)


def diagnose(queries: Sequence[Query]) -> list[Finding]:
    """The findings, those that took most time first."""
    found = list(findings(grouped(queries)))
    return sorted(found, key=lambda finding: -finding.milliseconds)


def findings(groups: Sequence[Group]) -> Iterator[Finding]:
    yield from repeats(groups)
    yield from duplicates(groups)
    try:
        yield from reads(groups, Planner(SHOP))
    except (psycopg.Error, DatabaseError) as error:  # the page is answered all the same
        log.warning("plans_not_read", reason=str(error))
