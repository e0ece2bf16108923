"""Calls of the API are counted once each, whatever becomes of them, and every answer says what is left."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from unittest import mock

import pytest
import redis
from django.test import Client

from apps.accounts.models import User
from apps.core.limits import Rule, limiter
from apps.core.limits.local import LocalBuckets
from apps.core.rest import rates, throttling
from apps.core.rest.rates import Limit, Per
from tests.broker import NOBODY
from tests.calling import client_of

pytestmark = pytest.mark.django_db
BEGIN = 1_900_000_000 * 1_000_000
ME, ORDERS = "/api/v2/me/", "/api/v2/orders/"
MINUTE = timedelta(minutes=1)
SMALL = (
    Limit(Rule("burst", rate=60, period=MINUTE, burst=3), Per.KEY),
    Limit(Rule("person", rate=60, period=MINUTE, burst=5), Per.PERSON),
    Limit(Rule("address", rate=60, period=MINUTE, burst=8), Per.ADDRESS),
    Limit(Rule("stranger", rate=60, period=MINUTE, burst=2), Per.STRANGER),
    Limit(Rule("money", rate=60, period=MINUTE, burst=1, cautious=True), Per.PERSON, frozenset({"payments"})),
)
Clock = Callable[[int], None]


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Small limits, on a clock that stands until it is set to so many seconds after the beginning."""
    now, take = [BEGIN], limiter.take
    monkeypatch.setattr(limiter, "take", lambda buckets: take(buckets, now=now[0]))
    monkeypatch.setattr(throttling, "LIMITS", SMALL)
    monkeypatch.setattr(throttling, "POLICIES", {limit.rule.name: rates.policy_of(limit.rule) for limit in SMALL})

    def at(seconds: int) -> None:
        now[0] = BEGIN + seconds * 1_000_000

    return at


def left_of(answer: Any) -> dict[str, tuple[int, int]]:
    """What `RateLimit` says of each limit."""
    return {
        name: (int(r), int(t)) for name, r, t in re.findall(r'"(\w+)";r=(\d+);t=(\d+)', answer.headers["RateLimit"])
    }


def test_an_answer_tells_every_limit_and_what_is_left_of_it(people: dict[str, User]) -> None:
    answer = client_of(people["owner"]).get(ME)
    assert answer.headers["RateLimit-Policy"] == '"burst";q=3;w=3, "person";q=5;w=5, "address";q=8;w=8'
    assert answer.headers["RateLimit"] == '"burst";r=2;t=1, "person";r=4;t=1, "address";r=7;t=1'
    assert "Retry-After" not in answer.headers


def test_beyond_the_limit_the_answer_says_when_to_come_again(people: dict[str, User], clock: Clock) -> None:
    client = client_of(people["owner"])
    assert [client.get(ME).status_code for _ in range(4)] == [200, 200, 200, 429]
    refused = client.get(ME)
    assert (refused.headers["Retry-After"], left_of(refused)["burst"]) == ("1", (0, 1))
    assert (refused.json()["code"], refused.json()["detail"]) == (
        "throttled",
        "The limit `burst` lets through 3 at once and that many again in 3 seconds. Try again in 1 second.",
    )
    assert left_of(refused)["person"] == (2, 1)  # what is refused is charged nowhere
    clock(1)
    assert client.get(ME).status_code == 200


def test_without_the_throttle_nothing_is_refused(people: dict[str, User], settings: Any) -> None:
    """The negative control, and the way to lift the limits."""
    settings.API_LIMITS = False
    client = client_of(people["owner"])
    answers = [client.get(ME) for _ in range(6)]
    assert {answer.status_code for answer in answers} == {200}
    assert not any("RateLimit" in answer.headers for answer in answers)


def test_tokens_have_their_own_limit_and_share_that_of_their_person(people: dict[str, User]) -> None:
    one, other, somebody = client_of(people["owner"]), client_of(people["owner"]), client_of(people["manager"])
    assert [client.get(ME).status_code for client in (one, one, one, one, other, other, other)] == [200] * 3 + [
        429,
        200,
        200,
        429,
    ]
    assert left_of(somebody.get(ME)) == {"burst": (2, 1), "person": (4, 1), "address": (2, 1)}


