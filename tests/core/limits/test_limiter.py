"""The limiter: exact under parallel processes, small in Valkey, and there when Valkey is not."""

import multiprocessing
from datetime import timedelta
from unittest import mock
from uuid import uuid4

import pytest
import redis
from django.conf import settings

from apps.core.limits import Bucket, Rule
from apps.core.limits.limiter import Limiter
from tests.broker import NOBODY

RULE = Rule("try", rate=1, period=timedelta(hours=1), burst=20)


@pytest.fixture
def bucket() -> Bucket:
    return Bucket(RULE, uuid4().hex)


def passed(bucket: Bucket, tries: int) -> int:
    limiter = Limiter()
    return sum(limiter.take([bucket]).allowed for _ in range(tries))


def test_eight_processes_let_through_exactly_the_limit(bucket: Bucket) -> None:
    with multiprocessing.get_context("fork").Pool(8) as processes:
        assert sum(processes.starmap(passed, [(bucket, 20)] * 8)) == 20


def test_without_a_shared_place_each_process_has_the_limit_for_itself(bucket: Bucket, settings) -> None:
    """The negative control: what is counted in each process alone admits a share for each of them."""
    settings.REDIS_URL = NOBODY
    with multiprocessing.get_context("fork").Pool(8) as processes:
        assert sum(processes.starmap(passed, [(bucket, 20)] * 8)) == 8 * RULE.burst // settings.WEB_PROCESSES


def test_a_bucket_is_one_number_that_is_gone_when_the_bucket_is_full(bucket: Bucket) -> None:
    limiter, key = Limiter(), f"{settings.STATE_KEY_PREFIX}:limit:try:{bucket.key}"
    with redis.Redis.from_url(settings.REDIS_URL) as valkey:
        verdicts = [limiter.take([bucket]) for _ in range(20)]
        assert [verdict.remaining for verdict in verdicts] == list(range(19, -1, -1))
        assert 19 * 3_600_000 < valkey.pttl(key) <= 20 * 3_600_000 + 1000
        assert len(valkey.get(key)) == 16
        assert limiter.forget([bucket])
        assert not valkey.exists(key)
        limiter.give_back([bucket], limiter.take([bucket]))
        assert not valkey.exists(key)


def test_what_is_only_looked_at_is_not_charged(bucket: Bucket) -> None:
    limiter = Limiter()
    assert [limiter.peek([bucket]).remaining for _ in range(3)] == [20, 20, 20]


def test_all_rules_of_a_question_take_one_call(bucket: Bucket) -> None:
    limiter = Limiter()
    limiter.take([bucket])  # the script is loaded
    others = [Bucket(Rule(f"also{place}", 9, timedelta(minutes=1), 9), bucket.key) for place in range(3)]
    send = redis.Connection.send_command
    with mock.patch.object(redis.Connection, "send_command", autospec=True, side_effect=send) as calls:
        assert limiter.take([bucket, *others]).remaining == 8
    assert [call.args[1] for call in calls.call_args_list] == ["EVALSHA"]


def test_a_valkey_that_has_forgotten_the_script_learns_it_again(bucket: Bucket) -> None:
    limiter = Limiter()
    limiter.take([bucket])
    with redis.Redis.from_url(settings.REDIS_URL) as valkey:
        valkey.script_flush()
    verdict = limiter.take([bucket])
    assert (verdict.remaining, verdict.local) == (18, False)


def test_a_connection_that_valkey_has_closed_is_opened_anew(bucket: Bucket) -> None:
    limiter = Limiter()
    limiter.take([bucket])
    with redis.Redis.from_url(settings.REDIS_URL) as valkey:
        valkey.client_kill_filter(_type="normal", skipme=True)
    verdict = limiter.take([bucket])
    assert (verdict.remaining, verdict.local) == (18, False)


def test_while_valkey_is_away_the_process_decides_and_does_not_ask_each_time(bucket: Bucket, settings, caplog) -> None:
    settings.REDIS_URL = NOBODY
    limiter = Limiter()
    verdicts = [limiter.take([bucket]) for _ in range(11)]
    assert [verdict.allowed for verdict in verdicts] == [True] * 10 + [False]
    assert all(verdict.local for verdict in verdicts)
    assert [record.msg["event"] for record in caplog.records] == ["limits_without_valkey"]
    limiter.give_back([bucket], verdicts[-2])
    assert limiter.peek([bucket]).allowed
    assert not limiter.forget([bucket])
    assert limiter.peek([bucket]).remaining == 10


def test_what_was_taken_alone_is_not_given_back_in_valkey(bucket: Bucket, settings) -> None:
    there, limiter = settings.REDIS_URL, Limiter()
    limiter.take([bucket])
    settings.REDIS_URL = NOBODY
    alone = limiter.take([bucket])
    settings.REDIS_URL, limiter._away_until = there, 0.0
    limiter.give_back([bucket], alone)
    assert limiter.peek([bucket]).remaining == 19
