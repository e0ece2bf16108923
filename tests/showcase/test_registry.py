"""All forty are there, and what a live one names exists."""

import re

import pytest
from django.conf import settings

from apps.showcase.registry import find, scenarios
from apps.showcase.scenarios.scenario import Level, Scenario, Use
from apps.showcase.web.document import document
from apps.showcase.web.sources import line_of_test, locate, source_of

LIVE = [scenario for scenario in scenarios() if scenario.live]
each_live = pytest.mark.parametrize("scenario", LIVE, ids=lambda scenario: scenario.slug)


def test_all_forty_are_there_by_number():
    assert [scenario.number for scenario in scenarios()] == list(range(1, 41))
    assert len({scenario.slug for scenario in scenarios()}) == 40


def test_levels_follow_the_numbers():
    counts = {level: sum(scenario.level == level for scenario in scenarios()) for level in Level}
    assert list(counts.values()) == [8, 10, 10, 12]


def test_every_scenario_asks_and_says_what_it_shows():
    for scenario in scenarios():
        assert scenario.question.endswith("?"), scenario.slug
        assert scenario.sentence.endswith((".", "?")), scenario.slug


def test_these_are_live():
    assert [scenario.number for scenario in LIVE] == [1, 2, 3, 4, 5, 6, 7, 8, 14, 16, 21, 26, 27, 28, 30]
    assert find("duplicates") is LIVE[0]
    assert find("nothing-like-this") is None


@each_live
def test_a_live_scenario_has_all_its_parts(scenario: Scenario):
    assert len(scenario.paragraphs) >= 2
    assert scenario.serves
    assert scenario.tests
    assert scenario.curl
    assert {named.use for named in scenario.named} == set(Use)
    for experiment in scenario.experiments:
        assert experiment.answer
        assert experiment.twin
        module, _, function = experiment.target.partition(":")
        assert callable(locate(f"{module}.{function}"))


@each_live
def test_code_that_a_page_shows_exists_with_its_decisive_words(scenario: Scenario):
    for shown in scenario.shown:
        source = source_of(shown)
        assert (settings.BASE_DIR / source.path).read_text().splitlines()[source.line - 1].strip()
        assert [mark for mark in shown.marks if mark not in source.text] == []


@each_live
def test_the_twin_is_the_showcases_own_and_what_serves_is_not(scenario: Scenario):
    for shown in scenario.serves:
        assert not source_of(shown).path.startswith("apps/showcase")
    for experiment in scenario.experiments:
        for shown in experiment.twin:
            assert source_of(shown).path.startswith("apps/showcase")


@each_live
def test_tests_and_document_that_a_page_names_exist(scenario: Scenario):
    for test in scenario.tests:
        assert line_of_test(test) > 0
    assert (settings.BASE_DIR / scenario.document).is_file()


def test_a_name_that_is_not_there_is_found_out():
    with pytest.raises(LookupError, match="there is no apps"):
        locate("apps.orders.nothing")
    with pytest.raises(LookupError, match="there is no tests/nothing"):
        line_of_test("tests/nothing.py::test_nothing")
    with pytest.raises(LookupError, match="there is no test_nothing"):
        line_of_test("tests/showcase/test_registry.py::test_nothing")


def test_the_document_is_made_from_the_registry():
    assert (settings.BASE_DIR / "docs" / "scenarios.md").read_text() == document(), "run manage.py scenarios --write"


def test_the_readme_says_how_many_scenarios_are_live() -> None:
    told = re.search(r"(\d+) of them are live", (settings.BASE_DIR / "README.md").read_text())
    assert told is not None
    assert int(told[1]) == sum(scenario.live for scenario in scenarios())
