import pytest

from apps.showcase.lab.pairs import Counts, Floor
from benchmarks import lab
from tests.showcase.examples import MEASURED


@pytest.mark.parametrize(
    ("floor", "holds"),
    [
        (Floor(Counts.WALL, 20), True),
        (Floor(Counts.WALL, 26), False),
        (Floor(Counts.WALL, 20, at_most=60), False),
        (Floor(Counts.WALL, 2, over="tuned"), False),
    ],
)
def test_a_promise_is_kept_by_ratio_and_by_amount(floor, holds):
    assert lab.reached(MEASURED, floor)[0] is holds


def test_the_report_has_a_row_for_each_promise_and_names_what_missed():
    report = lab.report("", 10_000, {"n-plus-one": MEASURED}, [])
    assert report.rows == [["`n-plus-one`", "ms", "1,781", "70", "**25**", "20", "7,138 → 2", "500 → 500"]]
    assert report.says == ["Goals reached: 1 promises of 1 pairs."]
    slow = MEASURED | {"ways": [MEASURED["ways"][1] | {"name": "naive"}, MEASURED["ways"][1]]}
    assert lab.report("", 10_000, {"n-plus-one": slow}, []).says == [
        "Goal **missed**: `n-plus-one`, **1.0**, at least 20 ms."
    ]
    assert "sent" not in str(lab.brief(MEASURED))