def test_strangers_and_wrong_tokens_are_counted_by_address(people: dict[str, User]) -> None:
    wrong = client_of(None)
    wrong.credentials(HTTP_AUTHORIZATION="Token vit_wrong")
    assert [wrong.get(ME).status_code, client_of(None).get(ORDERS).status_code] == [401, 401]
    refused = [wrong.get(ME), client_of(None).get(ORDERS), client_of(None).get("/api/nowhere/")]
    assert [answer.status_code for answer in refused] == [429] * 3
    assert {answer.headers["Retry-After"] for answer in refused} == {"1"}
    elsewhere = client_of(None).get(ORDERS, REMOTE_ADDR="192.0.2.7")
    assert (elsewhere.status_code, left_of(elsewhere)) == (401, {"address": (7, 1), "stranger": (1, 1)})
    assert client_of(people["owner"]).get(ME).status_code == 200  # who is known is not held up by them


@pytest.mark.parametrize(
    ("address", "more", "status"),
    [
        ("/api/v2/orders/nothing/", {}, 404),
        ("/api/v2/orders/?wrong=1", {}, 400),
        ("/api/v2/orders/", {"HTTP_ACCEPT": "image/png"}, 406),
        ("/api/v1/orders/", {}, 200),
        ("/api/nowhere/", {}, 404),
    ],
)
def test_every_answer_is_counted_once_and_says_so(
    people: dict[str, User], address: str, more: dict[str, str], status: int
) -> None:
    client = client_of(people["owner"])
    with mock.patch.object(limiter, "take", side_effect=limiter.take) as take:
        answer = client.get(address, **more)
    assert (answer.status_code, take.call_count) == (status, 1)
    assert answer.headers["RateLimit-Policy"].count(";q=") == len(left_of(answer)) > 0


def test_methods_that_there_are_not_and_what_may_not_be_done_count_too(people: dict[str, User]) -> None:
    """An unknown method counts as a change: two of three."""
    client = client_of(people["warehouse"])
    answers = [client.get("/api/v2/payments/"), client.generic("PROPFIND", ME), client.get(ME)]
    assert [answer.status_code for answer in answers] == [403, 405, 429]


def test_what_costs_more_counts_as_more_and_money_has_a_limit_of_its_own(
    people: dict[str, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(rates.COSTS, "tokens:write", 2)
    client = client_of(people["owner"])
    assert left_of(client.post("/api/v2/me/tokens/", {}, format="json"))["burst"] == (1, 1)
    paid = client.get("/api/v2/payments/")
    assert (paid.status_code, left_of(paid)["money"]) == (200, (0, 1))


def test_a_session_is_counted_as_its_person(people: dict[str, User]) -> None:
    client = Client()
    client.force_login(people["customer"])
    assert left_of(client.get(ME))["burst"] == (2, 1)
    again = Client()
    again.force_login(people["customer"])
    assert left_of(again.get(ME))["burst"] == (1, 1)


def test_without_valkey_each_process_lets_through_its_part_and_nobody_gets_an_error(
    people: dict[str, User], settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of limits of 20 each of two processes lets through 10, of that of money 5."""
    rules = [Rule(name, rate=60, period=MINUTE, burst=20, cautious=name == "money") for name in ("burst", "money")]
    places = [(Per.KEY, frozenset[str]()), (Per.PERSON, frozenset({"payments"}))]
    limits = [Limit(rule, *place) for rule, place in zip(rules, places, strict=True)]
    monkeypatch.setattr(throttling, "LIMITS", limits)
    settings.REDIS_URL = NOBODY
    monkeypatch.setattr(limiter, "_local", LocalBuckets(2))
    client = client_of(people["owner"])
    answers = [client.get("/api/v2/payments/") for _ in range(6)] + [client.get(ME) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429] + [200] * 5 + [429]
    assert (answers[5].headers["Retry-After"], answers[-1].headers["Retry-After"]) == ("4", "2")
    assert left_of(answers[0]) == {"burst": (9, 2), "money": (4, 4)}


def test_the_throttle_takes_one_round_trip(people: dict[str, User]) -> None:
    client = client_of(people["owner"])
    client.get(ME)
    send = redis.Connection.send_command
    with mock.patch.object(redis.Connection, "send_command", autospec=True, side_effect=send) as calls:
        client.get("/api/v2/payments/")
    assert [call.args[1] for call in calls.call_args_list] == ["EVALSHA"]
