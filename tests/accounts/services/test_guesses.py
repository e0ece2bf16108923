"""Guesses are counted before anything is checked, for each account and each address, and the answers tell nothing."""

import unicodedata
from collections.abc import Callable
from typing import Any
from unittest import mock

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import connection
from django.test import RequestFactory

from apps.accounts.models import User
from apps.accounts.services.guesses import ACCOUNT, digest_of, forgive_guesses, take_guess
from apps.core.errors import NotAllowed, TooOften
from apps.core.limits import limiter
from apps.core.models import AuditEntry
from tests.conftest import PASSWORD

KNOWN, UNKNOWN = "owner@vitrine.example", "nobody@vitrine.example"
SECOND = 1_000_000
BEGIN = 1_800_000_000 * SECOND

Clock = Callable[[int], None]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Sets the limiter's clock to so many seconds after the beginning."""
    now, take = [BEGIN], limiter.take
    monkeypatch.setattr(limiter, "take", lambda buckets: take(buckets, now=now[0]))

    def at(seconds: int) -> None:
        now[0] = BEGIN + seconds * SECOND

    return at


def checked(email: str, password: str, tries: int, **request: Any) -> int:
    """How many of so many guesses had their password looked at."""
    with mock.patch.object(MD5PasswordHasher, "encode", autospec=True, side_effect=MD5PasswordHasher.encode) as encode:
        for _ in range(tries):
            try:
                authenticate(RequestFactory().post("/", **request), username=email, password=password)
            except TooOften:
                continue
    return encode.call_count


def taken(email: str, tries: int, address: str = "") -> int:
    """How many of so many guesses are let through."""
    passed = 0
    for _ in range(tries):
        try:
            take_guess(email=email, address=address)
        except TooOften:
            continue
        passed += 1
    return passed


def most_within(seconds: int, found: list[int]) -> int:
    return max(sum(begin <= second <= begin + seconds for second in found) for begin in found)


def test_five_guesses_are_let_through_in_a_minute_and_twenty_in_any_hour(clock: Clock) -> None:
    found = []
    for second in range(0, 2 * 3600 + 1, 30):
        clock(second)
        found += [second] * taken(KNOWN, 2 if second else 7)
    assert (found.count(0), len(found)) == (5, 35)
    assert (most_within(60, found), most_within(3600, found)) == (5, 20)


@pytest.mark.parametrize("email", [KNOWN, UNKNOWN])
def test_the_refusal_is_the_same_whether_there_is_such_an_account(
    people: dict[str, User], clock: Clock, email: str
) -> None:
    assert checked(email, "wrong", 5) == 5
    with pytest.raises(TooOften) as refusal:
        authenticate(username=email, password=PASSWORD)
    assert (refusal.value.wait, refusal.value.code) == (240, "throttled")
    assert refusal.value.message == "There were too many wrong tries for this account."


def test_without_the_count_every_guess_is_checked(people: dict[str, User], monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control."""
    taken = take_guess(email="somebody", address="")
    monkeypatch.setattr("apps.accounts.backends.take_guess", lambda **_: taken)
    assert checked(KNOWN, "wrong", 30) == 30


def test_spelling_the_address_otherwise_is_no_way_round(people: dict[str, User], clock: Clock) -> None:
    spellings = ["Owner@Vitrine.Example", "OWNER@VİTRİNE.EXAMPLE", "owner@vİtrine.example", KNOWN]
    assert sum(checked(spelling, "wrong", 5) for spelling in spellings) == 5


def test_what_the_database_takes_for_one_address_has_one_digest(db: None) -> None:
    """Tried with every letter that the database writes small."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT letter, lower(letter) FROM (SELECT chr(n) AS letter FROM generate_series(1, 1114111) AS n"
            " WHERE n NOT BETWEEN 55296 AND 57343) AS letters WHERE lower(letter) <> letter"
        )
        pairs = cursor.fetchall()
    assert ("K", "k") in pairs
    known = [(big, small) for big, small in pairs if unicodedata.category(big) != "Cn"]  # newer than this Python
    digests = [[digest_of(email=f"a{letter}a@b.example") for letter in pair] for pair in known]
    assert [pair for pair, (big, small) in zip(known, digests, strict=True) if big != small] == []
    assert len(digest_of(email=KNOWN)) == 32
    assert digest_of(email=KNOWN) != digest_of(email=UNKNOWN)


def test_who_knows_the_password_meets_no_limit(people: dict[str, User]) -> None:
    assert all(authenticate(username=KNOWN, password=PASSWORD) == people["owner"] for _ in range(25))
    assert checked(KNOWN, "wrong", 7) == 5


def test_a_closed_account_tells_no_password(people: dict[str, User]) -> None:
    """The right password of somebody who may not sign in counts like a wrong one."""
    User.objects.update(is_active=False)
    assert checked(KNOWN, PASSWORD, 7) == 5


def test_an_address_has_fifty_guesses_a_minute_over_all_accounts(clock: Clock) -> None:
    accounts = (f"{number}@vitrine.example" for number in range(1000))
    found = []
    for second in range(121):
        clock(second)
        found += [second] * sum(taken(next(accounts), 1, "192.0.2.1") for _ in range(40 if second == 0 else 1))
    assert (found.count(0), most_within(60, found)) == (30, 50)
    assert taken(next(accounts), 1, "192.0.2.2") == 1


def test_the_address_is_the_one_of_the_request(people: dict[str, User], clock: Clock) -> None:
    assert sum(checked(f"{number}@vitrine.example", "wrong", 1, REMOTE_ADDR="192.0.2.1") for number in range(32)) == 30


def test_a_lock_is_logged_without_the_address_of_anybody(people: dict[str, User], clock: Clock, caplog) -> None:
    checked(KNOWN, "wrong", 9)
    [said] = [record.msg for record in caplog.records if record.msg["event"] == "guesses_used_up"]
    assert {name: value for name, value in said.items() if name not in ("logger", "timestamp")} == {
        "event": "guesses_used_up",
        "level": "warning",
        "rule": ACCOUNT.name,
        "account": digest_of(email=KNOWN),
    }


def test_a_lock_can_be_lifted(people: dict[str, User], clock: Clock) -> None:
    checked(KNOWN, "wrong", 5)
    with pytest.raises(NotAllowed):
        forgive_guesses(user=people["owner"], by=people["manager"], reason="please")
    assert checked(KNOWN, "wrong", 1) == 0
    forgive_guesses(user=people["owner"], by=people["owner"], reason="called from their own telephone")
    assert checked(KNOWN, "wrong", 7) == 5
    [entry] = AuditEntry.objects.filter(action="accounts.guesses_forgiven")
    assert (entry.actor, entry.object_id, entry.reason) == (
        people["owner"],
        str(people["owner"].pk),
        "called from their own telephone",
    )
