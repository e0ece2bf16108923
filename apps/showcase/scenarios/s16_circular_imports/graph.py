"""The import graph of the shop, read from its code: which app imports which, and on which floor it stands."""

import re
import tomllib
from collections import Counter
from pathlib import Path

import grimp


def floors(root: Path) -> list[list[str]]:
    """The floors of the contract in pyproject.toml, from the top; apps that are not there yet are left out."""
    linter = tomllib.loads((root / "pyproject.toml").read_text())["tool"]["importlinter"]
    contract = next(contract for contract in linter["contracts"] if contract["id"] == "floors")
    named = [re.findall(r"\w+", layer) for layer in contract["layers"]]
    there = [[app for app in floor if (root / "apps" / app).is_dir()] for floor in named]
    return [floor for floor in there if floor]


def imports_between_apps() -> tuple[Counter[str], Counter[tuple[str, str]]]:
    """How many modules each app has, and how many imports lead from one app to another."""
    graph = grimp.build_graph("apps", cache_dir=None)
    sizes: Counter[str] = Counter()
    arrows: Counter[tuple[str, str]] = Counter()
    for module in graph.modules:
        if not (app := app_of(module)):
            continue
        sizes[app] += 1
        for imported in graph.find_modules_directly_imported_by(module):
            other = app_of(imported)
            if other and other != app:
                arrows[app, other] += 1
    return sizes, arrows


def app_of(module: str) -> str:
    """`orders` for apps.orders.models.order; empty for the package of all apps."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else ""


def upward(floors: list[list[str]], arrows: Counter[tuple[str, str]]) -> list[tuple[str, str]]:
    """Imports that do not go down: to a higher floor, or to another app on the same one."""
    height = {app: number for number, floor in enumerate(floors) for app in floor}
    return [(app, other) for app, other in arrows if height.get(other, -1) <= height.get(app, -1)]
