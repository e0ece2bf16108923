"""The experiments of the query lab: each module here holds one `PAIR`. docs/lab.md says how to add one."""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from apps.showcase.lab.pairs import Group, Pair


@cache
def pairs() -> tuple[Pair, ...]:
    """All experiments, in the order of the groups and by title."""
    found = [import_module(f"{__name__}.{module.name}").PAIR for module in iter_modules(__path__)]
    return tuple(sorted(found, key=lambda pair: (list(Group).index(pair.group), pair.title)))


def find_pair(slug: str) -> Pair | None:
    """The experiment with this slug."""
    return next((pair for pair in pairs() if pair.slug == slug), None)
