"""docs/policy.md, made from the table. `python -m tests.matrix.showing` writes it; a test compares."""

import tomllib
from pathlib import Path
from typing import Any

from tests.matrix.table import FILE

PAGE = Path(__file__).parents[2] / "docs" / "policy.md"
HEAD = """\
# Who may what

Every route says at its door what it asks for (`apps/core/policy.py`): a page by `door`, which names its methods, a
view of the API by its `policy` and `resource`, a class of the admin by its table `policies`. One function answers
what any route asks for, `apps.core.doors.policies_of`, and a door that declares nothing lets nobody in.

What is *expected* stands apart from the code, in `tests/matrix/expected.toml`, of which this page is made. One walk
asks every route by every method as everybody (strangers, each role, another customer, people whose grant has ended or
not begun, closed accounts, tokens that expired, were revoked or lack a scope) for a row of their own, of others and
none, and compares; what is refused leaves no trace in any table, and somebody else's row is answered byte for byte
like none. `python -m proofs matrix` does it and prints the cells; [why
so](adr/0019-answers-expected-apart-from-policies.md).
"""


def page() -> str:
    """The whole page."""
    table = tomllib.loads(FILE.read_text())
    names = {name: ", ".join(people) or "–" for name, people in table["who"].items()}
    parts = [
        HEAD,
        "## The groups\n",
        lines(("group", "who"), [(f"*{name}*", people) for name, people in names.items()]),
    ]
    routes = table["routes"]
    for title, begins in (("The API", ("v1:", "v2:", "api-", "problem", "/api/")), ("The back office", ("admin:",))):
        parts += [f"## {title}\n", entries({name: routes[name] for name in routes if name.startswith(begins)})]
        routes = {name: methods for name, methods in routes.items() if not name.startswith(begins)}
    parts += ["## Other pages\n", entries(routes), "## Lists of the back office\n"]
    acts = ("see", "add", "change", "delete")
    rows = [
        (f"`{model}`", *(one.get(act, "–") for act in acts), "their own" if one.get("rows") else "all")
        for model, one in table["lists"].items()
    ]
    parts += [lines(("list", *acts, "rows"), rows), "What the pages of each list ask for:\n"]
    pages = [
        (f"`{name}`", ", ".join(f"{m} {act}" for m, act in one.items())) for name, one in table["list_pages"].items()
    ]
    return "\n".join([*parts, lines(("page", "asks for"), pages)])


def entries(routes: dict[str, dict[str, Any]]) -> str:
    rows = [
        (
            f"`{name}`",
            method,
            "404 outside development" if entry.get("development") else entry.get("all", "–"),
            entry.get("own", "–"),
            f"`{entry['scope']}`" if "scope" in entry else "–",
        )
        for name, methods in routes.items()
        for method, entry in methods.items()
        if isinstance(entry, dict)
    ]
    return lines(("route", "method", "all rows", "own rows", "scope of a token"), rows)


def lines(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """A table in Markdown."""
    cells = [head, tuple("---" for _ in head), *rows]
    return "".join(f"| {' | '.join(row)} |\n" for row in cells)


if __name__ == "__main__":
    PAGE.write_text(page())
