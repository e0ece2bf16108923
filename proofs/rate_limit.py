"""Limits under parallel calls: exactly the limit, what answers say is right, and nobody gets an error without Valkey.

The stock throttle of Django REST framework runs the same race beside it. The guard taken away, the limiter reads,
decides and writes in three steps, as that one does, instead of in one script.
"""

import random
import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from itertools import cycle, islice
from secrets import token_hex
from time import monotonic
from typing import Any
from unittest import mock

import requests

from apps.core.limits import Bucket, Rule, Verdict, limiter
from apps.core.limits.gcra import charged, judge, room_of
from apps.core.limits.valkey import ValkeyBuckets, keys_of
from apps.core.rest.rates import LIMITS, POLICIES
from apps.showcase.scenarios.s30_rate_limits.racing import SHOP, STOCK, race
from proofs.outcome import Outcome, Proof, Trial
from proofs.shop import running, token_for

RACE = {"processes": 8, "parallel": 60, "limit": 10}
ROUNDS, STORIES, CALLS, FEWEST, AT_ONCE = 20, 300, 400, 100, 16
NOBODY = "redis://127.0.0.1:1/0"
PROCESSES = 2
RULES = {limit.rule.name: limit.rule for limit in LIMITS}
MONEY, PAYMENTS = RULES["money"], "/api/v2/payments/"
POLICY, LEFT = re.compile(r'"(\w+)";q=(\d+);w=([1-9]\d*)'), re.compile(r'"(\w+)";r=(\d+);t=(\d+)')


