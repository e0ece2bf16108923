"""All that can be cured in one request, from the queries that the toolbar recorded."""

from collections.abc import Sequence

from apps.showcase.toolbar.findings import Finding
from apps.showcase.toolbar.groups import Query, grouped
from apps.showcase.toolbar.repeats import duplicates, repeats


def diagnose(queries: Sequence[Query]) -> list[Finding]:
    """The findings, those that took most time first."""
    groups = grouped(queries)
    found = [*repeats(groups), *duplicates(groups)]
    return sorted(found, key=lambda finding: -finding.milliseconds)
