"""Two sessions of the query lab: what happens to them, and what is left of it."""

from contextlib import closing
from typing import Any

import psycopg
import pytest
from django.db import connection

from apps.catalog.models import StockItem
from apps.showcase.lab import restoring
from apps.showcase.lab.conducting import play
from apps.showcase.lab.database import APPLICATION, lab_name, on_size, size_environment, url_of
from apps.showcase.lab.experiments import find_story
from apps.showcase.lab.experiments.lock_wait import BUSY, did_anybody_wait
from apps.showcase.lab.processes import Limits, quiet, run_child
from apps.showcase.lab.restoring import NotPutBack, put_back
from apps.showcase.lab.stories import Ending
from apps.showcase.lab.timelines import rows
from apps.showcase.lab.wording import plain

ENDS = {
    "lost-update": [False, True, False, True, True],
    "deadlock": [False, True, True, True],
    "lock-wait": [False, True, True, True],
}
OTHERS = f"""
SELECT application_name, state, query FROM pg_stat_activity
WHERE datname = current_database() AND application_name LIKE '{APPLICATION}%' AND pid <> pg_backend_pid()
"""
LOCKED = """
SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = database
WHERE datname = current_database() AND locktype = 'advisory' AND pid <> pg_backend_pid()
"""


@pytest.mark.parametrize("slug", ENDS)
def test_a_story_goes_as_its_page_tells_and_the_rows_are_as_before(slug: str, in_tiny_lab: None) -> None:
    story = find_story(slug)
    assert story is not None
    before = list(story.changes().values())
    ways = play(quiet, story=slug)
    assert [way["side"]["holds"] for way in ways] == ENDS[slug], [way["side"] for way in ways]
    assert list(story.changes().values()) == before
    for way in ways:
        sent = [one for one in way["statements"] if one["sql"]]
        assert {one["session"] for one in sent} == {"A", "B"}
        assert all(one["line"] for one in sent)


def test_rows_that_cannot_be_put_back_stop_the_story(in_tiny_lab: None) -> None:
    item = StockItem.objects.order_by("pk")[0]
    item.on_hand = -1  # no row can be like that
    with pytest.raises(NotPutBack, match="catalog_stockitem"), put_back([item]):
        pass


def test_rows_whose_return_takes_too_long_stop_the_story(in_tiny_lab: None, monkeypatch: pytest.MonkeyPatch) -> None:
    item = StockItem.objects.order_by("pk")[0]
    with closing(connection.copy()) as other:
        other.set_autocommit(False)

        def hold_the_row() -> None:
            other.cursor().execute("SELECT FROM catalog_stockitem WHERE product_id = %s FOR UPDATE", [item.pk])
            monkeypatch.setattr(restoring, "SECONDS", 0.1)

        with pytest.raises(NotPutBack, match=r"more than 0\.1 s"), put_back([item]):
            hold_the_row()


def test_a_deadlock_is_told_as_postgresql_says_it(in_tiny_lab: None) -> None:
    naive, *_ = play(quiet, story="deadlock")
    errors = [one["error"] for one in naive["statements"] if one["error"]]
    assert errors == ["deadlock detected (40P01)"]
    assert len([one for one in naive["statements"] if one["waits_for"] == "transactionid ShareLock"]) == 2


def test_a_story_that_is_killed_puts_its_rows_back_and_leaves_no_session(tiny_lab: str, db: None) -> None:
    with on_size(tiny_lab):
        item = StockItem.objects.order_by("pk")[0]

    class Kill(Exception):
        pass

    seen = []

    def kill_when_committed(done: int = 0, total: int | None = None, note: str = "") -> None:
        found = watcher.execute("SELECT on_hand FROM catalog_stockitem WHERE product_id = %s", [item.pk]).fetchone()
        seen.extend(found or [])
        if seen[-1] != item.on_hand:
            raise Kill

    with psycopg.connect(url_of(lab_name(tiny_lab)), autocommit=True, application_name=APPLICATION) as watcher:
        with pytest.raises(Kill):
            run_child(
                "apps.showcase.lab.conducting:play",
                {"story": "lost-update"},
                limits=Limits(seconds=60, megabytes=1000),
                progress=kill_when_committed,
                environment=size_environment(tiny_lab),
                django=True,
            )
        # The negative control: it was killed while the change was there for all to see.
        assert seen[-1] != item.on_hand
        watcher.execute("SET statement_timeout = '10s'")
        # Whoever is left ends by itself; a lock of the lab's turn is had as soon as the last one has.
        watcher.execute("SELECT pg_advisory_lock(hashtext('showcase.lab.restoring'))")
        wait_until_alone(watcher)
        assert watcher.execute(LOCKED).fetchone() == (0,)
        now = watcher.execute("SELECT on_hand FROM catalog_stockitem WHERE product_id = %s", [item.pk]).fetchone()
        assert now == (item.on_hand,)


@pytest.mark.parametrize(
    ("returned", "waited", "holds"),
    [(["1", "2"], 120.0, False), (["1", "2"], 0.0, True), (["1", BUSY], 400.0, True), (["1", "1"], 0.0, False)],
)
def test_whether_anybody_stood_in_line_is_no_matter_of_milliseconds(
    returned: list[str], waited: float, holds: bool
) -> None:
    ending = Ending(returned=returned, errors=["", ""], waited=[0.0, waited], before=[], after=[])
    assert did_anybody_wait(ending).holds is holds


def wait_until_alone(watcher: psycopg.Connection[Any]) -> None:
    for _ in range(2000):
        if not watcher.execute(OTHERS).fetchall():
            return
    raise AssertionError(watcher.execute(OTHERS).fetchall())


def test_a_wait_goes_on_through_what_the_other_did_meanwhile() -> None:
    def one(session: str, began: float, ended: float, waits_for: str = "") -> dict[str, Any]:
        return {"session": session, "began": began, "ended": ended, "waits_for": waits_for}

    table = rows([one("A", 0, 1), one("B", 2, 9, "a lock"), one("A", 3, 4), one("A", 5, 8), one("B", 10, 11)])
    spans = [[(cell.get("session", "-"), cell["span"]) for cell in row["cells"]] for row in table]
    assert spans == [
        [("A", 1), ("-", 1)],
        [("-", 1), ("B", 3)],
        [("A", 1)],
        [("A", 1)],
        [("-", 1), ("B", 1)],
    ]


def test_a_statement_is_written_as_people_write_it() -> None:
    long = 'SELECT "t"."a", "t"."b", "t"."c" FROM "t" WHERE "t"."a" = 1 FOR UPDATE'
    assert plain(long) == "SELECT … FROM t WHERE a = 1 FOR UPDATE"
    assert plain('UPDATE "t" SET "a" = ("t"."a" - 3)') == "UPDATE t SET a = (a - 3)"
