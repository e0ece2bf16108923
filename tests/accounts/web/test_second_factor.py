"""Authenticator app, recovery codes, and roles that ask for a second factor."""

import json
from typing import Any
from urllib.parse import quote

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.sessions.models import Session
from django.test import Client

from apps.accounts.models import Role, User
from apps.accounts.services.tokens import issue_token
from apps.core.models import AuditEntry, OutboxEvent
from tests.accounts.web.test_sign_in import entries, sign_in
from tests.conftest import PASSWORD


@pytest.fixture
def owner(people: dict[str, User]) -> User:
    return people["owner"]


@pytest.fixture
def browser(client: Client, owner: User) -> Client:
    sign_in(client, owner.email)
    return client


def codes_of(secret: str) -> list[str]:
    """The codes that are good now, the oldest first."""
    return [format_hotp_value(hotp_value(secret, counter)) for counter in yield_hotp_counters_from_time()]


def set_up(browser: Client) -> str:
    """Set up an app; its secret. The code of now is used up by it, the next one is good for half a minute at least."""
    secret = str(browser.get("/security/app/").context["secret"]).replace(" ", "")
    answer = browser.post("/security/app/", {"code": codes_of(secret)[1]})
    assert (answer.status_code, answer.url) == (302, "/security/recovery-codes/")
    return secret


def recovery_codes(browser: Client) -> list[str]:
    return list(browser.get("/security/recovery-codes/").context["codes"])


def second_step(email: str, code: str) -> tuple[Client, Any]:
    """Sign in by password, then type the code."""
    client = Client()
    answer = sign_in(client, email, next="/admin/accounts/role/")
    assert (answer.status_code, answer.url) == (302, "/sign-in/second-step/")
    assert client.get("/api/v2/me/").status_code == 401
    return client, client.post("/sign-in/second-step/", {"code": code})


def test_an_app_is_set_up_and_asked_for(browser: Client, owner: User) -> None:
    secret = set_up(browser)
    client, answer = second_step(owner.email, codes_of(secret)[2])
    assert (answer.status_code, answer.url) == (302, "/admin/accounts/role/")
    assert client.get("/api/v2/me/").json()["email"] == owner.email
    assert [after for *_, after in entries("signed_in")] == [{"by": ["password"]}, {"by": ["password", "totp"]}]
    assert entries("second_factor_added") == [(owner.pk, str(owner.pk), {"kind": "totp"})]


def test_a_code_counts_once_and_none_that_is_older(browser: Client, owner: User) -> None:
    old, now, new = codes_of(secret := set_up(browser))
    for wrong in (old, "000000", ""):
        client, answer = second_step(owner.email, wrong)
        assert (answer.status_code, "_auth_user_id" in client.session) == (200, False)
    assert second_step(owner.email, new)[1].status_code == 302
    assert [second_step(owner.email, code)[1].status_code for code in (new, now)] == [200, 200]
    assert [after for *_, after in entries("sign_in_failed")] == [{"step": "code"}] * 4
    assert secret not in str(list(AuditEntry.objects.values()))


def test_a_wrong_first_code_sets_nothing_up(browser: Client, owner: User) -> None:
    secret = browser.get("/security/app/").context["secret"]
    again = browser.post("/security/app/", {"code": "000000"})
    assert again.context["form"].errors == {"code": ["This code is wrong. The app shows a new one every 30 seconds."]}
    assert (again.context["secret"], Authenticator.objects.count()) == (secret, 0)


def test_a_form_that_is_sent_twice_shows_a_new_key(browser: Client) -> None:
    answer = browser.post("/security/app/", {"code": "123456"})
    assert answer.context["form"].errors == {"code": ["This page was out of date. Use the key that it shows now."]}


def test_tries_with_passkeys_are_limited_by_address(client: Client, db: None) -> None:
    answers = [client.post("/sign-in/passkey/", {"credential": "{}"}).status_code for _ in range(31)]
    assert (set(answers[:30]), answers[30]) == ({302}, 429)
    assert len(entries("sign_in_failed")) == 30


def test_recovery_codes_are_shown_once_and_open_once(browser: Client, owner: User) -> None:
    set_up(browser)
    codes = recovery_codes(browser)
    assert len(set(codes)) == 10
    assert recovery_codes(browser) == []
    assert second_step(owner.email, codes[3])[1].status_code == 302
    assert second_step(owner.email, codes[3])[1].status_code == 200
    browser.post("/security/recovery-codes/new/")
    assert second_step(owner.email, codes[4])[1].status_code == 200


