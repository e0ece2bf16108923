"""What a size is filled with: as many lines as its name says, each with its movement, and no file that stays."""

import tempfile
from pathlib import Path
from typing import Any

import pytest

from apps.catalog.enums import MovementKind
from apps.catalog.models import StockMovement
from apps.orders.models import OrderLine
from apps.showcase.demo.sample import SMALLEST, Sample, lines_for, rows
from apps.showcase.lab import filling
from apps.showcase.lab.processes import quiet
from apps.showcase.lab.sizes import TINY, stand_of


def test_a_size_holds_as_many_lines_and_movements_as_its_name_says(in_tiny_lab: None) -> None:
    assert OrderLine.objects.count() == TINY.lines
    assert StockMovement.objects.exclude(kind=MovementKind.RECEIVE).count() == TINY.lines


def test_what_a_run_says_is_what_is_there(tiny_lab: str, db: None) -> None:
    assert stand_of(tiny_lab).rows == TINY.lines


@pytest.mark.parametrize("stored", [SMALLEST, 782, 783, 828, 829, 2_000])
def test_a_sample_is_written_so_long_that_so_many_lines_are_stored(stored: int) -> None:
    sample = Sample("", seed=1)
    assert len(list(rows(sample, lines=lines_for(stored), bad=0))) == lines_for(stored)
    assert sample.lines_stored == stored


def test_the_file_of_the_rows_has_no_name_that_could_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Killed(Exception):
        pass

    def import_orders(*, source: Path, **told: Any) -> None:
        assert source.read_text().count("\n") == 1 + lines_for(SMALLEST)
        assert list(tmp_path.iterdir()) == []
        raise Killed

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(filling, "refuse_outside_the_lab", lambda: None)
    monkeypatch.setattr(filling, "import_orders", import_orders)
    with pytest.raises(Killed):
        filling.fill(quiet, lines=SMALLEST)
