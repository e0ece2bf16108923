"""Serialization of complex objects."""

from apps.showcase.scenarios.s28_serialization.scenario import SCENARIO

__all__ = ["SCENARIO"]
