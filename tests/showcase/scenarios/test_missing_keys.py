"""Exhibit 2: messages with holes at three doors that differ in how they read."""

from typing import Any

import pytest

from apps.showcase.lab.processes import Limits, quiet, run_child
from apps.showcase.scenarios.s02_missing_keys.comparing import DEAD, READ, REFUSED, WRONG, compare, post
from apps.showcase.scenarios.s02_missing_keys.corpus import corpus, with_holes
from apps.showcase.scenarios.s02_missing_keys.doors import by_policy
from apps.showcase.scenarios.s02_missing_keys.experiment import MessageForm
from apps.showcase.scenarios.s02_missing_keys.twin import by_defaults, by_raw_access


@pytest.fixture(scope="module")
def result() -> dict[str, Any]:
    """As the page runs it: in a process that knows nothing of Django yet."""
    target = "apps.showcase.scenarios.s02_missing_keys.experiment:post_all"
    report = run_child(target, {"message": "several"}, limits=Limits(seconds=60, megabytes=1500))
    assert report.value, report.cause
    return dict(report.value)


def test_every_hole_is_named_at_once(result: dict[str, Any]) -> None:
    assert (result["answer"]["holds"], result["answer"]["figure"]) == (True, "4")
    said = post(by_policy, with_holes("several"))
    assert (said.status, said.document["code"]) == (422, "payload_refused")
    assert [error["pointer"] for error in said.document["errors"]] == [
        "#/reference",
        "#/amount/value",
        "#/lines/0/sku",
        "#/lines/1/amount/currency",
    ]


def test_no_message_of_the_corpus_kills_the_policy_or_is_booked_wrongly() -> None:
    outcomes = [post(by_policy, document).outcome for _, document in corpus()]
    assert set(outcomes) == {READ, REFUSED}
    assert len(outcomes) > 25


def test_what_is_optional_may_be_left_out() -> None:
    assert post(by_policy, with_holes("whole")).outcome == READ
    assert post(by_policy, with_holes("optional")).document["lines"][0]["quantity"] == 1


def test_the_twins_die_and_book_wrongly(result: dict[str, Any]) -> None:
    """The control: the same messages, without the policy."""
    raw = {post(by_raw_access, document).outcome for _, document in corpus()}
    defaults = {post(by_defaults, document).outcome for _, document in corpus()}
    assert DEAD in raw
    assert WRONG in defaults
    assert not result["twin"]["holds"]
    said = post(by_defaults, with_holes("value"))
    assert (said.status, said.document["booked"]) == (200, "0")


def test_the_page_offers_every_message() -> None:
    for name, _ in MessageForm().fields["message"].choices:
        assert compare(quiet, message=name)["answer"]["holds"], name
