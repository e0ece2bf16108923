"""queries.toml: for each route how many queries it takes, and of which tables."""

import tomllib
from collections import Counter
from pathlib import Path

from tests.budgets.measuring import Query, tables

FILE = Path(__file__).with_name("queries.toml")
HEAD = """\
# What each list and page of the admin and the API asks the database, by the name of its route: how many queries, and of
# which tables. `make budgets` writes it anew; tests/test_query_budgets.py compares.
"""
Budget = dict[str, int | str]


def read() -> dict[str, Budget]:
    return tomllib.loads(FILE.read_text())


def write(budgets: dict[str, Budget]) -> None:
    lines = [
        f'"{route}" = {{ queries = {budget["queries"]}, of = "{budget["of"]}" }}'
        for route, budget in sorted(budgets.items())
    ]
    FILE.write_text("\n".join([HEAD, *lines, ""]))


def budget_of(queries: list[Query]) -> Budget:
    counted = sorted(tables(queries).items())
    return {"queries": len(queries), "of": " ".join(name if n == 1 else f"{name}×{n}" for name, n in counted)}


def tables_of(budget: Budget) -> Counter[str]:
    parts = [part.partition("×") for part in str(budget["of"]).split()]
    return Counter({name: int(times or 1) for name, _, times in parts})
