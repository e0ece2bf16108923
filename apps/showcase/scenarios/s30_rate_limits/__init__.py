"""Rate limits."""

from apps.showcase.scenarios.s30_rate_limits.scenario import SCENARIO

__all__ = ["SCENARIO"]
