from collections.abc import Callable
from typing import Any

import pytest

from apps.core.events import registry
from apps.core.events.registry import handles

Handler = Callable[[Any], None]


@pytest.fixture
def handler(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Handler]:
    """Registers a handler for the time of one test: `@handler(Event)`."""
    for table in ("EVENTS", "HANDLERS", "HEARERS"):
        monkeypatch.setattr(registry, table, {})
    # Modules that took the tables by name see the same empty ones.
    monkeypatch.setattr("apps.core.events.delivery.EVENTS", registry.EVENTS)
    monkeypatch.setattr("apps.core.events.delivery.HANDLERS", registry.HANDLERS)
    return handles
