"""The algorithm: pure, and the same as the script that Valkey runs."""

from bisect import bisect_right
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import settings as trying
from hypothesis import strategies as st

from apps.core.limits.gcra import Bucket, Rule
from apps.core.limits.local import LocalBuckets
from apps.core.limits.valkey import ValkeyBuckets

HOUR = timedelta(hours=1)
SECOND = 1_000_000
BEGIN = 1_800_000_000 * SECOND

rules = st.builds(
    Rule,
    name=st.just("try"),
    rate=st.integers(1, 100),
    period=st.sampled_from([timedelta(seconds=1), timedelta(minutes=1), HOUR]),
    burst=st.integers(1, 50),
)
pauses = st.one_of(st.integers(0, 5), st.integers(0, 10 * SECOND), st.integers(0, 4000 * SECOND))
acts = st.sampled_from(["take", "take", "take", "peek", "give back"])


@trying(max_examples=40)
@given(
    st.lists(st.tuples(rules, st.integers(1, 9)), min_size=1, max_size=4),
    st.lists(st.tuples(acts, pauses), max_size=25),
)
def test_the_script_and_the_model_say_the_same(chosen: list[tuple[Rule, int]], story: list[tuple[str, int]]) -> None:
    """Over any rules, any times and any order of taking, looking and giving back."""
    key, now = uuid4().hex, BEGIN
    buckets = [
        Bucket(replace(rule, name=f"try{place}"), key, min(cost, rule.burst))
        for place, (rule, cost) in enumerate(chosen)
    ]
    script, model, prefix = ValkeyBuckets(settings.REDIS_URL), LocalBuckets(1), settings.STATE_KEY_PREFIX
    given = None
    for act, pause in story:
        now += pause
        if act == "give back" and given is not None:
            script.give_back(prefix, buckets, given, now=now)
            model.give_back(buckets, given, now=now)
            given = None
        else:
            said = script.take(prefix, buckets, now=now, taking=act == "take")
            meant = model.take(buckets, now=now, taking=act == "take")
            assert said == meant._replace(local=False)
            assert said.at == now
            given = said if act == "take" and said.allowed else given


@given(rules, st.lists(st.tuples(st.booleans(), pauses, st.integers(0, 3 * SECOND)), max_size=60))
def test_no_period_lets_through_more_than_burst_and_rate(rule: Rule, story: list[tuple[bool, int, int]]) -> None:
    """Counted over every stretch of a period, its ends included. What is given back counts as never taken."""
    buckets, model, now = [Bucket(rule, "somebody")], LocalBuckets(1), BEGIN
    kept: list[int] = []
    for stays, pause, checking in story:
        now += pause
        verdict = model.take(buckets, now=now)
        if verdict.allowed and stays:
            kept.append(now)
        elif verdict.allowed:
            now += checking
            model.give_back(buckets, verdict, now=now)
    period = rule.period // timedelta(microseconds=1)
    assert max((bisect_right(kept, at + period) - place for place, at in enumerate(kept)), default=0) <= (
        rule.burst + rule.rate
    )


def test_a_full_bucket_is_full_again_when_what_was_taken_is_given_back() -> None:
    buckets, model = [Bucket(Rule("try", 15, HOUR, 5), "somebody")], LocalBuckets(1)
    verdict = model.take(buckets, now=BEGIN)
    assert (verdict.allowed, verdict.remaining, verdict.retry_after) == (True, 4, 0)
    model.give_back(buckets, verdict, now=BEGIN + SECOND)
    assert model.take(buckets, now=BEGIN + SECOND, taking=False).remaining == 5


def test_retry_after_is_right_to_the_second() -> None:
    buckets, model = [Bucket(Rule("try", 15, HOUR, 5), "somebody")], LocalBuckets(1)
    for _ in range(5):
        assert model.take(buckets, now=BEGIN).allowed
    refused = model.take(buckets, now=BEGIN + SECOND)
    assert (refused.allowed, refused.remaining, refused.retry_after) == (False, 0, 239)
    assert not model.take(buckets, now=BEGIN + 240 * SECOND - 1).allowed
    assert model.take(buckets, now=BEGIN + 240 * SECOND).allowed


