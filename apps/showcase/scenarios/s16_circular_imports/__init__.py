"""No circular imports."""

from apps.showcase.scenarios.s16_circular_imports.scenario import SCENARIO

__all__ = ["SCENARIO"]
