"""Validate e-mail and phone."""

from apps.showcase.scenarios.s05_email_and_phone.scenario import SCENARIO

__all__ = ["SCENARIO"]
