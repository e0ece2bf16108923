"""The table of expected answers, read; it knows nothing of the shop's code."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps

FILE = Path(__file__).with_name("expected.toml")
LIST = "admin:{app}_{model}_{page}"


@dataclass(frozen=True)
class Expected:
    """Who gets in by one method of a route: with everybody's rows, with their own alone; and the token's scope."""

    all: frozenset[str] = frozenset()
    own: frozenset[str] = frozenset()
    scope: str = ""
    development: bool = False
    refused: str = ""

    def answer(self, standing: str, whose: str) -> str:
        """What somebody of this standing gets for a row that is `own`, `other`, `none` or, in a list, `any`."""
        if self.development:
            return "missing"
        if standing in self.all:
            return "missing" if whose == "none" else "in"
        if standing in self.own:
            return "in" if whose in ("own", "any") else "missing"
        return self.refused or ("sign in" if standing == "stranger" else "refused")


NOBODY = Expected()


@dataclass(frozen=True)
class Table:
    """Every route by its name, with what is expected of each of its methods."""

    routes: dict[str, dict[str, Expected]]
    elsewhere: dict[str, str]  # addresses that there are not, and what they answer everybody
    staff: frozenset[str]  # who enters the back office

    def of(self, route: str, method: str) -> Expected | None:
        return self.routes[route].get(method)


def stands(route: str) -> bool:
    """Whether there is such a route: without the showcase `/` leads to the admin instead."""
    return route != "/" if apps.is_installed("apps.showcase") else not route.startswith("showcase:")


@cache
def read() -> Table:
    """The whole table, lists and their pages multiplied; of the showcase only what stands."""
    document = tomllib.loads(FILE.read_text())
    who: dict[str, frozenset[str]] = {name: frozenset(people) for name, people in document["who"].items()}

    def expected(entry: dict[str, Any]) -> Expected:
        known = {name: who[entry[name]] for name in ("all", "own") if name in entry}
        return Expected(**{**entry, **known})

    routes: dict[str, dict[str, Expected]] = {}
    elsewhere = {}
    for name, methods in document["routes"].items():
        if not stands(name):
            continue
        routes[name] = {method: expected(entry) for method, entry in methods.items() if isinstance(entry, dict)}
        if "refused" in methods:
            elsewhere[name] = methods["refused"]
    for model, acts in document["lists"].items():
        for page, methods in document["list_pages"].items():
            app, _, label = model.partition(".")
            own = "own" in (acts.get("rows") if page in ("change", "history") else None, methods.get("rows"))
            routes[LIST.format(app=app, model=label, page=page)] = {
                method: expected({"own" if own else "all": acts.get(act, "nobody")})
                for method, act in methods.items()
                if method != "rows"
            }
    return Table(routes, elsewhere, who["staff"])


def standings() -> Iterator[str]:
    """Everybody whom the table speaks of."""
    yield from tomllib.loads(FILE.read_text())["who"]["everybody"]
