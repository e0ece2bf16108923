"""Logging in production."""

from apps.showcase.scenarios.s04_logging.scenario import SCENARIO

__all__ = ["SCENARIO"]
