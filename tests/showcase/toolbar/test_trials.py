"""A guessed index is tried in the lab: what it costs, whether the planner takes it, and nothing is left of it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest
from django.db import connection, connections
from django.test import Client

from apps.accounts.models import User
from apps.showcase.lab.database import create_database, drop_database, lab_name, url_of
from apps.showcase.lab.sizes import BY_SLUG, Size, Stand
from apps.showcase.toolbar import trials

pytestmark = pytest.mark.urls("tests.showcase.toolbar.record_urls")
SMALL = Size("trial", 5_000, megabytes=20, seconds=1)
ORDERS = """
INSERT INTO orders_order
    (number, kind, status, country, currency, total, line_count, placed_at, created_at, source_digest)
SELECT 'T' || n, 'sale', 'placed', 'GB', 'GBP', 0, n % 500, now(), now(), '' FROM generate_series(1, 5000) AS n
"""


@pytest.fixture(scope="module")
def lab(django_db_setup: None, django_db_blocker: Any) -> Iterator[Size]:
    """A lab of 5,000 orders and nothing else: a copy of the tests' database."""
    with django_db_blocker.unblock():
        name, shop = lab_name(SMALL.slug), connection.settings_dict["NAME"]
        drop_database(name)
        connections.close_all()  # a database that somebody is connected to cannot be copied
        with psycopg.connect(url_of("postgres"), autocommit=True) as admin:
            create_database(admin, name, template=shop)
        with psycopg.connect(url_of(name), autocommit=True) as filling:
            filling.execute(ORDERS)
            filling.execute("ANALYZE orders_order")
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(BY_SLUG, SMALL.slug, SMALL)
        yield SMALL
    with django_db_blocker.unblock():
        drop_database(name)


def recorded() -> str:
    """A record whose only finding guesses an index; what the toolbar would have kept."""
    from debug_toolbar.store import get_store

    asked = "SELECT id FROM orders_order WHERE currency = 'GBP' AND line_count = 77"
    finding = {
        "title": "A scan",
        "queries": ["q"],
        "index": 'CREATE INDEX cure_guess ON "orders_order" ("line_count", "currency")',
        "table": "orders_order",
    }
    get_store().save_panel("f" * 32, "SQLPanel", {"queries": [{"djdt_query_id": "q", "sql": asked}]})
    get_store().save_panel("f" * 32, "CurePanel", {"findings": [finding]})
    return "f" * 32


def tried(record: str) -> dict[str, Any]:
    from debug_toolbar.store import get_store

    found: dict[str, Any] = get_store().panel(record, "CurePanel")["findings"][0].get("tried", {})
    return found


def test_cost_before_and_after_are_told_and_nothing_is_left(
    lab: Size, client: Client, people: dict[str, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trials, "stands", lambda: [Stand(lab, rows=5_000, built_at=datetime.now(tz=UTC))])
    client.force_login(people["engineer"])
    record = recorded()
    answer = client.post(f"/toolbar/{record}/try/1/")
    assert answer.headers["Location"] == f"/toolbar/{record}/#finding-1"
    came = tried(record)
    assert came["taken"] is True
    assert came["cost_after"] < came["cost_before"]
    assert came["lines"] == 5_000
    assert came["bytes"] > 0
    with psycopg.connect(url_of(lab_name(lab.slug))) as there:
        assert there.execute("SELECT to_regclass('cure_guess')").fetchone() == (None,)


def test_without_a_lab_it_says_how_to_build_one(client: Client, people: dict[str, User]) -> None:
    client.force_login(people["engineer"])
    client.post(f"/toolbar/{recorded()}/try/1/")
    assert tried("f" * 32) == {"refused": "There is no lab to try it in yet: manage.py lab build 1m"}


@pytest.mark.parametrize("who", [None, "support"])
def test_who_may_not_run_experiments_is_refused(client: Client, people: dict[str, User], who: str | None) -> None:
    if who:
        client.force_login(people[who])
    assert client.post(f"/toolbar/{recorded()}/try/1/").status_code == 403
    assert tried("f" * 32) == {}


def test_what_guesses_no_index_cannot_be_tried(client: Client, people: dict[str, User]) -> None:
    client.force_login(people["engineer"])
    assert client.post(f"/toolbar/{recorded()}/try/2/").status_code == 404
