"""Role-based access control."""

from apps.showcase.scenarios.s26_role_based_access.scenario import SCENARIO

__all__ = ["SCENARIO"]
