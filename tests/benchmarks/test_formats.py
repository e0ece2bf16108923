"""The table of the benchmark `formats`: every format that does not refuse, beside the shop's JSON."""

import pytest

from apps.showcase.scenarios.s28_serialization import comparing
from benchmarks.formats import measure, report


def test_formats_stand_beside_the_shops_json(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparing, "ENOUGH", 0.0005)
    rows = report("a machine", [measure(1, 2)]).rows
    assert len(rows) == 7
    assert (rows[0][1], rows[0][3], rows[0][7], rows[0][8]) == ("JSON (orjson), the shop's", "1.00", "1.00", "0")
    assert {row[1]: row[8] for row in rows}["json with amounts as float"] != "0"
