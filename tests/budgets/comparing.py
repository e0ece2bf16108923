"""What is wrong with the queries of a page, in words that lead to the line."""

import re
from collections import Counter
from collections.abc import Iterator

from tests.budgets.ledger import Budget, budget_of, tables_of
from tests.budgets.measuring import Query, tables

SHOWN = 160  # characters of a query


def growth(route: str, few: list[Query], many: list[Query]) -> str:
    """Which lines send more queries for more rows; empty when none does."""
    added = Counter(query.shape for query in many) - Counter(query.shape for query in few)
    if len(many) == len(few):
        return ""
    guilty = [query for query in many if query.shape in added]
    return "\n".join([f"{route} takes {len(few)} queries with few rows, {len(many)} with many:", *_told(guilty)])


def difference(route: str, sent: list[Query], budget: Budget | None) -> str:
    """How the queries differ from the budget; empty when they do not."""
    if budget is None:
        return f"{route} has no budget: `make budgets` writes it"
    if budget_of(sent) == budget:
        return ""
    kept, found = tables_of(budget), tables(sent)
    lines = [f"{route} takes {len(sent)} queries, its budget says {budget['queries']}:"]
    for table in sorted(found - kept):
        lines.append(f"  {table}: {found[table]} instead of {kept[table]}, sent by")
        lines += _told([query for query in sent if query.table == table])
    lines += [f"  {table}: {found[table]} instead of {kept[table]}" for table in sorted(kept - found)]
    return "\n".join([*lines, "  If that is meant, `make budgets` writes it down."])


def _told(queries: list[Query]) -> Iterator[str]:
    """Each line of code with what it sends, and how often."""
    often = Counter((str(query.line), query.shape) for query in queries)
    for (line, shape), times in often.items():
        yield f"    {line}" + (f", {times} times" if times > 1 else "")
        yield f"        {re.sub('^SELECT .*? FROM ', 'SELECT … FROM ', shape)[:SHOWN]}"
