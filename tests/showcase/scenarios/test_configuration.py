"""Exhibit 6: a wrong environment ends the start; the twin starts."""

import json

import pytest

from apps.showcase.lab.processes import quiet
from apps.showcase.scenarios.s06_configuration.experiment import CANARY, WRONG, StartForm, compare
from apps.showcase.scenarios.s06_configuration.twin import live


@pytest.fixture(scope="module")
def result() -> dict:
    return compare(quiet, wrong="all")


def test_the_start_names_every_mistake_at_once(result: dict) -> None:
    answer = result["answer"]
    assert (answer["holds"], answer["figure"]) == (True, "7 of 7")
    assert dict(answer["facts"])["Exit code"] == "2"
    assert [name for name in WRONG if name not in result["sections"][0]["text"]] == []


def test_no_secret_is_part_of_the_result(result: dict) -> None:
    assert CANARY not in json.dumps(result)


def test_every_option_is_shown_with_its_source(result: dict) -> None:
    rows = {row[0]: row[1:4] for row in result["sections"][2]["rows"]}
    assert rows["SECRET_KEY"] == ["str", "environment", "***"]
    assert rows["REDIS_URL"] == ["address", "secret file, named by environment", "redis://:***@valkey.example:6379/0"]
    assert rows["CURRENCY"] == ["str", "default", "GBP"]


def test_the_same_mistakes_pass_the_start_of_the_twin(result: dict, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: without the check at the start, mistakes are met by visitors; with right values there are none."""
    steps = result["sections"][1]["steps"]
    assert [step["holds"] for step in steps] == [True, False, False, False]
    assert "TypeError" in steps[-1]["text"]
    monkeypatch.delenv("SHOWCASE", raising=False)
    monkeypatch.setenv("PAYMENT_API_KYE", "key-of-the-sandbox")
    day = {visit["title"]: visit["answer"] == visit["meant"] for visit in live(quiet)}
    assert (day["A stranger looks for the map, switched off"], day["The first payment"]) == (True, True)


def test_one_mistake_or_none_can_be_chosen() -> None:
    assert StartForm({"wrong": "LOG_LEVEL"}).is_valid()
    assert StartForm({"wrong": "none"}).is_valid()
    assert StartForm({"wrong": "/etc/passwd"}).errors
