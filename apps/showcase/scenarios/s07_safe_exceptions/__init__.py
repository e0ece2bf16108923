"""Exceptions, safe for users."""

from apps.showcase.scenarios.s07_safe_exceptions.scenario import SCENARIO

__all__ = ["SCENARIO"]
