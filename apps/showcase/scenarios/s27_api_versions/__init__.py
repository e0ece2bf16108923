"""API versions that do not break clients."""

from apps.showcase.scenarios.s27_api_versions.scenario import SCENARIO

__all__ = ["SCENARIO"]
