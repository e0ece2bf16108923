"""Exhibit 26: why may Bob not, and the twin that asks for a flag."""

from typing import Any

import pytest
from django.template.loader import render_to_string

from apps.accounts.models import Role, User
from apps.core.models import AuditEntry
from apps.orders.models import Order
from apps.showcase.lab.guarding import NotTheLab
from apps.showcase.lab.processes import quiet
from apps.showcase.scenarios.s26_role_based_access import asking, cast
from apps.showcase.scenarios.s26_role_based_access.scenario import AskForm

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def lab(monkeypatch: pytest.MonkeyPatch) -> None:
    """The lab's rows, in the tests' own database."""
    monkeypatch.setattr(asking, "refuse_outside_the_lab", lambda: None)


def run(who: str, act: str, meanwhile: str = cast.NOTHING) -> dict[str, Any]:
    return asking.in_lab(quiet, who=who, act=act, meanwhile=meanwhile)


def refusing(result: dict[str, Any]) -> list[str]:
    return [step["title"] for step in result["sections"][0]["steps"] if step["holds"] is False]


CARRIES = "Does a role held now carry payments.add_refund?"


def test_the_twin_lets_bob_refund_and_refuses_dan_his_own_order() -> None:
    result = run("bob", "refund")
    assert (result["answer"]["holds"], result["answer"]["verdict"]) == (True, "Bob may not refund 30")
    assert refusing(result) == [CARRIES]
    assert (result["twin"]["holds"], result["twin"]["verdict"]) == (False, "Bob may refund 30")
    table = {row[0]: row[1:] for row in result["sections"][1]["rows"]}
    assert table["refund 30"] == ["may", "may not · ✗ twin lets in", "may", "may not"]
    assert table["see Dan's order"] == ["may", "may", "may", "may · ✗ twin refuses"]
    assert dict(result["twin"]["facts"]) == {"Let in who may not": "10", "Refused who may": "1"}


def test_a_step_that_was_not_asked_is_neither_right_nor_wrong() -> None:
    steps = run("bob", "refund", cast.CLOSED)["sections"][0]
    unasked = [step for step in steps["steps"] if step["verdict"] == "not asked"]
    assert unasked
    assert {step["holds"] for step in unasked} == {None}
    page = render_to_string("showcase/sections/steps.html", {"section": steps | {"steps": unasked}})
    assert "not asked" in page
    assert "✓" not in page
    assert "✗" not in page


@pytest.mark.parametrize(
    ("who", "act", "meanwhile", "rules"),
    [
        ("carol", "refund-much", cast.NOTHING, ["Is the amount within the limit?"]),
        ("alice", "refund-too-much", cast.NOTHING, ["Is there money to give back?"]),
        ("alice", "refund", cast.GIVEN_BACK, ["Is there money to give back?"]),
        ("alice", "refund", cast.CLOSED, ["Is the account open?", "May the person see this payment?"]),
        ("bob", "refund", cast.TOMORROW, [CARRIES]),
        ("bob", "refund", cast.YESTERDAY, [CARRIES]),
        ("dan", "see-other", cast.NOTHING, ["May the person see this order?"]),
    ],
)
def test_the_rule_that_says_no_is_named(who: str, act: str, meanwhile: str, rules: list[str]) -> None:
    result = run(who, act, meanwhile)
    assert result["answer"]["holds"], result["answer"]
    assert refusing(result) == rules


def test_nothing_of_it_stays(db: None) -> None:
    before = [model.objects.count() for model in (User, Role, Order, AuditEntry)]
    run("bob", "refund")
    assert [model.objects.count() for model in (User, Role, Order, AuditEntry)] == before


def test_it_works_in_the_lab_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    with pytest.raises(NotTheLab):
        run("bob", "refund")


def test_every_choice_of_the_form_can_be_asked() -> None:
    form = AskForm({"who": "bob", "act": "refund", "meanwhile": "nothing"})
    assert form.is_valid()
    assert {key for key, _ in form.fields["who"].choices} == set(cast.MEMBERS)
