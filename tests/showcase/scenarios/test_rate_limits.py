"""Exhibit 30: one burst against six algorithms, and processes against a limit."""

from typing import Any

import pytest
from django.template.loader import render_to_string

from apps.showcase.lab.processes import quiet
from apps.showcase.scenarios.s30_rate_limits import bursts, racing
from apps.showcase.scenarios.s30_rate_limits.bursts import BURST, EDGE, SHOP, STEADY, TWIN, BurstForm
from apps.showcase.scenarios.s30_rate_limits.racing import ALONE, STOCK, RaceForm, ValkeyAway, race
from tests.broker import NOBODY

SMALL = {"processes": 2, "parallel": 16, "limit": 5, "rounds": 10}


def most(story: str) -> dict[str, float]:
    """The most that each algorithm lets through in any window of ten seconds, where 20 are allowed, 10 at once."""
    result = bursts.compare(quiet, story=story, limit=20, burst=10)
    return {bar["label"]: bar["value"] for bar in result["sections"][1]["bars"]}


def test_across_the_edge_of_a_fixed_window_comes_twice_the_limit() -> None:
    found = most(EDGE)
    assert (found[SHOP], found[TWIN]) == (11, 40)
    assert found["sliding window, a log of times"] == 20


@pytest.mark.parametrize("story", [EDGE, BURST, STEADY])
def test_the_shops_limiter_never_lets_through_more_than_the_limit(story: str) -> None:
    assert most(story)[SHOP] <= 20


def test_a_token_bucket_of_the_whole_limit_lets_through_more_and_a_queue_makes_calls_wait() -> None:
    assert most(BURST)["token bucket of the whole limit"] > 20
    queue = bursts.algorithms(20, 10)["leaky bucket, a queue"]
    assert [queue.ask(1.0) for _ in range(3)] == [1.0, 1.5, 2.0]


def test_two_counters_count_the_last_window_by_the_part_in_sight() -> None:
    counter = bursts.algorithms(20, 10)["sliding window, two counters"]
    assert sum(counter.ask(9.0) is not None for _ in range(30)) == 20
    assert sum(counter.ask(15.0) is not None for _ in range(30)) == 10


def test_the_time_line_has_a_lane_for_each_and_a_table_behind() -> None:
    section = bursts.compare(quiet, story=EDGE, limit=20, burst=10)["sections"][0]
    page = render_to_string("showcase/sections/lanes.html", {"section": section})
    assert page.count("<svg") == 6
    assert page.count("url(#hatch)") == 2  # the twin's two bursts, both whole
    assert '<td class="number">10 / 10</td>' in page


def test_the_stock_throttle_lets_through_more() -> None:
    """Each in its rounds: the shop's limiter exactly the limit, the stock one more, and each process for itself."""
    result = racing.compare(quiet, **SMALL)
    assert (result["answer"]["holds"], result["answer"]["verdict"]) == (True, "exactly 5 in every round")
    assert result["twin"]["holds"] is False
    assert [row[1] for row in result["sections"][1]["rows"]] == ["5"] * 10


def test_a_cache_of_each_process_lets_through_the_limit_in_each() -> None:
    assert race(ALONE, processes=2, parallel=16, limit=5, rounds=1)[0] >= 10


def test_without_valkey_there_is_nothing_to_compare(settings: Any) -> None:
    settings.REDIS_URL = NOBODY
    with pytest.raises(ValkeyAway):
        race(racing.SHOP, **SMALL)


def test_the_forms_refuse_what_makes_no_sense() -> None:
    assert BurstForm({"story": EDGE, "limit": "10", "burst": "10"}).errors["burst"]
    assert RaceForm({"processes": "8", "parallel": "4", "limit": "1", "rounds": "1"}).errors["parallel"]
    assert STOCK in racing.WAYS
