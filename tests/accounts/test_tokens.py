"""Programs' keys."""

import hashlib
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from apps.accounts.models import ApiToken, Role, User
from apps.accounts.rules.scopes import SCOPES
from apps.accounts.services.tokens import authenticate_token, issue_token, revoke_token
from apps.core.errors import NotAllowed
from apps.core.models import AuditEntry
from tests.calling import client_of


@pytest.fixture
def issued(people: dict[str, User]) -> tuple[ApiToken, str]:
    return issue_token(user=people["support"], name="till", scopes=SCOPES, by=people["owner"])


def test_only_a_prefix_and_a_digest_are_kept(issued: tuple[ApiToken, str]) -> None:
    token, raw = issued
    assert raw.startswith(token.prefix + "_")
    assert len(raw) == len("vit_12345678_") + 43
    row = ApiToken.objects.filter(pk=token.pk).values().get()
    assert row["digest"] == hashlib.sha256(raw.encode()).hexdigest()
    assert not any(raw in str(value) for value in row.values())
    assert not any(raw in str(entry) for entry in AuditEntry.objects.values())


def test_the_token_is_recognised_with_its_user(issued: tuple[ApiToken, str]) -> None:
    token, raw = issued
    found = authenticate_token(raw=raw)
    assert found == token
    assert found is not None
    assert found.user.email == "support@vitrine.example"


@pytest.mark.parametrize(
    "change", [lambda raw: raw[:-1] + ("A" if raw[-1] != "A" else "B"), str.upper, lambda raw: raw + "A", lambda _: ""]
)
def test_anything_but_the_very_token_is_unknown(issued: tuple[ApiToken, str], change: object) -> None:
    assert authenticate_token(raw=change(issued[1])) is None  # type: ignore[operator]


def test_an_expired_token_is_unknown(issued: tuple[ApiToken, str]) -> None:
    ApiToken.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert authenticate_token(raw=issued[1]) is None


def test_a_revoked_token_is_unknown_and_its_revocation_audited_once(
    issued: tuple[ApiToken, str], people: dict[str, User]
) -> None:
    token, raw = issued
    revoke_token(token=token, by=people["owner"], reason="lost")
    revoke_token(token=token, by=people["owner"], reason="lost")
    assert authenticate_token(raw=raw) is None
    entries = AuditEntry.objects.filter(object_type="accounts.apitoken").order_by("id")
    assert [entry.action for entry in entries] == ["accounts.token_issued", "accounts.token_revoked"]


def test_the_token_of_an_inactive_person_is_unknown(issued: tuple[ApiToken, str]) -> None:
    User.objects.update(is_active=False)
    assert authenticate_token(raw=issued[1]) is None


def test_the_last_use_is_written_once_a_minute(issued: tuple[ApiToken, str], django_assert_num_queries: object) -> None:
    token, raw = issued
    authenticate_token(raw=raw)
    first = ApiToken.objects.get(pk=token.pk).last_used_at
    assert first is not None
    with django_assert_num_queries(1):  # type: ignore[operator]
        authenticate_token(raw=raw)
    ApiToken.objects.update(last_used_at=timezone.now() - timedelta(seconds=61))
    authenticate_token(raw=raw)
    assert ApiToken.objects.get(pk=token.pk).last_used_at > first


def test_the_last_use_that_another_process_has_just_written_stays(
    issued: tuple[ApiToken, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    just_now = timezone.now() - timedelta(seconds=1)

    def equal_while_another_process_writes(one: str, other: str) -> bool:
        ApiToken.objects.update(last_used_at=just_now)
        return one == other

    monkeypatch.setattr("secrets.compare_digest", equal_while_another_process_writes)
    assert authenticate_token(raw=issued[1]) is not None
    assert ApiToken.objects.get().last_used_at == just_now


def test_a_token_is_in_no_log_line(issued: tuple[ApiToken, str], caplog: pytest.LogCaptureFixture) -> None:
    _, raw = issued
    client = client_of(None)
    with caplog.at_level("DEBUG"):
        for header in (f"Token {raw}", f"Token {raw}x"):
            client.get("/api/v2/orders/", headers={"Authorization": header})
    assert caplog.records
    assert raw not in caplog.text
    assert not any(raw in str(record.__dict__) for record in caplog.records)


@pytest.mark.parametrize("role", ["manager", "warehouse", "auditor", "engineer", "customer"])
def test_keys_of_others_are_the_owners_business(
    issued: tuple[ApiToken, str], people: dict[str, User], role: str
) -> None:
    trail = AuditEntry.objects.count()
    with pytest.raises(NotAllowed):
        issue_token(user=people["support"], name="mine", scopes=SCOPES, by=people[role])
    with pytest.raises(NotAllowed):
        revoke_token(token=issued[0], by=people[role])
    assert authenticate_token(raw=issued[1]) is not None
    assert (ApiToken.objects.count(), AuditEntry.objects.count()) == (1, trail)


def test_nobody_acts_as_somebody_who_may_more(people: dict[str, User]) -> None:
    more = Permission.objects.filter(codename__in=["add_apitoken", "move_stock"])
    Role.objects.get(slug="support").permissions.add(*more)
    support = User.objects.get(pk=people["support"].pk)
    with pytest.raises(NotAllowed, match="permissions that you do not"):
        issue_token(user=people["owner"], name="up", scopes=SCOPES, by=support)
    assert not ApiToken.objects.exists()
    assert issue_token(user=people["warehouse"], name="till", scopes=SCOPES, by=support)[0].user == people["warehouse"]


def test_everybody_has_keys_of_their_own(people: dict[str, User]) -> None:
    token, raw = issue_token(user=people["customer"], name="mine", scopes=SCOPES, by=people["customer"])
    assert revoke_token(token=token, by=people["customer"]).revoked_at is not None
    assert authenticate_token(raw=raw) is None
