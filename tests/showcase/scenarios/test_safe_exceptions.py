"""Exhibit 7: what people, programs and the log are told of each kind of exception."""

from typing import Any

import pytest

from apps.showcase.lab.processes import Limits, run_child
from apps.showcase.scenarios.s07_safe_exceptions.raising import KEY_FILE, KINDS, SERVER, secrets_in


@pytest.fixture(scope="module")
def result() -> dict[str, Any]:
    target = "apps.showcase.scenarios.s07_safe_exceptions.experiment:compare"
    report = run_child(target, {"kind": "database"}, limits=Limits(seconds=60, megabytes=1500))
    assert report.value, report.cause
    return dict(report.value)


def section(result: dict[str, Any], title: str) -> dict[str, Any]:
    return next(one for one in result["sections"] if one["title"].startswith(title))


def test_nothing_of_the_inside_is_told_and_the_log_has_every_story(result: dict[str, Any]) -> None:
    assert (result["answer"]["holds"], result["answer"]["figure"]) == (True, "0")
    assert dict(result["answer"]["facts"])["Of 5xx, in the log"] == "3 of 3"


def test_the_twin_tells_what_the_shop_keeps(result: dict[str, Any]) -> None:
    """The control: the same exceptions, and their text for everybody."""
    assert not result["twin"]["holds"]
    assert int(result["twin"]["figure"]) > len(KINDS)
    assert dict(result["twin"]["facts"]) == {"Statuses": "500", "Of 5xx, in the log": f"0 of {len(KINDS)}"}
    assert SERVER in section(result, "The twin")["text"]
    assert SERVER not in section(result, "The customer sees")["text"] + section(result, "A program sees")["text"]


def test_the_story_is_in_the_log(result: dict[str, Any]) -> None:
    assert SERVER in section(result, "Support finds")["text"]


def test_page_and_problem_say_the_same(result: dict[str, Any]) -> None:
    page, problem = section(result, "The customer sees")["text"], section(result, "A program sees")["text"]
    assert "503" in page
    assert "unavailable" in page
    assert '"status": 503' in problem
    assert '"code": "unavailable"' in problem


def test_each_kind_has_a_status_of_its_own_kind(result: dict[str, Any]) -> None:
    statuses = {row[0]: row[1] for row in section(result, "Every kind")["rows"]}
    assert [statuses[kind.title] for kind in KINDS.values()] == [
        "500", "503", "500", "404", "403", "400", "413", "409", "422", "429",
    ]  # fmt: skip


def test_paths_are_found_where_they_are_told() -> None:
    assert secrets_in(f"cannot read {KEY_FILE}", "file") == [KEY_FILE, "/srv/"]
    assert secrets_in("apps/orders/views.py", "defect") == [".py"]
    assert secrets_in("Something went wrong on our side", "defect") == []
