"""Sort by several attributes."""

from apps.showcase.scenarios.s08_sort_by_several.scenario import SCENARIO

__all__ = ["SCENARIO"]
