"""What is read for nothing on big tables: whole tables for a few rows, exact counts, rows that an OFFSET skips."""

from collections.abc import Iterator, Mapping, Sequence

from apps.core.backoffice.pages import COUNT_LIMIT
from apps.showcase.lab.plans import Node, Plan
from apps.showcase.toolbar.findings import Finding, ids_of, where_of
from apps.showcase.toolbar.groups import Group
from apps.showcase.toolbar.indexes import Guess, guess
from apps.showcase.toolbar.plans import Planner
from apps.showcase.toolbar.shapes import TABLE, rows_skipped

DEEP = 10_000
SHARE = 0.1  # of a table; above it an index saves little
# The lab's experiments about indexes that are no index on columns.
NEARER_INDEXES = {
    "not taken": "low-selectivity",
    "none": "function-on-column",
    "text": "trigram-search",
    "expression": "expression-index",
}
FEW = 100  # rows for which a limit does not come soon


def deep_pages(groups: Sequence[Group]) -> Iterator[Finding]:
    """Pages for which an OFFSET reads DEEP rows or more."""
    for group in groups:
        skipped = max(rows_skipped(query["raw_sql"]) for query in group.queries)
        if group.select is not None and skipped >= DEEP:
            yield deep_page(group, skipped)


def reads(groups: Sequence[Group], planner: Planner) -> Iterator[Finding]:
    """What the plans of queries on big tables say."""
    big = planner.big_tables()
    for group, plan in planner.plans([group for group in groups if big.keys() & tables_of(group)]):
        assert group.select is not None
        if group.select.counts:
            yield from exact_count(group, plan, big)
        else:
            yield from scans(group, plan, big, planner)


def tables_of(group: Group) -> set[str]:
    """Every table that the query names, also in subqueries."""
    return {found[1] for found in TABLE.finditer(group.shape)}


def deep_page(group: Group, skipped: int) -> Finding:
    return finding(
        group,
        kind="offset",
        title=f"{skipped:,} rows are read and thrown away",
        says="An OFFSET reads all that it skips: a page by key begins where the last one ended.",
        cure='filter(pk__gt=last_seen).order_by("pk")[:size], or a cursor over all columns of the order',
    )


def exact_count(group: Group, plan: Plan, big: Mapping[str, int]) -> Iterator[Finding]:
    """A count of more rows than anybody needs to know exactly."""
    visited = [
        node.rows_estimated if node.filter or node.condition else big[node.relation]
        for node in plan.nodes
        if node.relation in big
    ]
    if max(visited, default=0) > COUNT_LIMIT:
        yield finding(
            group,
            kind="count",
            title=f"An exact count of about {max(visited):,.0f} rows",
            says="It visits each of them. One that stops early, or the planner's estimate, costs next to nothing.",
            cure=f"queryset.order_by()[:{COUNT_LIMIT + 1}].count()",
        )


def scans(group: Group, plan: Plan, big: Mapping[str, int], planner: Planner) -> Iterator[Finding]:
    """Tables that are read from end to end although few rows are wanted, each once."""
    seen: set[str] = set()
    for node in plan.sequential:
        if node.relation in big and node.relation not in seen and (wanted := wanted_of(node, plan, group, big)):
            seen.add(node.relation)
            yield scan(group, node, wanted, big[node.relation], planner)


def wanted_of(node: Node, plan: Plan, group: Group, big: Mapping[str, int]) -> str:
    """What is wanted of all the rows, in words; empty when an index would not save much."""
    assert group.select is not None
    if node.filter and node.rows_estimated <= SHARE * big[node.relation]:
        soon = node.cut_short and node.rows_estimated > FEW
        return "" if soon else f"wanted: about {node.rows_estimated:,.0f} of them"
    sorts = plan.root.kind == "Limit" and any(other.kind == "Sort" for other in plan.nodes)
    if sorts and not node.cut_short and group.select.orders_by_columns:
        return f"sorted, all of them, to show {plan.root.rows_estimated:,.0f}"
    return ""


def scan(group: Group, node: Node, wanted: str, rows: int, planner: Planner) -> Finding:
    assert group.select is not None
    found = guess(group.select, node.relation)
    there = existing(found, planner) if found else ""
    if there:
        says = f"{wanted.capitalize()}. The index {there} begins with these columns, and the planner does not take it."
    elif found:
        says = f"{wanted.capitalize()}. From conditions and order, a guess at the index that would serve."
    else:
        says = f"{wanted.capitalize()}. Its conditions do not tell which index would serve."
    return finding(
        group,
        kind="scan",
        title=f"A sequential scan over {rows:,} rows of {node.relation}",
        says=says,
        cure=found.django if found and not there else "",
        index=found if not there else None,
        lab=lab_of(found, there),
    )


def existing(found: Guess, planner: Planner) -> str:
    """The name of an index that begins with the guessed columns already."""
    length = len(found.columns)
    indexes = planner.indexes(found.table) if length else {}
    return next((name for name, columns in indexes.items() if tuple(columns[:length]) == found.columns), "")


def lab_of(found: Guess | None, there: str) -> str:
    """The experiment that is nearer than that of indexes on columns."""
    if there or found is None:
        return NEARER_INDEXES["not taken" if there else "none"]
    return "" if found.columns else NEARER_INDEXES["text" if "gin" in found.on else "expression"]


def finding(
    group: Group, *, kind: str, title: str, says: str, cure: str, index: Guess | None = None, lab: str = ""
) -> Finding:
    return Finding(
        kind=kind,
        title=title,
        says=says,
        shape=group.shape,
        milliseconds=group.milliseconds,
        queries=ids_of(group),
        where=where_of(group.asked),
        code=group.asked.get("code", ""),
        cure=cure,
        index=index.statement if index else "",
        table=index.table if index else "",
        lab=lab,
    )
