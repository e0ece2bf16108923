"""A guessed index is tried in the lab: what it costs, whether the planner takes it, and nothing is left of it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest
from django.test import Client

from apps.accounts.models import User
from apps.showcase.lab.database import lab_name, url_of
from apps.showcase.lab.sizes import BY_SLUG, Size, Stand
from apps.showcase.toolbar import trials
from tests import shop
from tests.showcase.conftest import Copied
from tests.showcase.toolbar.conftest import believed_big, findings_of

pytestmark = pytest.mark.urls("tests.showcase.toolbar.record_urls")
SMALL = Size("trial", 5_000, megabytes=20, seconds=1)
ORDERS = """
INSERT INTO orders_order
    (number, kind, status, country, currency, total, line_count, placed_at, created_at, source_digest)
SELECT 'T' || n, 'sale', 'placed', 'GB', 'GBP', 0, n % 500, now(), now(), '' FROM generate_series(1, 5000) AS n
"""


@pytest.fixture(scope="module")
def lab(lab_copied: Copied) -> Iterator[Size]:
    """A lab of 5,000 orders and nothing else."""
    with lab_copied(SMALL.slug) as name:
        with psycopg.connect(url_of(name), autocommit=True) as filling:
            filling.execute(ORDERS)
            filling.execute("ANALYZE orders_order")
        with pytest.MonkeyPatch.context() as patch:
            patch.setitem(BY_SLUG, SMALL.slug, SMALL)
            yield SMALL


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


@pytest.mark.parametrize(("who", "status"), [(None, 302), ("support", 403)])
def test_who_may_not_run_experiments_is_refused(
    client: Client, people: dict[str, User], who: str | None, status: int
) -> None:
    if who:
        client.force_login(people[who])
    assert client.post(f"/toolbar/{recorded()}/try/1/").status_code == status
    assert tried("f" * 32) == {}


def test_what_guesses_no_index_cannot_be_tried(client: Client, people: dict[str, User]) -> None:
    client.force_login(people["engineer"])
    assert client.post(f"/toolbar/{recorded()}/try/2/").status_code == 404


def test_a_record_that_has_gone_while_its_index_was_tried_stays_gone(
    client: Client, people: dict[str, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    from debug_toolbar.store import get_store

    def goes(**_: str) -> dict[str, Any]:
        get_store().delete("f" * 32)
        return {}

    monkeypatch.setattr("apps.showcase.toolbar.records.try_index", goes)
    client.force_login(people["engineer"])
    assert client.post(f"/toolbar/{recorded()}/try/1/").status_code == 404
    assert not get_store().exists("f" * 32)


def test_what_an_experiment_asked_in_the_lab_is_not_planned_in_the_shop(lab: Size, client: Client, db: None) -> None:
    shop.orders(1)
    believed_big("orders_order")
    here, there = (client.get(f"/planted/{name}/") for name in ("a_few_of_all", "a_few_of_all_in_the_lab"))
    assert [one["kind"] for one in findings_of(here)] == ["scan"]
    assert ">1 quer" in there.content.decode()
    assert findings_of(there) == []
