"""Exhibit 1: the list without its duplicates, beside the quadratic twin."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from apps.showcase.lab.processes import quiet
from apps.showcase.scenarios import s01_duplicates
from apps.showcase.scenarios.s01_duplicates import WAYS, ListForm, compare, in_words, keep, make_list


def test_a_pasted_list_is_answered_with_what_was_dropped_and_where_it_stood_first(monkeypatch):
    monkeypatch.setattr(s01_duplicates, "TIMED", 4_000)
    result = compare(quiet, text="mug\napron\nmug\n\n jar \nmug", lines=100, repeated=0)
    assert dict(result["answer"]["facts"][:2]) == {"Kept": "3", "Dropped": "2"}
    assert result["sections"][0]["rows"] == [["3", "mug", "1"], ["5", "mug", "1"]]


def test_every_way_of_the_comparison_gives_the_same_list():
    items = make_list(2_000, 40)
    answers = [way(items) for way in WAYS.values()]
    assert all(answer == answers[0] for answer in answers)
    assert len(answers[0]) < 2_000


def test_the_quadratic_way_is_stopped_before_it_takes_long(monkeypatch):
    monkeypatch.setattr(s01_duplicates, "TWIN_SECONDS", 0.02)
    result = compare(quiet, text="", lines=64_000, repeated=10)
    series = {one["name"]: [n for n, _ in one["points"]] for one in result["sections"][1]["series"]}
    assert series["unique_in_order"][-1] == 64_000
    assert series["in list"][-1] < 64_000
    assert not result["twin"]["holds"]


def test_the_same_list_is_made_every_time():
    assert make_list(500, 30) == make_list(500, 30)


def test_a_list_comes_as_a_file_too():
    form = ListForm({"lines": 100, "repeated": 0}, {"file": SimpleUploadedFile("list.txt", b"a\nb\na\n")})
    assert form.is_valid(), form.errors
    assert form.cleaned_data == {"text": "a\nb\na\n", "lines": 100, "repeated": 0}


@pytest.mark.parametrize(("lines", "message"), [(1_000_001, "less than or equal"), (5, "greater than or equal")])
def test_the_size_of_a_list_is_bounded(lines, message):
    form = ListForm({"lines": lines, "repeated": 0})
    assert message in str(form.errors["lines"])


def test_a_pasted_list_is_not_kept_with_the_run():
    assert keep({"text": "a\nb", "lines": 100, "repeated": 0}) == {"pasted lines": 2}
    assert keep({"text": "", "lines": 100, "repeated": 0}) == {"lines": 100, "repeated": 0}


@pytest.mark.parametrize(("seconds", "words"), [(0.00123, "1.23 ms"), (1.5, "1.5 s"), (600, "10 min"), (7200, "2.0 h")])
def test_durations_are_said_as_people_say_them(seconds, words):
    assert in_words(seconds) == words