def test_a_refusal_charges_no_bucket_and_names_the_rule() -> None:
    wide, narrow = Bucket(Rule("wide", 1, HOUR, 9), "a"), Bucket(Rule("narrow", 1, HOUR, 1), "b")
    model = LocalBuckets(1)
    assert model.take([wide, narrow], now=BEGIN).rule == narrow.rule
    refused = model.take([wide, narrow], now=BEGIN)
    assert (refused.allowed, refused.rule, refused.retry_after) == (False, narrow.rule, 3600)
    assert model.take([wide], now=BEGIN, taking=False).remaining == 8


@pytest.mark.parametrize(("processes", "let_through"), [(1, 20), (2, 9), (8, 2)])
def test_all_processes_together_stay_below_the_limit(processes: int, let_through: int) -> None:
    """Each lets through its share of an hour: a burst that is divided and refilled more slowly."""
    model, passed = LocalBuckets(processes), 0
    for minute in range(61):
        now = BEGIN + minute * 60 * SECOND
        while model.take([Bucket(Rule("try", 15, HOUR, 5), "somebody")], now=now).allowed:
            passed += 1
    assert passed == let_through
    assert passed * processes <= 20


def test_many_callers_do_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("apps.core.limits.local.MOST_BUCKETS", 100)
    model, rule = LocalBuckets(1), Rule("try", 1, HOUR, 1)
    for caller in range(1000):
        assert model.take([Bucket(rule, str(caller))], now=BEGIN + caller).allowed
    assert len(model._full_at) <= 100
    assert not model.take([Bucket(rule, "999")], now=BEGIN + 1000).allowed


@given(rules, st.lists(st.tuples(st.integers(0, 3 * SECOND), st.integers(1, 50)), max_size=40))
def test_who_keeps_to_the_advertised_window_is_never_refused(rule: Rule, story: list[tuple[int, int]]) -> None:
    """At most `burst` in any stretch of `window` seconds, in whatever portions."""
    buckets, model, now = [Bucket(rule, "somebody")], LocalBuckets(1), BEGIN
    sent: list[int] = []
    for pause, wanted in story:
        now += pause
        recent = len(sent) - bisect_right(sent, now - rule.window * SECOND)
        for _ in range(min(wanted, rule.burst - recent)):
            assert model.take(buckets, now=now).allowed
            sent.append(now)


def test_what_costs_more_takes_more_at_once() -> None:
    rule, model = Rule("try", 60, timedelta(minutes=1), 10), LocalBuckets(1)
    assert model.take([Bucket(rule, "a", 7)], now=BEGIN).remaining == 3
    refused = model.take([Bucket(rule, "a", 5)], now=BEGIN)
    assert (refused.allowed, refused.remaining, refused.retry_after) == (False, 3, 2)
    assert model.take([Bucket(rule, "a", 5)], now=BEGIN + 2 * SECOND).allowed


def test_each_rule_says_what_is_left_and_when_there_is_one_more() -> None:
    wide, narrow = Rule("wide", 1, timedelta(seconds=10), 9), Rule("narrow", 2, timedelta(seconds=1), 1)
    model = LocalBuckets(1)
    buckets = [Bucket(wide, "a"), Bucket(narrow, "a")]
    assert model.take(buckets, now=BEGIN, taking=False).standings() == [(wide, 9, 0), (narrow, 1, 0)]
    assert model.take(buckets, now=BEGIN).standings() == [(wide, 8, 10), (narrow, 0, 1)]
    assert model.take(buckets, now=BEGIN + 7 * SECOND).standings() == [(wide, 7, 3), (narrow, 0, 1)]


def test_alone_a_process_halves_its_part_of_a_cautious_rule_and_lets_through_what_costs_more() -> None:
    rule, model = Rule("try", 1, HOUR, 20, cautious=True), LocalBuckets(2)
    assert [model.take([Bucket(rule, "a")], now=BEGIN).allowed for _ in range(6)] == [True] * 5 + [False]
    assert model.take([Bucket(rule, "b", 20)], now=BEGIN).allowed
    assert not model.take([Bucket(rule, "b")], now=BEGIN).allowed
