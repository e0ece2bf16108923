import threading

import pytest
from django.db import connections

from apps.core.jobs import kinds, lease


@pytest.fixture(autouse=True)
def _quick_leases(monkeypatch: pytest.MonkeyPatch) -> None:
    """The thread looks every few milliseconds; the lease itself stays 30 s long."""
    monkeypatch.setattr(lease, "TICK_SECONDS", 0.01)
    monkeypatch.setattr(lease, "RENEW_SECONDS", 0.02)


@pytest.fixture
def kind(monkeypatch: pytest.MonkeyPatch):
    """Registers a kind of job for the time of one test."""
    monkeypatch.setattr(kinds, "KINDS", {})
    for module in ("queue", "sweeping"):
        monkeypatch.setattr(f"apps.core.jobs.{module}.KINDS", kinds.KINDS)
    return kinds.job_kind


@pytest.fixture
def elsewhere():
    """Runs work on another thread with a connection of its own, as another process would, and waits for it."""

    def run(work):
        results = []

        def call() -> None:
            try:
                results.append(work())
            finally:
                connections.close_all()

        thread = threading.Thread(target=call)
        thread.start()
        thread.join()
        return results[0]

    return run
