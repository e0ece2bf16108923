from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from apps.core.jobs import lease
from apps.orders.services.importing import ImportReport
from tests.orders.files import write
from tests.orders.importing import run_import


@pytest.fixture(autouse=True)
def _quick_jobs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Jobs look every few milliseconds whether they shall stop."""
    monkeypatch.setattr(lease, "TICK_SECONDS", 0.01)


@pytest.fixture
def imported(tmp_path: Path) -> Callable[..., ImportReport]:
    """Writes rows into a file and imports it."""

    def perform(rows: list[list[str]], **options: Any) -> ImportReport:
        return run_import(write(tmp_path / "orders.csv", rows), **options)

    return perform
