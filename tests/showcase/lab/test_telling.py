"""What a run says of its figures: floors at a million lines, charts for each thing that counts."""

import pytest

from apps.showcase.lab.telling import DATABASE, DISK, outcome, promises


def way(name, milliseconds, megabytes):
    values = {DATABASE: milliseconds, DISK: megabytes}
    told = {"name": name, "title": name.title(), "value": megabytes, "values": values, "wall": 1.0, "planning": 0.1}
    return told | {"queries": 1, "rows": 1, "buffers": 4, "waiting": 1.0}


def measured(milliseconds, *, lines=1_000_000):
    """A B-tree of 7.8 MB and 1.4 ms against an index of 0.065 MB; the third way has no index."""
    floors = [
        {"counts": DISK, "times": 100, "at_most": None, "over": "naive"},
        {"counts": DATABASE, "times": 1 / 1.5, "at_most": 2, "over": "naive"},
        {"counts": DATABASE, "times": 10, "at_most": None, "over": "other-1"},
    ]
    ways = [way("naive", 1.4, 7.8), way("tuned", milliseconds, 0.065), way("other-1", 120.0, 0.0)]
    return {"counts": DISK, "floors": floors, "rounds": 5, "lines": lines, "ways": ways}


def test_each_floor_says_what_was_promised_what_was_measured_and_whether_that_is_enough():
    assert [(one["promise"], one["measured"], one["reached"]) for one in promises(measured(1.75))] == [
        ("100 times smaller than “Naive”", "120 times smaller", True),
        ("at most 1.5 times as long as “Naive”", "1.2 times as long", True),
        ("at most 2 ms in the database", "1.75 ms in the database", True),
        ("10 times faster than “Other-1”", "69 times faster", True),
    ]


def test_what_is_missed_is_said():
    assert [one["reached"] for one in promises(measured(2.5))] == [True, False, False, True]


@pytest.mark.parametrize(("lines", "promised"), [(10_000, 0), (1_000_000, 4)])
def test_floors_are_those_of_a_million_lines(lines, promised):
    told = outcome([measured(1.75, lines=lines)])
    assert len(told["summary"]["promises"]) == promised
    assert [section["kind"] for section in told["sections"]] == ["bars", "bars", *["table"] * bool(promised)]


def test_what_takes_nothing_has_no_curve_on_a_logarithmic_axis():
    (growth,) = [one for one in outcome([measured(1, lines=10), measured(1)])["sections"] if one["kind"] == "lines"]
    assert [series["name"] for series in growth["series"]] == ["Naive", "Tuned"]
