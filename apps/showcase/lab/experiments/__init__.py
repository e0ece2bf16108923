"""The experiments of the query lab: each module holds one `PAIR` or one `STORY`. docs/lab.md says how to add one."""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from apps.showcase.lab.pairs import Exhibit, Group, Pair
from apps.showcase.lab.stories import Story


@cache
def exhibits() -> tuple[Exhibit, ...]:
    """All experiments, in the order of the groups and by title."""
    modules = [import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__)]
    found: list[Exhibit] = [getattr(module, "PAIR", None) or module.STORY for module in modules]
    return tuple(sorted(found, key=lambda one: (list(Group).index(one.group), one.title)))


def find_exhibit(slug: str) -> Exhibit | None:
    """The experiment with this slug."""
    return next((one for one in exhibits() if one.slug == slug), None)


def pairs() -> tuple[Pair, ...]:
    """The experiments that measure."""
    return tuple(one for one in exhibits() if isinstance(one, Pair))


def find_pair(slug: str) -> Pair | None:
    return next((pair for pair in pairs() if pair.slug == slug), None)


def stories() -> tuple[Story, ...]:
    """The experiments in which two sessions meet."""
    return tuple(one for one in exhibits() if isinstance(one, Story))


def find_story(slug: str) -> Story | None:
    return next((story for story in stories() if story.slug == slug), None)
