"""Who works under a key, and what is kept of it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db.models.functions import Now

from apps.accounts.models import User
from apps.core import tasks
from apps.core.idempotency import KEPT_FOR, LEASE, Answer, Claim, KeyInUse, KeyReused, Scope, claim_key, free, keep
from apps.core.idempotency import sweep_keys as sweep
from apps.core.idempotency.claims import SWEPT_AT_ONCE
from apps.core.jobs.slots import SLOTS
from apps.core.models import IdempotencyKey
from tests.hands import hands

ANSWER = Answer(201, {"Location": "/7/"}, b'{"number":"C7"}', "first")


@pytest.fixture
def scope(db: None) -> Scope:
    return Scope(User.objects.create_user("a@vitrine.example").pk, "POST", "v2:customer-list", "key-12345")


def claimed(scope: Scope, fingerprint: str = "f") -> Claim:
    claim = claim_key(scope, fingerprint=fingerprint, request_id="first")
    assert isinstance(claim, Claim)
    return claim


def end() -> None:
    """The time of every row is over."""
    IdempotencyKey.objects.update(expires_at=Now() - timedelta(seconds=1))


def test_the_times_are_those_that_are_promised() -> None:
    assert (timedelta(seconds=30), timedelta(hours=72)) == (LEASE, KEPT_FOR)


def test_the_first_works_others_come_too_early_and_then_get_its_answer(scope: Scope) -> None:
    claim = claimed(scope)
    with pytest.raises(KeyInUse):
        claimed(scope)
    with pytest.raises(KeyReused):
        claimed(scope, "another body")
    keep(claim, ANSWER)
    assert claim_key(scope, fingerprint="f", request_id="second") == ANSWER
    with pytest.raises(KeyReused):
        claimed(scope, "another body")


def test_a_key_is_one_for_its_caller_method_and_route(scope: Scope) -> None:
    claimed(scope)
    other = User.objects.create_user("b@vitrine.example").pk
    for elsewhere in ({"caller_id": other}, {"method": "PATCH"}, {"route": "v2:product-list"}, {"key": "key-54321"}):
        claimed(replace(scope, **elsewhere))


def test_a_key_that_was_freed_stands_for_nothing(scope: Scope) -> None:
    free(claimed(scope))
    claimed(scope, "another body")


def test_what_is_answered_cannot_be_freed_and_is_kept_72_hours(scope: Scope) -> None:
    claim = claimed(scope)
    keep(claim, ANSWER)
    free(claim)
    row = IdempotencyKey.objects.get()
    assert row.expires_at - row.created_at == pytest.approx(KEPT_FOR, abs=timedelta(seconds=20))


def test_at_the_end_of_the_lease_another_takes_over_and_the_first_can_store_nothing(scope: Scope) -> None:
    first = claimed(scope)
    end()
    second = claimed(scope, "another body")
    with pytest.raises(KeyInUse):
        keep(first, ANSWER)
    free(first)
    keep(second, ANSWER)


def test_an_answer_whose_time_is_over_counts_no_more(scope: Scope) -> None:
    keep(claimed(scope), ANSWER)
    end()
    claimed(scope, "another body")
    row = IdempotencyKey.objects.get()
    assert (row.status, row.body, row.headers) == (None, None, {})


def test_the_sweep_leaves_what_counts(scope: Scope, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("apps.core.idempotency.claims.SWEPT_AT_ONCE", 2)
    for number in range(5):
        keep(claimed(replace(scope, key=f"old-{number}678")), ANSWER)
    claimed(replace(scope, key="died-6789"))
    end()
    keep(claimed(replace(scope, key="answered")), ANSWER)
    claimed(replace(scope, key="at work, now"))
    assert sweep() == 6
    assert sorted(IdempotencyKey.objects.values_list("key", flat=True)) == ["answered", "at work, now"]
    assert SWEPT_AT_ONCE >= 1_000


def test_the_sweep_is_in_the_schedule() -> None:
    assert tasks.sweep_idempotency_keys
    assert SLOTS["core.sweep_idempotency_keys"].every == timedelta(minutes=10)


@pytest.mark.django_db(transaction=True)
def test_of_many_at_the_same_instant_one_works() -> None:
    caller = User.objects.create_user("a@vitrine.example").pk

    def work(number: int) -> Any:
        try:
            return claim_key(Scope(caller, "POST", "v2:order-list", "key-12345"), fingerprint="f", request_id="")
        except KeyInUse:
            return None

    with hands(6) as at_once:
        claims = at_once(work)
    assert len([claim for claim in claims if claim is not None]) == 1
