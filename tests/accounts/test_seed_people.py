"""`manage.py seed_people`."""

import json
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.password_validation import validate_password
from django.core.management import CommandError, call_command

from apps.accounts.models import User
from apps.accounts.rules.development import PERSONAS
from apps.accounts.rules.roles import ROLES
from apps.accounts.rules.scopes import SCOPES
from apps.accounts.services.tokens import authenticate_token


@pytest.fixture
def development(settings: Any, db: None) -> None:
    settings.DEBUG = True


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("seed_people", *arguments, stdout=out)
    return out.getvalue()


def test_there_is_somebody_of_every_role_and_a_second_customer() -> None:
    roles = [persona.role for persona in PERSONAS]
    assert sorted(roles) == sorted([*(role.slug for role in ROLES), "customer"])


@pytest.mark.parametrize("persona", PERSONAS, ids=lambda persona: persona.key)
def test_passwords_pass_the_shop_s_own_rules(persona: Any) -> None:
    validate_password(persona.password, User(email=persona.email, name=persona.name))


def test_everybody_can_sign_in_and_call_the_api(development: None) -> None:
    people = json.loads(run("--json"))
    assert [list(person) for person in people] == [["role", "email", "password", "token"]] * len(PERSONAS)
    for person in people:
        user = authenticate(username=person["email"], password=person["password"])
        assert user is not None
        assert list(user.roles.values_list("slug", flat=True)) == [person["role"]]
        token = authenticate_token(raw=person["token"])
        assert token is not None
        assert (token.user, token.name) == (user, "seed")


def test_a_second_run_finds_the_same_people_and_rotates_their_tokens(development: None) -> None:
    first = json.loads(run("--json"))
    before = set(User.objects.values_list("pk", "email"))
    second = json.loads(run("--json"))
    assert set(User.objects.values_list("pk", "email")) == before
    assert [authenticate_token(raw=person["token"]) for person in first] == [None] * len(first)
    assert all(authenticate_token(raw=person["token"]) for person in second)


def test_with_a_role_only_that_person_s_token_is_renewed(development: None) -> None:
    before = {person["email"]: person["token"] for person in json.loads(run("--json"))}
    (renewed,) = json.loads(run("--json", "--role", "engineer"))
    assert (renewed["role"], authenticate_token(raw=renewed["token"]) is not None) == ("engineer", True)
    refused = [email for email, token in before.items() if authenticate_token(raw=token) is None]
    assert refused == [renewed["email"]]


def test_new_tokens_have_all_scopes_or_those_that_are_named(development: None) -> None:
    everything, narrow = (
        authenticate_token(raw=json.loads(run("--json", "--role", "engineer", *more))[0]["token"])
        for more in ([], ["--scopes", "orders:read", "me:read"])
    )
    assert everything is not None
    assert narrow is not None
    assert (everything.scopes, narrow.scopes) == (list(SCOPES), ["me:read", "orders:read"])
    with pytest.raises(CommandError, match="orders:delete"):
        run("--scopes", "orders:delete")


def test_a_role_that_nobody_has_is_refused_with_the_choices(development: None) -> None:
    with pytest.raises(CommandError, match="engineer"):
        run("--role", "enginer")


def test_for_people_a_token_is_shown_once_and_stays_good(development: None) -> None:
    shown = run()
    token = shown.splitlines()[0].split()[-1]
    assert "(token shown before)" in run()
    assert authenticate_token(raw=token) is not None


def test_a_lost_role_password_or_account_is_restored(development: None) -> None:
    run()
    owner = User.objects.get(email="owner@vitrine.example")
    owner.role_assignments.all().delete()
    owner.set_password("something else entirely")
    owner.is_active = False
    owner.save()
    run()
    again = authenticate(username="owner@vitrine.example", password="glass-case-owner")
    assert again is not None
    assert again.has_perm("orders.view_order")


def test_outside_of_development_it_refuses_and_changes_nothing(db: None) -> None:
    with pytest.raises(CommandError, match="development only") as refusal:
        run("--json")
    assert refusal.value.returncode == 2
    assert not User.objects.exists()


def test_people_who_exist_are_left_as_they_are_when_asked(development: None) -> None:
    run()
    changed = User.objects.with_email(PERSONAS[0].email).get()
    changed.set_password("a password of my own")
    changed.save()
    User.objects.with_email(PERSONAS[1].email).update(email="moved@vitrine.example")
    shown = run("--if-missing")
    assert [line.split()[0] for line in shown.splitlines()] == [PERSONAS[1].email]
    assert authenticate(username=PERSONAS[0].email, password="a password of my own") == changed
    assert run("--if-missing") == ""


def test_only_who_is_missing_is_made_when_asked(development: None) -> None:
    assert len(run("--if-missing").splitlines()) == len(PERSONAS)
    User.objects.filter(email="owner@vitrine.example").update(name="Ada")
    assert run("--if-missing") == ""
    assert User.objects.get(email="owner@vitrine.example").name == "Ada"
