"""Guessing passwords at two web processes that share a Valkey: how many guesses are looked at, and what the rest tells.

The guard taken away, nothing counts guesses: every one is looked at.
"""

import random
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from datetime import timedelta
from secrets import token_hex
from statistics import median
from time import monotonic, perf_counter
from typing import Any
from unittest import mock

from django.contrib.sessions.backends.db import SessionStore

from apps.accounts.models import User
from apps.accounts.services.guesses import ACCOUNT, Guess
from apps.core.limits import Bucket, Verdict, limiter
from proofs.outcome import Outcome, Proof, Trial
from proofs.shop import Server, running
from proofs.sign_in_client import LOOKED_AT, REFUSED, SIGNED_IN, Visitor, is_known

GUESSES, ACCOUNTS, SIGN_INS, PAIRS, CROWD = 10_000, 2_000, 100, 150, 50
AT_ONCE = 16
PER_HOUR, PER_MINUTE_AND_ADDRESS, MOST_MS, MOST_MB = 20, 50, 5.0, 300
PASSWORD = "a password that nobody guesses"  # noqa: S105
UNGUARDED_GUESSES = 200
TRUST_US = {"TRUSTED_PROXIES": "127.0.0.1/32"}


def prove(trial: Trial) -> Outcome:
    """On a shop of its own, over two real servers with real hashes."""
    patches = [] if trial.guard else ["proofs.login:take_guard_away"]
    with running(*patches, **TRUST_US) as one, running(*patches, **TRUST_US) as other:
        got = attack([one.address, other.address], trial)
        got |= timing(one.address, max(int(PAIRS * trial.scale), 10))
        got |= memory(one, max(int(CROWD * trial.scale), 5))
    return Outcome(got, passed=holds(got))


def take_guard_away() -> None:
    """Let every guess through, and hash as many passwords at once as come."""
    verdict = Verdict(allowed=True, rule=ACCOUNT, remaining=1, retry_after=0, at=0, local=True)
    guess = Guess(Bucket(ACCOUNT, "nobody"), verdict)
    mock.patch("apps.accounts.backends.take_guess", return_value=guess).start()
    mock.patch("apps.accounts.services.passwords.AT_ONCE", nullcontext()).start()


def holds(got: dict[str, Any]) -> bool:
    return (
        0 < got["checked_of_one_account"] <= PER_HOUR
        and got["checked_in_the_worst_hour"] == PER_HOUR
        and got["most_checked_of_an_account"] <= 1
        and got["checked_from_one_address"] <= got["allowed_from_one_address"]
        and got["sessions_renewed"] == got["sign_ins"]
        and got["sessions_alive_after_sign_out_or_end"] == 0
        and abs(got.get("median_ms_longer_if_known", 0)) <= MOST_MS
        and got.get("megabytes_more", 0) <= MOST_MB
    )


