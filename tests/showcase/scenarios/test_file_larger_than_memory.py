"""Exhibit 3: memory stays flat while files grow, and the twin's does not."""

import pytest

from apps.showcase.lab.processes import Limits, quiet
from apps.showcase.scenarios.s03_file_larger_than_memory import measuring
from apps.showcase.scenarios.s03_file_larger_than_memory.measuring import MB, WAYS, Climb, climb_all, measure
from apps.showcase.scenarios.s03_file_larger_than_memory.scenario import SizeForm

STEP = {"fits": True, "seconds": 0.1}


def test_memory_is_flat_while_the_file_grows_and_the_twins_is_not():
    """The twin is the negative control: of the same files it takes more than they weigh."""
    *streaming, twin = climb_all(quiet, sizes=[2, 20])
    for climb in streaming:
        assert [step["size"] // MB for step in climb.steps] == [2, 20], climb.cause
        small, large = (step["above"] for step in climb.steps)
        assert large < 4 * MB, climb
        assert large - small < 2 * MB, climb
    small, large = (step["above"] for step in twin.steps)
    assert large > 30 * MB
    assert large > 5 * small


def test_a_way_that_runs_out_of_memory_says_at_which_size(monkeypatch):
    monkeypatch.setattr(measuring, "WAYS", (WAYS[-1],))
    monkeypatch.setattr(measuring, "LIMIT", Limits(seconds=60, megabytes=20))
    (twin,) = climb_all(quiet, sizes=[2, 20])
    assert [step["fits"] for step in twin.steps] == [True, False]
    side = measuring.careless(twin)
    assert (side.verdict, side.figure, side.unit, side.holds) == ("out of memory", "MemoryError", "for 20 MB", False)


def test_the_page_shows_a_curve_and_a_row_for_each_way(monkeypatch):
    def climbed(progress, *, sizes):
        above = {"upload": 0, "import": 2 * MB, "lines": 0, "read_all": 90 * MB}
        steps = [{**STEP, "size": size * MB} for size in sizes]
        return [Climb(way, [{**step, "above": above[way.name]} for step in steps]) for way in WAYS]

    monkeypatch.setattr(measuring, "climb_all", climbed)
    result = measure(quiet, largest=50)
    answer, twin = result["answer"], result["twin"]
    assert (answer["holds"], answer["verdict"], answer["figure"]) == (True, "the same for any size", "+2.0 MB")
    assert (twin["holds"], twin["verdict"], twin["unit"]) == (False, "1.8 times the file", "for 50 MB")
    chart, table = result["sections"]
    assert [series["name"] for series in chart["series"]] == [way.label for way in WAYS]
    assert [x for x, _ in chart["series"][0]["points"]] == [10, 25, 50]
    assert len(table["rows"]) == 12


def test_memory_that_grew_is_not_called_flat():
    steps = [{**STEP, "size": 50 * MB, "above": 60 * MB}]
    assert measuring.answer([Climb(WAYS[0], steps)]).holds is False


def test_a_process_that_died_has_no_figures():
    side = measuring.answer([Climb(WAYS[0], [], "Stopped after 150 s.")])
    assert (side.holds, side.figure, side.note) == (False, "–", "Stopped after 150 s.")


def test_a_disk_that_is_too_full_is_told(tmp_path):
    with pytest.raises(Exception, match="of disk"):
        measuring.make_files(tmp_path, [10**9], quiet)


def test_the_size_is_one_of_those_offered():
    assert SizeForm({"largest": "1000"}).is_valid()
    assert not SizeForm({"largest": "5000"}).is_valid()
