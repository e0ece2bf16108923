import re

import pytest
from django.contrib.sessions.models import Session
from django.http import HttpResponse
from django.test import Client

from apps.accounts.models import ApiToken
from apps.accounts.rules.scopes import SCOPES
from apps.accounts.services.tokens import authenticate_token, issue_token
from apps.core.models import AuditEntry
from tests.core.backoffice.visiting import address, signed_in_as

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(db: None) -> Client:
    return signed_in_as("owner")


def issue(client: Client) -> HttpResponse:
    sent = {
        "user": client.user.email.upper(),
        "name": "reports",
        "scopes": ["orders:read", "uploads:write"],
        "expires_at_0": "",
        "expires_at_1": "",
    }
    return client.post(address(ApiToken, "add"), sent)


def key_in(answer: HttpResponse) -> str:
    (key,) = set(re.findall(r"vit_[a-z0-9]{8}_[A-Za-z0-9_-]{43}", answer.content.decode()))
    return str(key)


def test_a_key_is_issued_shown_once_and_works(owner: Client) -> None:
    key = key_in(issue(owner))
    token = authenticate_token(raw=key)
    assert token is not None
    assert (token.user, token.name) == (owner.user, "reports")
    assert token.scopes == ["orders:read", "uploads:write"]
    assert key not in owner.get(address(ApiToken, "change", token.pk)).content.decode()
    assert AuditEntry.objects.filter(action="accounts.token_issued").count() == 1


def test_a_key_is_in_the_answer_alone_and_kept_nowhere(owner: Client) -> None:
    answer = issue(owner)
    key = key_in(answer)
    secret = key.split("_", 2)[2]
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert not any(secret in f"{name}={morsel.OutputString()}" for name, morsel in owner.cookies.items())
    assert not any(secret in str(session.get_decoded()) for session in Session.objects.all())
    assert secret not in owner.get("/admin/").content.decode()


def test_revoking_asks_first_and_then_the_key_is_refused(owner: Client) -> None:
    token, key = issue_token(user=owner.user, name="reports", scopes=SCOPES, by=None)
    page = f"/admin/accounts/apitoken/{token.pk}/revoke/"
    asked = owner.get(page).content.decode()
    assert "Revoke this key?" in asked
    assert "A key that it replaced works to the end of its overlap" in asked
    assert authenticate_token(raw=key) is not None
    answer = owner.post(page, {"reason": "lost", "_form_submitted": "on"})
    assert answer["HX-Redirect"] == address(ApiToken, "change", token.pk)
    assert authenticate_token(raw=key) is None
    assert AuditEntry.objects.get(action="accounts.token_revoked").reason == "lost"


def test_rotating_shows_the_new_key_once_and_lets_the_old_one_work_for_the_overlap(owner: Client) -> None:
    token, old_key = issue_token(user=owner.user, name="reports", scopes=["orders:read"], by=None)
    page = f"/admin/accounts/apitoken/{token.pk}/rotate/"
    assert "Replace this key by a new one?" in owner.get(page).content.decode()
    sent = {"overlap": "15", "expires_at_0": "", "expires_at_1": "", "reason": "monthly", "_form_submitted": "on"}
    answer = owner.post(page, sent)
    new_key = key_in(answer)
    assert ("no-store" in answer["Cache-Control"], answer["HX-Retarget"]) == (True, "#content")
    new = authenticate_token(raw=new_key)
    assert new is not None
    assert (new.name, new.scopes, new.expires_at, new.replaces) == ("reports", ["orders:read"], None, token)
    assert authenticate_token(raw=old_key) == token
    secret = new_key.split("_", 2)[2]
    assert not any(secret in str(session.get_decoded()) for session in Session.objects.all())
    for shown in (address(ApiToken, "change", token.pk), address(ApiToken, "change", new.pk)):
        assert secret not in owner.get(shown).content.decode()
    again = owner.post(page, sent)
    assert again["HX-Redirect"] == address(ApiToken, "change", token.pk)
    assert "Another key has replaced this one already." in owner.get(again["HX-Redirect"]).content.decode()
    assert ApiToken.objects.count() == 2


@pytest.mark.parametrize("scopes", [[], ["orders:delete"]])
def test_scopes_that_cannot_be_taken_are_named_and_nothing_is_lost(owner: Client, scopes: list[str]) -> None:
    sent = {"user": owner.user.email, "name": "reports", "scopes": ["me:read", *scopes] if scopes else []}
    page = owner.post(address(ApiToken, "add"), sent).content.decode()
    assert "orders:delete" in page if scopes else "without it the key opens nothing" in page
    assert 'value="reports"' in page
    assert ('value="me:read" aria-label="me:read" checked' in page) == bool(scopes)
    assert not ApiToken.objects.exists()


def test_who_may_only_read_neither_revokes_nor_rotates(owner: Client) -> None:
    token, key = issue_token(user=owner.user, name="reports", scopes=SCOPES, by=None)
    auditor = signed_in_as("auditor")
    for deed in ("revoke", "rotate"):
        answer = auditor.post(f"/admin/accounts/apitoken/{token.pk}/{deed}/", {"_form_submitted": "on", "overlap": "0"})
        assert answer.status_code == 403
    assert authenticate_token(raw=key) is not None
    assert ApiToken.objects.count() == 1


def test_the_digest_is_on_no_page(owner: Client) -> None:
    token, _ = issue_token(user=owner.user, name="reports", scopes=SCOPES, by=None)
    for page in (address(ApiToken, "changelist"), address(ApiToken, "change", token.pk)):
        assert token.digest not in owner.get(page).content.decode()
