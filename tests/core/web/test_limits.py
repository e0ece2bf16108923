"""The page of limits: who is near one, by name, with and without Valkey."""

from typing import Any

import pytest
from django.test import Client

from apps.accounts.rules.scopes import SCOPES
from apps.accounts.services.tokens import issue_token
from apps.core.limits import Bucket, limiter
from apps.core.limits.known import known_rules
from apps.core.limits.local import LocalBuckets
from tests.broker import NOBODY
from tests.core.backoffice.visiting import Visit


def shown(client: Client) -> list[tuple[str, str, int, str]]:
    """Rule, caller, what is taken, state, of each row."""
    rows = client.get("/ops/limits/").context["rows"]
    return [(row.charged.known.rule.name, str(row.caller), row.taken, row.state[0]) for row in rows]


def test_who_is_near_a_limit_is_named_and_stands_first(engineer: Client, visit: Visit) -> None:
    rule, owner = known_rules["password-reset"].rule, visit("owner").user
    token, _ = issue_token(user=owner, name="test", scopes=SCOPES, by=None)
    for address, cost in (("192.0.2.1", 8), ("192.0.2.2", 10), ("192.0.2.3", 1)):
        assert limiter.take([Bucket(rule, address, cost)]).allowed
    limiter.take([Bucket(known_rules["person"].rule, f"person-{owner.pk}", 600)])
    limiter.take([Bucket(known_rules["sustained"].rule, f"token-{token.pk}", 300)])
    rows = shown(engineer)
    assert [row[1:] for row in rows[:2]] == [("192.0.2.2", 10, "At the limit"), ("192.0.2.1", 8, "Near")]
    callers = {name: caller for name, caller, _, _ in rows}
    assert f"/admin/accounts/user/{owner.pk}/change/" in callers["person"]
    assert f"/admin/accounts/apitoken/{token.pk}/change/" in callers["sustained"]


def test_where_nobody_calls_the_page_says_so_and_lists_every_rule(engineer: Client) -> None:
    page = engineer.get("/ops/limits/").content.decode()
    assert "every bucket is full" in page
    assert [name for name in ("guess-account", "password-reset", "burst", "money") if name not in page] == []


def test_without_valkey_the_page_tells_what_this_process_has_seen(
    engineer: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limiter, "_local", LocalBuckets(2))
    settings.REDIS_URL = NOBODY
    limiter.take([Bucket(known_rules["stranger"].rule, "192.0.2.1")])
    page = engineer.get("/ops/limits/")
    assert "Valkey does not answer" in page.content.decode()
    assert [row.charged.key for row in page.context["rows"]] == ["192.0.2.1"]


def test_a_key_that_nobody_knows_breaks_nothing(engineer: Client) -> None:
    rule = known_rules["person"].rule
    for key in ("person-x", "person-999999999", "nothing"):
        limiter.take([Bucket(rule, key)])
    assert {caller for _, caller, _, _ in shown(engineer)} == {"person-x", "person-999999999", "nothing"}
