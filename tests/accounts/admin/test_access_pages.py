"""The pages that say what somebody may do, and why."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.models import RoleAssignment, User
from apps.accounts.services.people import create_person
from tests import shop
from tests.core.backoffice.visiting import address, signed_in_as

pytestmark = pytest.mark.django_db
WHY = "/admin/accounts/user/why/"


@pytest.fixture
def owner(db: None) -> Client:
    return signed_in_as("owner")


@pytest.fixture
def bob(db: None) -> User:
    return create_person(
        email="bob@vitrine.example", password=None, role="warehouse", by=None, reason="packs", name="Bob"
    )


def ask(client: Client, **values: str) -> Any:
    return client.get(WHY, {"person": "bob@vitrine.example", **values})


def test_the_answer_names_each_rule_and_leads_to_what_would_change_it(owner: Client, bob: User) -> None:
    answer = ask(owner, permission="payments.add_refund")
    chain = answer.context["chain"]
    assert (chain.verdict, chain.tone) == ("Bob may not add refund.", "bad")
    assert [(step.rule, step.says) for step in chain.steps] == [
        ("account_open", "The account is open."),
        ("role_held", "Held now: Warehouse."),
        ("second_factor", "No role held now asks for one."),
        ("role_carries", "No role held now carries it. Manager, Owner and Support carry it."),
        ("within_limit", "No role held now carries it, so there is no limit to look at."),
    ]
    give = chain.steps[3].remedy_url
    assert give == f"{address(RoleAssignment, 'add')}?user=bob%40vitrine.example"
    assert 'value="bob@vitrine.example"' in owner.get(give).content.decode()


def test_a_row_is_named_by_its_number(owner: Client, bob: User) -> None:
    shop.order("1", ("85048", 1, "5.000"), customer=shop.customer("11"))
    chain = ask(owner, permission="orders.view_order", object="1").context["chain"]
    assert chain.verdict == "Bob may view order on 1."
    assert chain.steps[-1].says.startswith("It is among the rows they may see.")


def test_what_cannot_be_asked_is_said_beside_its_field_and_nothing_is_lost(owner: Client, bob: User) -> None:
    for values, field, words in (
        ({"permission": "orders.view_order", "object": "77"}, "object", "There is no order “77” that you may see."),
        ({"permission": "orders.import_orders", "object": "77"}, "object", "not about single rows"),
        ({"permission": "orders.fly"}, "permission", "Select a valid choice"),
        ({"permission": "orders.view_order", "amount": "-1"}, "amount", "greater than or equal to 0"),
    ):
        answer = ask(owner, **values)
        form = answer.context["form"]
        assert answer.status_code == 200
        assert answer.context["chain"] is None
        assert words in str(form.errors[field])
        assert form["person"].value() == "bob@vitrine.example"
    assert "Nobody signs in" in str(owner.get(WHY, {"person": "no@one.example"}).context["form"].errors["person"])


def test_all_permissions_are_listed_with_their_source(owner: Client, bob: User) -> None:
    page = owner.get(reverse("admin:accounts_user_permissions", args=[bob.pk]))
    assert page.context["count"] == len(bob.get_all_permissions()) == 12
    html = " ".join(page.content.decode().split())
    assert "add note <code>core.add_note</code>" in html
    assert "Warehouse</a> from the shop: packs" in html
    (panel,) = [
        one
        for one in owner.get(address(User, "change", bob.pk)).context["panels"]
        if one.title == "What this person may do"
    ]
    assert (panel.note, panel.more_url) == ("8 of 12", page.request["PATH_INFO"])


@pytest.mark.parametrize(("role", "status"), [("auditor", 200), ("support", 403), ("customer", 302)])
def test_only_who_may_see_grants_may_ask(bob: User, role: str, status: int) -> None:
    visitor = signed_in_as(role)
    assert ask(visitor, permission="payments.add_refund").status_code == status
    assert visitor.get(reverse("admin:accounts_user_permissions", args=[bob.pk])).status_code == status


def test_a_reader_is_told_what_would_change_it_without_a_link(bob: User) -> None:
    (step,) = [
        one
        for one in ask(signed_in_as("auditor"), permission="payments.add_refund").context["chain"].steps
        if one.remedy
    ]
    assert (step.remedy, step.remedy_url) == ("Give a role that carries it", "")


def test_strangers_are_asked_to_sign_in(client: Client) -> None:
    assert client.get(WHY).status_code == 302
