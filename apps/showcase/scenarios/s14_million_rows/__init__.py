"""A CSV of one million rows."""

from apps.showcase.scenarios.s14_million_rows.scenario import SCENARIO

__all__ = ["SCENARIO"]