def prove(trial: Trial) -> Outcome:
    """On a shop of its own: processes that race, then two real servers, then one that has no Valkey."""
    calls = max(int(CALLS * trial.scale), FEWEST)
    patches = [] if trial.guard else ["proofs.rate_limit:take_guard_away"]
    got = races(trial) | retries(trial)
    with running(*patches) as one, running(*patches) as other:
        got |= storm([one.address, other.address], token_for("auditor"), calls)
    with running(*patches, REDIS_URL=NOBODY, WEB_PROCESSES=str(PROCESSES)) as lonely:
        got |= without_valkey(lonely.address, token_for("auditor"), calls // 2)
    return Outcome(got, passed=holds(got) and alone_holds(got))


def holds(got: dict[str, Any]) -> bool:
    return (
        got["let_through_of_60_in_each_round"] == [RACE["limit"]]
        and got["retry_after_right"] == got["retry_after_tried"] > 0
        and got["answers_that_say_what_is_left"] == got["answers_right"] == got["calls"]
        and 0 < got["let_through"] <= got["allowed_meanwhile"]
        and got["refused"] > 0
    )


def alone_holds(got: dict[str, Any]) -> bool:
    return (
        got["without_valkey_errors"] == 0
        and 0 < got["without_valkey_let_through"] <= got["without_valkey_allowed_meanwhile"]
    )


def take_guard_away() -> None:
    """The same algorithm in three steps: read, decide here, write."""
    mock.patch.object(ValkeyBuckets, "take", take_in_steps).start()


def take_in_steps(
    self: ValkeyBuckets, prefix: str, buckets: Sequence[Bucket], *, now: int = 0, taking: bool = True
) -> Verdict:
    seconds, micros = self._client.time()
    at, keys = now or seconds * 1_000_000 + micros, keys_of(prefix, buckets)
    full = [int(value or 0) for value in self._client.mget(keys)]
    rooms = [room_of(bucket.rule, full_at, at) for bucket, full_at in zip(buckets, full, strict=True)]
    verdict = judge(buckets, rooms, at, taking=taking)
    if taking and verdict.allowed:
        for key, bucket, full_at in zip(keys, buckets, full, strict=True):
            self._client.set(key, charged(bucket, full_at, at), px=bucket.rule.capacity // 1000 + 1000)
    return verdict


def races(trial: Trial) -> dict[str, Any]:
    """How many different counts there were over all rounds, by the shop and by the stock throttle."""
    rounds = max(int(ROUNDS * trial.scale), 2)
    if not trial.guard:
        take_guard_away()
    try:
        ours = race(SHOP, **RACE, rounds=rounds)
    finally:
        mock.patch.stopall()
    stock = race(STOCK, **RACE, rounds=rounds)
    return {
        "rounds": rounds,
        "let_through_of_60_in_each_round": sorted(set(ours)),
        "stock_throttle_let_through": [min(stock), max(stock)],
    }


def retries(trial: Trial) -> dict[str, Any]:
    """Rules and times by chance, on the limiter's clock instead of ours: the call is let through after the seconds that
    a refusal names, and not a second before."""
    chance = random.Random(trial.seed)
    tried = right = 0
    for _ in range(max(int(STORIES * trial.scale), 20)):
        period = timedelta(seconds=chance.choice([1, 60, 3600]))
        rule = Rule("proof", rate=chance.randint(1, 100), period=period, burst=chance.randint(1, 20))
        bucket = Bucket(rule, token_hex(8), chance.randint(1, rule.burst))
        now = 2_000_000_000_000_000
        while (refused := limiter.take([bucket], now=now)).allowed:
            now += chance.randint(0, rule.interval)
            if chance.random() < 0.01:  # it comes no faster than it refills
                break
        if refused.allowed:
            continue
        wait = refused.retry_after * 1_000_000
        early = limiter.peek([bucket], now=now + wait - 1_000_000).allowed
        tried += 1
        right += limiter.peek([bucket], now=now + wait).allowed and not early and refused.retry_after >= 1
        limiter.forget([bucket])
    return {"retry_after_tried": tried, "retry_after_right": right}


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    code: str

    @property
    def says(self) -> bool:
        """Both fields, in the form of the draft, about the same limits."""
        policy, left = self.headers.get("RateLimit-Policy", ""), self.headers.get("RateLimit", "")
        policies, lefts = policy.split(", "), left.split(", ")
        return (
            all(map(POLICY.fullmatch, policies))
            and all(map(LEFT.fullmatch, lefts))
            and [one.split(";")[0] for one in policies] == [one.split(";")[0] for one in lefts]
        )

    @property
    def right(self) -> bool:
        """The policies are the table's, less is left than there is, and a refusal says why and when to come again."""
        lefts = {name: (int(r), int(t)) for name, r, t in LEFT.findall(self.headers.get("RateLimit", ""))}
        told = all(POLICIES[name] in self.headers.get("RateLimit-Policy", "") for name in lefts)
        bounded = all(
            0 <= r <= RULES[name].burst and (t >= 1 or r == RULES[name].burst) for name, (r, t) in lefts.items()
        )
        wait = int(self.headers.get("Retry-After", 0))
        empty = [t for r, t in lefts.values() if r == 0]
        refused = self.code == "throttled" and bool(empty) and wait >= max(empty)
        return told and bounded and (refused if self.status == 429 else self.status == 200 and not wait)


def ask(shop: str, path: str, token: str) -> Answer:
    answer = requests.get(f"{shop}{path}", headers={"Authorization": f"Token {token}"}, timeout=30)
    code = answer.json().get("code", "") if answer.status_code >= 400 else ""
    return Answer(answer.status_code, dict(answer.headers), code)


def ask_all(shops: Sequence[str], path: str, token: str, calls: int) -> tuple[list[Answer], float]:
    """So many calls over the shops in turn, several at once, and the seconds that they took."""
    begun = monotonic()
    with ThreadPoolExecutor(AT_ONCE) as crowd:
        answers = list(crowd.map(lambda shop: ask(shop, path, token), islice(cycle(shops), calls)))
    return answers, monotonic() - begun


def storm(shops: Sequence[str], token: str, calls: int) -> dict[str, Any]:
    """Payments, by one token, at servers that share a Valkey: what they let through, and what every answer says."""
    answers, seconds = ask_all(shops, PAYMENTS, token, calls)
    return {
        "calls": calls,
        "let_through": sum(answer.status == 200 for answer in answers),
        "refused": sum(answer.status == 429 for answer in answers),
        "allowed_meanwhile": MONEY.burst + int(seconds * 1_000_000 / MONEY.interval) + 1,
        "answers_that_say_what_is_left": sum(answer.says for answer in answers),
        "answers_right": sum(answer.right for answer in answers),
    }


def without_valkey(shop: str, token: str, calls: int) -> dict[str, Any]:
    """Payments at one of two processes whose Valkey is away: half of its part of the limit of money."""
    answers, seconds = ask_all([shop], PAYMENTS, token, calls)
    parts = PROCESSES * 2
    refill = seconds * 1_000_000 / (MONEY.interval * parts)
    return {
        "without_valkey_calls": calls,
        "without_valkey_errors": sum(answer.status not in (200, 429) for answer in answers),
        "without_valkey_let_through": sum(answer.status == 200 for answer in answers),
        "without_valkey_allowed_meanwhile": MONEY.burst // parts + int(refill) + 1,
    }


PROOF = Proof(
    "rate-limit",
    "8 processes, limit 10, 60 calls at once, 20 rounds: exactly 10 each; RateLimit and Retry-After right in 100 % of"
    " answers; without Valkey no error, and of money half of a process's part",
    prove,
)
