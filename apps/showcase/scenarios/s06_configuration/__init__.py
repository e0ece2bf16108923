"""Configuration from the environment."""

from apps.showcase.scenarios.s06_configuration.scenario import SCENARIO

__all__ = ["SCENARIO"]
