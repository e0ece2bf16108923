"""The chain of rules, without a database."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from apps.accounts.rules.access import Grant, Person, chain, effective
from apps.core.access import Answer, Place, Row, Step, decide

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
D = Decimal
DAY = timedelta(days=1)
REFUND = "payments.add_refund"
OWNER_ROLE = Row("accounts.role", 1, "Owner")


def grant(role: str, begins: int = -1, ends: int | None = None, **carries: Decimal | None) -> Grant:
    return Grant(
        row=Row("accounts.roleassignment", role, f"Bob: {role}"),
        role=Row("accounts.role", role, role),
        given_by=None,
        reason="for a test",
        starts_at=NOW + begins * DAY,
        expires_at=None if ends is None else NOW + ends * DAY,
        carries={f"payments.{name}": limit for name, limit in carries.items()},
    )


def bob(*grants: Grant, active: bool = True) -> Person:
    return Person(Row("accounts.user", 7, "Bob"), active, grants)


def asked(person: Person, amount: str = "", **more: Any) -> dict[str, Step]:
    steps = chain(
        person,
        more.get("permissions", [REFUND]),
        carriers=more.get("carriers", [OWNER_ROLE]),
        amount=Decimal(amount) if amount else None,
        currency="GBP",
        now=NOW,
    )
    return {step.rule: step for step in steps}


def answers(steps: dict[str, Step]) -> str:
    return " ".join(step.answer.value for rule, step in steps.items() if rule != "second_factor")


@pytest.mark.parametrize(
    ("person", "amount", "expected", "verdict"),
    [
        (bob(grant("support", add_refund=None)), "", "yes yes yes yes", Answer.YES),
        (bob(grant("support", add_refund=None), active=False), "", "no yes yes yes", Answer.NO),
        (bob(), "", "yes no no open", Answer.NO),
        (bob(grant("viewer", view_refund=None)), "", "yes yes no open", Answer.NO),
        (bob(grant("support", 1, add_refund=None)), "", "yes no no open", Answer.NO),
        (bob(grant("support", -2, -1, add_refund=None)), "", "yes no no open", Answer.NO),
        (bob(grant("support", -2, 0, add_refund=None)), "", "yes no no open", Answer.NO),
        (bob(grant("support", add_refund=D(50))), "", "yes yes yes open", Answer.OPEN),
        (bob(grant("support", add_refund=D(50))), "50", "yes yes yes yes", Answer.YES),
        (bob(grant("support", add_refund=D(50))), "50.01", "yes yes yes no", Answer.NO),
        (bob(grant("a", add_refund=D(50)), grant("b", add_refund=D(80))), "60", "yes " * 3 + "yes", Answer.YES),
        (bob(grant("a", add_refund=D(50)), grant("b", add_refund=None)), "9999", "yes yes yes yes", Answer.YES),
        (bob(grant("a", add_refund=D(50)), grant("b", 1, add_refund=None)), "60", "yes yes yes no", Answer.NO),
    ],
    ids=[
        "held and carried", "account closed", "no role", "not carried", "starts later", "ended", "ends this moment",
        "limit, no amount asked", "at the limit", "above it", "the largest limit counts", "one without limit counts",
        "a limit of a grant that has not begun does not count",
    ],
)  # fmt: skip
def test_each_rule_answers_for_itself(person: Person, amount: str, expected: str, verdict: Answer) -> None:
    steps = asked(person, amount)
    assert answers(steps) == expected
    assert decide(list(steps.values())) == verdict


def test_the_steps_say_what_they_read() -> None:
    steps = asked(bob(grant("viewer", view_refund=None), grant("support", 1, add_refund=None)))
    assert steps["role_held"].says == "Held now: viewer."
    assert [finding.says for finding in steps["role_held"].read] == [
        "viewer: held since 01 Mar 2026 12:00 UTC; given by the shop: for a test",
        "support: starts on 03 Mar 2026 12:00 UTC; given by the shop: for a test",
    ]
    assert steps["role_carries"].says == "No role held now carries it. Owner carries it."
    assert [(finding.says, finding.counts) for finding in steps["role_carries"].read] == [
        ("viewer does not carry payments.add_refund.", False),
        ("support carries payments.add_refund, but starts on 03 Mar 2026 12:00 UTC.", False),
    ]


@pytest.mark.parametrize(("asks", "has", "answer"), [(False, False, "yes"), (True, True, "yes"), (True, False, "no")])
def test_a_role_that_asks_for_a_second_factor_needs_one(asks: bool, has: bool, answer: str) -> None:
    held = replace(grant("support", add_refund=None), asks_for_factor=asks)
    assert asked(replace(bob(held), has_factor=has))["second_factor"].answer == answer
    # A role that does not count now asks for nothing.
    later = replace(grant("support", 1, add_refund=None), asks_for_factor=True)
    assert asked(bob(later))["second_factor"].answer == Answer.YES


def test_limits_are_told_in_the_shops_currency() -> None:
    limited = bob(grant("support", add_refund=D("100.000")), grant("manager", add_refund=D("1000.500")))
    (step,) = [asked(limited, "1000.501")["within_limit"]]
    assert step.says == "1,000.501 GBP is above the limit of 1,000.5 GBP."
    assert [finding.says for finding in step.read] == ["support: up to 100 GBP.", "manager: up to 1,000.5 GBP."]
    assert asked(limited)["within_limit"].says == "Up to 1,000.5 GBP; no amount was asked about."


def test_the_remedy_is_the_least_that_would_change_it() -> None:
    later = grant("support", 1, add_refund=None)
    for person, carriers, place, row in (
        (bob(later), [OWNER_ROLE], Place.ROW, later.row),
        (bob(grant("viewer")), [OWNER_ROLE], Place.GIVE_ROLE, bob().row),
        (bob(grant("viewer")), [], Place.MATRIX, None),
    ):
        remedy = asked(person, carriers=carriers)["role_carries"].remedy
        assert remedy is not None
        assert (remedy.place, remedy.row) == (place, row)


def test_one_of_several_permissions_is_enough_and_is_named() -> None:
    steps = asked(bob(grant("customer", own=None)), permissions=[REFUND, "payments.own"])
    assert steps["role_carries"].says == "Through customer (payments.own)."


def test_effective_permissions_name_every_source_and_the_last_end() -> None:
    short, long = grant("a", -3, 2, add_refund=Decimal(5), view_refund=None), grant("b", -1, 9, add_refund=Decimal(3))
    past = grant("c", -3, -1, add_refund=None)
    refund, view = effective(bob(short, long, past), NOW)
    assert (refund.permission, refund.sources, refund.up_to, refund.until) == (REFUND, (short, long), 5, NOW + 9 * DAY)
    assert (view.permission, view.sources, view.up_to, view.until) == (
        "payments.view_refund",
        (short,),
        None,
        NOW + 2 * DAY,
    )
    assert effective(bob(short, long, active=False), NOW) == []
