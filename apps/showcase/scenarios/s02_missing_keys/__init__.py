"""Missing dictionary keys."""

from apps.showcase.scenarios.s02_missing_keys.scenario import SCENARIO

__all__ = ["SCENARIO"]
