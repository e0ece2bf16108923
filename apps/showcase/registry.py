"""The forty scenarios, by number.

A live one is a module of `scenarios/` such as `s09_race_conditions.py` that holds one `SCENARIO`; the others are
entries of `scenarios/planned.py`.
"""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from apps.showcase import scenarios as modules
from apps.showcase.scenarios.planned import PLANNED
from apps.showcase.scenarios.scenario import Scenario


@cache
def scenarios() -> tuple[Scenario, ...]:
    """All forty: the live ones as their modules say, the rest as planned."""
    found = {scenario.number: scenario for scenario in PLANNED}
    for module in iter_modules(modules.__path__):
        if module.name[0] == "s" and module.name[1:3].isdigit():
            scenario = import_module(f"{modules.__name__}.{module.name}").SCENARIO
            found[scenario.number] = scenario
    return tuple(found[number] for number in sorted(found))


def find(slug: str) -> Scenario | None:
    """The scenario with this slug."""
    return next((scenario for scenario in scenarios() if scenario.slug == slug), None)