def stored() -> str:
    """All that the database holds about second factors, sessions decoded."""
    rows = [*Authenticator.objects.values_list("data", flat=True), *AuditEntry.objects.values_list("after", flat=True)]
    rows += [session.get_decoded() for session in Session.objects.all()]
    return json.dumps([*rows, *OutboxEvent.objects.values_list("payload", flat=True)])


def test_no_secret_lies_in_clear_in_the_database(browser: Client) -> None:
    waiting = str(browser.get("/security/app/").context["secret"]).replace(" ", "")
    assert waiting not in stored()
    secret = set_up(browser)
    seed = Authenticator.objects.get(type="recovery_codes").wrap()
    assert [part for part in (secret, *seed.generate_codes()) if part in stored()] == []


def test_without_encryption_they_would(browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    for place in ("apps.accounts.web.factors", "apps.accounts.services.factors", "apps.accounts.web.adapters"):
        monkeypatch.setattr(f"{place}.encrypt", lambda *, text: text)
        monkeypatch.setattr(f"{place}.decrypt", lambda *, sealed: sealed)
    waiting = str(browser.get("/security/app/").context["secret"]).replace(" ", "")
    assert waiting in stored()
    assert set_up(browser) in stored()


def test_a_secret_of_another_key_is_a_wrong_code_and_recovery_codes_too(
    browser: Client, owner: User, settings: Any
) -> None:
    secret = set_up(browser)
    settings.ENCRYPTION_KEYS = ["another key"]
    assert second_step(owner.email, codes_of(secret)[2])[1].status_code == 200
    settings.ENCRYPTION_KEYS = ["another key", settings.SECRET_KEY]
    assert second_step(owner.email, codes_of(secret)[2])[1].status_code == 302


def test_taking_the_app_away_takes_its_recovery_codes(browser: Client, owner: User) -> None:
    set_up(browser)
    assert browser.post("/security/app/remove/").url == "/security/"
    assert Authenticator.objects.count() == 0
    assert sign_in(Client(), owner.email).url == "/admin/"
    assert entries("second_factor_removed") == [(owner.pk, str(owner.pk), {"kind": "totp"})]


def test_delicate_changes_want_a_proof_of_the_last_minutes(browser: Client) -> None:
    session = browser.session
    for proof in session["account_authentication_methods"]:
        proof["at"] -= 301
    session.save()
    for page in ("app/", "passkeys/add/", "recovery-codes/", "recovery-codes/new/"):
        assert browser.get(f"/security/{page}").url == f"/security/confirm/?next={quote(f'/security/{page}', safe='')}"


def test_a_session_of_before_the_factor_is_asked_for_it_and_not_for_the_password(browser: Client, owner: User) -> None:
    before = Client()
    sign_in(before, owner.email)
    secret = set_up(browser)
    for page in ("app/remove/", "passkeys/add/", "recovery-codes/", "recovery-codes/new/"):
        ask = f"/security/confirm/code/?next={quote(f'/security/{page}', safe='')}"
        assert before.get(f"/security/{page}").url == ask
    before.post("/security/confirm/", {"password": PASSWORD})
    assert before.post("/security/app/remove/").url == "/security/app/remove/"
    assert before.get("/security/app/remove/").url.startswith("/security/confirm/code/")
    assert Authenticator.objects.filter(type="totp").exists()
    before.post("/security/confirm/code/", {"code": codes_of(secret)[2]})
    assert before.get("/security/app/remove/").status_code == 200


def test_a_form_that_was_open_too_long_is_asked_for_anew_and_kept_nowhere(browser: Client) -> None:
    browser.get("/security/app/")
    session = browser.session
    for proof in session["account_authentication_methods"]:
        proof["at"] -= 301
    session.save()
    answer = browser.post("/security/app/", {"code": "canary"})
    assert (answer.status_code, answer.url) == (302, "/security/app/")
    assert "canary" not in stored()


def test_guesses_at_codes_are_limited_like_those_at_passwords(browser: Client, owner: User) -> None:
    secret = set_up(browser)
    client, _ = second_step(owner.email, "000000")
    answers = [client.post("/sign-in/second-step/", {"code": "000000"}) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 429]
    assert "There were too many wrong tries for this account." in answers[-1].content.decode()
    right = client.post("/sign-in/second-step/", {"code": codes_of(secret)[2]})
    assert (right.status_code, "_auth_user_id" in client.session) == (429, False)


def test_somebody_elses_factor_is_not_found(browser: Client, people: dict[str, User]) -> None:
    factor = Authenticator.objects.create(user=people["support"], type="webauthn", data={"name": "key"})
    for act in ("rename", "remove"):
        assert browser.post(f"/security/passkeys/{factor.pk}/{act}/", {"name": "mine"}).status_code == 404
    assert Authenticator.objects.get().data == {"name": "key"}


@pytest.fixture
def required(owner: User) -> None:
    Role.objects.filter(slug="owner").update(requires_second_factor=True)


PAGES = ("/admin/", "/admin/accounts/user/", "/ops/config/", "/security/password/")


@pytest.mark.usefixtures("required")
def test_where_a_role_asks_for_a_second_factor_nothing_opens_before(browser: Client, owner: User) -> None:
    assert {page: browser.get(page).url for page in PAGES} == {
        page: "/security/?next=" + page.replace("/", "%2F") for page in PAGES
    }
    assert browser.get("/password/new/").status_code == 200  # as for everybody
    refused = browser.get("/api/v2/me/")
    assert (refused.status_code, refused.json()["code"]) == (403, "second_factor_missing")
    token = issue_token(user=owner, name="a program", scopes=["orders:read"], by=owner)[1]
    assert browser.get("/api/v2/orders/", headers={"Authorization": f"Token {token}"}).status_code == 200
    page = browser.get("/security/").content.decode()
    assert "A role you hold asks for a second factor." in page
    set_up(browser)
    assert browser.get("/admin/").status_code == browser.get("/api/v2/me/").status_code == 200


@pytest.mark.usefixtures("required")
def test_whoever_had_to_set_one_up_goes_on_to_where_they_wanted(browser: Client) -> None:
    wanted = "/admin/accounts/user/?q=a%20b"
    security = browser.get(browser.get(wanted).url)
    page = security.context["add_app"]
    secret = str(browser.get(page).context["secret"]).replace(" ", "")
    codes = browser.post(page, {"code": codes_of(secret)[1]}).url
    assert browser.get(codes).context["done"] == wanted
    assert browser.get("/security/recovery-codes/?next=//evil.example/").context["done"] == "/security/"
    assert browser.get(wanted).status_code == 200


@pytest.mark.usefixtures("required")
def test_a_session_that_has_not_shown_the_factor_is_asked_for_it(browser: Client, owner: User) -> None:
    secret, other = set_up(browser), Client()
    other.force_login(owner)
    assert other.get("/admin/").url == "/security/confirm/code/?next=%2Fadmin%2F"
    answer = other.post("/security/confirm/code/?next=/admin/", {"code": codes_of(secret)[2], "next": "/admin/"})
    assert (answer.status_code, answer.url) == (302, "/admin/")
    assert other.get("/admin/").status_code == 200


@pytest.mark.usefixtures("required")
def test_another_factor_is_not_added_in_place_of_showing_the_first(browser: Client, owner: User) -> None:
    Authenticator.objects.create(user=owner, type="webauthn", data={"name": "key"})
    for page in ("app/", "passkeys/add/"):
        assert browser.get(f"/security/{page}").url.startswith("/security/confirm/passkey/")


@pytest.mark.usefixtures("required")
def test_the_last_factor_stays_while_a_role_asks_for_one(browser: Client) -> None:
    set_up(browser)
    answer = browser.post("/security/app/remove/")
    assert "Add another one first." in answer.content.decode()
    assert Authenticator.objects.filter(type="totp").exists()


@pytest.mark.usefixtures("required")
def test_other_roles_are_not_asked(people: dict[str, User]) -> None:
    client = Client()
    client.force_login(people["support"])
    assert client.get("/admin/").status_code == 200


@pytest.mark.usefixtures("required")
def test_without_the_gate_everything_opens(owner: User, settings: Any) -> None:
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "SecondFactor" not in name]
    client = Client()
    client.force_login(owner)
    assert client.get("/admin/").status_code == 200
