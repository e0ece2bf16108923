"""Every experiment of the query lab, once at the smallest size: a new module joins by itself."""

from dataclasses import replace

import pytest

from apps.showcase.lab import rounds
from apps.showcase.lab.experiments import exhibits, find_exhibit, find_pair, pairs
from apps.showcase.lab.pairs import Counts, Exhibit, Pair, Way
from apps.showcase.lab.processes import quiet
from apps.showcase.lab.recording import Sent
from apps.showcase.lab.rounds import DifferentResults, execution_ms, measure

each_pair = pytest.mark.parametrize("pair", pairs(), ids=lambda pair: pair.slug)


@each_pair
def test_all_ways_say_the_same_and_the_page_is_right_about_them(pair: Pair, in_tiny_lab: None) -> None:
    told = measure(quiet, pair=pair.slug, seconds=0, rounds=1, few=True)  # raises when the results differ
    naive, tuned = told["ways"][:2]
    assert tuned["queries"] <= naive["queries"]
    assert naive["rows"] == tuned["rows"] > 0
    for way in told["ways"]:
        assert way["sent"], "it asked the database nothing"
        assert all(sent["path"].startswith("apps/") for sent in way["sent"])
        if pair.counts == Counts.DATABASE:
            assert way["execution"] > 0
            assert way["sent"][0]["plan"]


def test_queries_in_a_loop_are_not_counted_in_time_of_the_database() -> None:
    with pytest.raises(AssertionError, match="Sent 2 times"):
        execution_ms(Sent("SELECT 1", "", 0, count=2))


@pytest.mark.parametrize("exhibit", exhibits(), ids=lambda exhibit: exhibit.slug)
def test_an_experiment_says_what_a_page_needs(exhibit: Exhibit) -> None:
    assert exhibit.question.endswith("?")
    assert exhibit.lede.endswith(".")
    assert exhibit.when_not.endswith(".")
    assert not isinstance(exhibit, Pair) or exhibit.floors
    assert all(find_exhibit(slug) for slug in exhibit.read_next), exhibit.read_next
    assert len({way.title for way in exhibit.ways.values()}) == len(exhibit.ways)


def test_slugs_are_addresses_and_each_is_one_experiment() -> None:
    slugs = [exhibit.slug for exhibit in exhibits()]
    assert len(set(slugs)) == len(slugs)
    assert find_exhibit("nothing-like-this") is None


JOINED = find_pair("multiplying-join")


@pytest.mark.parametrize(
    ("other", "says"),
    [
        (Way("Guessed", lambda: ()), "another result than the naive way"),
        (replace(JOINED.naive, title="Not as bad as we say", wrong=True), "the same result as the naive way"),
    ],
)
def test_a_way_whose_result_is_not_as_it_says_stops_the_run(other, says, monkeypatch, in_tiny_lab):
    monkeypatch.setattr(rounds, "find_pair", lambda slug: replace(JOINED, others=(other,)))
    with pytest.raises(DifferentResults, match=f"“{other.title}” gives {says}"):
        measure(quiet, pair=JOINED.slug, seconds=0, few=True)
