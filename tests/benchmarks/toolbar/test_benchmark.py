"""The report compares the fastest visits and says whether the goal is reached."""

from benchmarks.toolbar.benchmark import TOOLBAR, WITH, WITHOUT, report


def test_the_fastest_visits_count_and_the_worst_page_decides() -> None:
    found = {
        "list": {WITHOUT: [(52, 20), (50, 25)], TOOLBAR: [(100, 40), (400, 41)], WITH: [(110, 44), (300, 50)]},
        "call": {WITHOUT: [(10, 5)], TOOLBAR: [(20, 10)], WITH: [(26, 13)]},
    }
    said = report("a machine", found)
    assert [list(row) for row in said.rows] == [
        ["list", "50 / 20 ms", "100 / 40 ms", "110 / 44 ms", "+10.0 / +4.0 ms", "1.10"],
        ["call", "10 / 5 ms", "20 / 10 ms", "26 / 13 ms", "+6.0 / +3.0 ms", "1.30"],
    ]
    assert said.says[0].startswith("Goal missed: at most 1.30 times the processor's time")
