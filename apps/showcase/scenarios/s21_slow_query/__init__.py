"""A slow Django query: the scenario of the query lab."""

from apps.showcase.scenarios.s21_slow_query.scenario import SCENARIO

__all__ = ["SCENARIO"]
