"""The report compares the fastest visits and says whether the goal is reached."""

from benchmarks.toolbar.benchmark import TOOLBAR, WITH, WITHOUT, report


def test_the_fastest_visits_count_and_the_worst_page_decides() -> None:
    found = {
        "list": {WITHOUT: [52.0, 50.0, 90.0], TOOLBAR: [100.0, 400.0], WITH: [110.0, 300.0]},
        "call": {WITHOUT: [10.0], TOOLBAR: [20.0], WITH: [26.0]},
    }
    said = report("a machine", found)
    assert [list(row) for row in said.rows] == [
        ["list", "50 ms", "100 ms", "110 ms", "+10.0 ms", "1.10"],
        ["call", "10 ms", "20 ms", "26 ms", "+6.0 ms", "1.30"],
    ]
    assert said.says == ["Goal missed: at most 1.30 times the toolbar without it (goal 1.25)."]
