"""Exhibit 4: the lines of a request by its id, and error files that several processes write."""

from typing import Any

import pytest

from apps.showcase.lab.processes import Limits, run_child
from apps.showcase.scenarios.s04_logging.checkout import CARD
from apps.showcase.scenarios.s04_logging.rotation import kept, own_file, shared_file
from apps.showcase.scenarios.s04_logging.story import LEVELS, StoryForm, expected

TRIES = 6


@pytest.fixture(scope="module")
def story() -> dict[str, Any]:
    target = "tests.showcase.scenarios.stories:with_and_without_the_id"
    report = run_child(target, {}, limits=Limits(seconds=60, megabytes=1500))
    assert report.value, report.cause
    return report.value


def section(story: dict[str, Any], title: str) -> dict[str, Any]:
    return next(one for one in story["result"]["sections"] if one["title"] == title)


def test_every_line_of_the_failed_request_is_found(story: dict[str, Any]) -> None:
    assert (story["result"]["answer"]["figure"], story["result"]["answer"]["holds"]) == ("6 of 6", True)
    lines = [text.split() for text in section(story, "The error and all lines of its request")["text"].splitlines()]
    assert [tuple(line) for line in lines] == [
        ("debug", "request_started"),
        ("debug", "cart_read"),
        ("info", "order_placed"),
        ("warning", "stock_low"),
        ("critical", "payments_stopped"),
        ("error", "request_failed"),
    ]


def test_without_the_id_the_lines_of_the_request_are_not_found(story: dict[str, Any]) -> None:
    """The control: the same lines are written, and none can be told to be of the request."""
    assert story["lines"] > 10
    assert story["found"] == 0
    assert story["result"]["twin"]["figure"] == "1 of 5"


def test_the_card_number_is_in_the_twin_alone(story: dict[str, Any]) -> None:
    for title in ("As people see it", "As machines see it"):
        assert CARD not in section(story, title)["text"]
    assert CARD in section(story, "The twin: print")["text"]


def test_a_higher_threshold_lets_fewer_lines_through(story: dict[str, Any]) -> None:
    bars = section(story, "Lines that each threshold lets through")["bars"]
    values = [bar["value"] for bar in bars]
    assert values == sorted(values, reverse=True)
    assert values[-1] == 1
    assert [expected(level) for level in LEVELS] == [6, 4, 3, 2, 1]


def test_a_file_a_process_keeps_every_line_and_one_for_all_does_not() -> None:
    written = 4 * 1000
    assert kept(own_file, 4, 1000)[0] == written
    assert any(kept(shared_file, 4, 1000)[0] < written for _ in range(TRIES)), "the twin has to lose lines"


def test_the_threshold_is_one_of_five() -> None:
    assert StoryForm({"threshold": "LOUD"}).errors
    assert StoryForm({"threshold": "ERROR"}).is_valid()