def attack(shops: Sequence[str], trial: Trial) -> dict[str, Any]:
    """Everything but times and memory, against servers on this process's database."""
    people = make_people(max(int(ACCOUNTS * trial.scale) // 2, 10) + 2)
    guesses = int(GUESSES * trial.scale)
    return (
        one_account(shops, people.pop(), guesses if trial.guard else min(guesses, UNGUARDED_GUESSES))
        | worst_hour()
        | sessions(shops, people.pop(), max(int(SIGN_INS * trial.scale), 3))
        | many_accounts(shops, [person.email for person in people], trial)
    )


def make_people(number: int) -> list[User]:
    """Customers who have one password; hashing it for each of them would take a minute."""
    first = User(email="", name="")
    first.set_password(PASSWORD)
    mark = token_hex(4)
    people = [User(email=f"{mark}-{place}@proofs.example", password=first.password) for place in range(number)]
    return list(User.objects.bulk_create(people))


def one_account(shops: Sequence[str], person: User, guesses: int) -> dict[str, Any]:
    """So many guesses at one account, from another address each, at once over all servers; then the right password."""

    def guess_on(part: int) -> Counter[int]:
        visitor, answers = Visitor(shops[part % len(shops)]), Counter[int]()
        for place in range(part, guesses, AT_ONCE):
            visitor.seen_at = f"198.51.{place // 256}.{place % 256}"
            answers[visitor.guess(person.email, f"guess {place}").status_code] += 1
        return answers

    with ThreadPoolExecutor(AT_ONCE) as crowd:
        answers: Counter[int] = sum(crowd.map(guess_on, range(AT_ONCE)), Counter())
    late = Visitor(shops[0], seen_at="198.18.0.1").guess(person.email, PASSWORD)
    return {
        "guesses_at_one_account": guesses,
        "checked_of_one_account": answers[LOOKED_AT],
        "refused_of_one_account": answers[REFUSED],
        "right_password_while_locked": late.status_code,
        "retry_after_seconds": int(late.headers.get("Retry-After", 0)),
    }


def worst_hour() -> dict[str, Any]:
    """Two hours of a guess every five seconds, on the limiter's clock instead of ours: the most in any hour."""
    buckets, begin = [Bucket(ACCOUNT, token_hex(8))], 2_000_000_000
    taken = [second for second in range(0, 7200, 5) if limiter.take(buckets, now=(begin + second) * 1_000_000).allowed]
    hour = ACCOUNT.period // timedelta(seconds=1)
    return {"checked_in_the_worst_hour": max(sum(at <= later <= at + hour for later in taken) for at in taken)}


def many_accounts(shops: Sequence[str], known: Sequence[str], trial: Trial) -> dict[str, Any]:
    """One guess at each of many accounts, half of them unknown: from an address each, then all from one address."""
    emails = [*known, *(f"unknown-{email}" for email in known)]
    random.Random(trial.seed).shuffle(emails)

    def guess_on(part: int) -> Counter[str]:
        visitor, answers = Visitor(shops[part % len(shops)]), Counter[str]()
        for place in range(part, len(emails), AT_ONCE):
            visitor.seen_at = f"203.{trial.seed % 256}.{place // 256}.{place % 256}"
            if visitor.guess(emails[place], "spring 2026").status_code == LOOKED_AT:
                answers[emails[place]] += 1
        return answers

    with ThreadPoolExecutor(AT_ONCE) as crowd:
        checked: Counter[str] = sum(crowd.map(guess_on, range(AT_ONCE)), Counter())
    sprayed = spray(shops[0], emails[: PER_MINUTE_AND_ADDRESS * 4])
    return {
        "accounts_guessed_once": len(emails),
        "most_checked_of_an_account": max(checked.values(), default=0),
        **sprayed,
    }


def spray(shop: str, emails: Sequence[str]) -> dict[str, Any]:
    """One guess at each account from one address; what may be checked in the time that takes is counted along."""
    visitor, begun = Visitor(shop, seen_at=f"192.0.2.{random.SystemRandom().randrange(2, 255)}"), monotonic()
    checked = sum(visitor.guess(email, "summer 2026").status_code == LOOKED_AT for email in emails)
    minutes = 1 + int((monotonic() - begun) / 60)
    return {
        "guesses_from_one_address": len(emails),
        "checked_from_one_address": checked,
        "allowed_from_one_address": PER_MINUTE_AND_ADDRESS * minutes,
    }


def sessions(shops: Sequence[str], person: User, times: int) -> dict[str, Any]:
    """Sign in so often with a session that somebody has planted; half of them sign out, the account ends the others."""
    renewed, ended = 0, []
    for place in range(times):
        planted = SessionStore()
        planted.save()
        visitor = Visitor(shops[place % len(shops)], seen_at=f"198.19.{place // 256}.{place % 256}")
        visitor.http.cookies.set("sessionid", planted.session_key, domain="localhost.local", path="/")
        signed_in = visitor.guess(person.email, PASSWORD).status_code == SIGNED_IN
        session = visitor.session()
        known = is_known(shops[0], session) and not is_known(shops[0], str(planted.session_key))
        renewed += signed_in and known and session != planted.session_key
        ended.append(session)
        if place % 2:
            visitor.sign_out()
    User.objects.filter(pk=person.pk).update(is_active=False)
    alive = sum(is_known(shop, session) for session in ended for shop in shops)
    return {"sign_ins": times, "sessions_renewed": renewed, "sessions_alive_after_sign_out_or_end": alive}


def timing(shop: str, pairs: int) -> dict[str, Any]:
    """How long a wrong password takes for accounts that exist and for others, in turns."""
    people = make_people(-(-pairs // 4))
    visitor = Visitor(shop)
    took: dict[bool, list[float]] = {True: [], False: []}
    for place in range(2 * pairs):
        known = bool(place % 2) != bool(place // 2 % 2)
        email = people[place // 2 // 4].email
        visitor.seen_at = f"100.64.{place // 256}.{place % 256}"
        begun = perf_counter()
        answer = visitor.guess(email if known else f"unknown-{email}", "a guess")
        took[known].append((perf_counter() - begun) * 1000)
        if answer.status_code != LOOKED_AT:
            raise RuntimeError(f"A guess was answered with {answer.status_code}.")
    longer = median(known - unknown for known, unknown in zip(took[True], took[False], strict=True))
    return {
        "timed_pairs": pairs,
        "median_ms_known": round(median(took[True]), 1),
        "median_ms_unknown": round(median(took[False]), 1),
        "median_ms_longer_if_known": round(longer, 1),
    }


def memory(server: Server, crowd: int) -> dict[str, Any]:
    """So many people sign in at the same moment: how much more memory the process takes at its peak."""
    people = make_people(crowd)
    visitors = [Visitor(server.address, seen_at=f"100.65.0.{place}") for place in range(crowd)]
    before = server.begin_peak()
    with ThreadPoolExecutor(crowd) as doors:
        answers = list(
            doors.map(lambda pair: pair[0].guess(pair[1].email, PASSWORD), zip(visitors, people, strict=True))
        )
    return {
        "signed_in_at_once": sum(answer.status_code == SIGNED_IN for answer in answers),
        "megabytes_more": round((server.peak() - before) / 1024 / 1024),
    }


PROOF = Proof(
    "login",
    "of 10,000 guesses at an account and one at each of 2,000 at most 20 per account and hour are checked;"
    " sessions renewed at sign-in and dead after sign-out; known and unknown within 5 ms; 50 at once within 300 MB",
    prove,
)
