"""A run that is killed (-9) in the middle, ten times: no index, no row, no lock, no connection is left of it."""

import os
import signal
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from django.db import connection

from apps.showcase.lab.database import lab_name, on_size, size_environment, url_of
from apps.showcase.lab.experiments import find_pair
from apps.showcase.lab.processes import Limits, run_child
from apps.showcase.lab.rounds import measure
from apps.showcase.lab.states import lab_turn, make_all
from tests.waiting import eventually

# Pairs that make indexes or a view, or write; each is killed when it says so many things.
KILLED_AT = [
    *(("composite-index", number) for number in (1, 2, 4, 7)),
    *(("stored-totals", number) for number in (1, 3)),
    *(("update-rows", number) for number in (3, 8)),
    *(("insert-rows", number) for number in (4, 7)),
]
OTHERS = "datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
LEFT = {
    "relations": "SELECT relname, relkind FROM pg_class WHERE relnamespace = 'public'::regnamespace ORDER BY 1, 2",
    "locks": "SELECT count(*) FROM pg_locks WHERE pid IN (SELECT pid FROM pg_stat_activity WHERE {OTHERS})",
    "connections": "SELECT count(*) FROM pg_stat_activity WHERE {OTHERS}",
    **{
        table: f"SELECT count(*), sum(hashtext({table}::text)) FROM {table}"
        for table in ("orders_order", "orders_orderline", "catalog_product", "catalog_stockmovement")
    },
}


def traces(size: str) -> dict[str, Any]:
    """All relations, rows, locks and connections of the lab's database."""
    with psycopg.connect(url_of(lab_name(size))) as lab:
        return {name: lab.execute(asked.replace("{OTHERS}", OTHERS)).fetchall() for name, asked in LEFT.items()}


def when_alone(size: str) -> dict[str, Any]:
    """The same, once the sessions of earlier tests have ended."""
    eventually(lambda: traces(size)["connections"] == [(0,)])
    return traces(size)


def killed_in_the_middle(work: Callable[[Callable[..., None]], None], *, after: int) -> None:
    """Do the work in a process of its own, and kill it when it has told its progress so many times."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            work(lambda **told: os.write(writing, b"."))
        finally:
            os.write(writing, b"x")
            os._exit(1)
    os.close(writing)
    with os.fdopen(reading, "rb", buffering=0) as pipe:
        heard = b"".join(pipe.read(1) for _ in range(after))
        assert heard == b"." * after, "it ended before it could be killed"
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


@pytest.mark.parametrize(("slug", "after"), KILLED_AT)
def test_a_killed_run_leaves_nothing(slug: str, after: int, tiny_lab: str, db: None) -> None:
    assert find_pair(slug)
    before = when_alone(tiny_lab)

    def run(progress: Callable[..., None]) -> None:
        with on_size(tiny_lab):
            measure(progress, pair=slug, seconds=60, rounds=1000, few=True)

    killed_in_the_middle(run, after=after)
    eventually(lambda: traces(tiny_lab) == before)


def test_one_that_waits_for_a_long_statement_leaves_nothing_either(tiny_lab: str, db: None) -> None:
    before = when_alone(tiny_lab)

    def run(progress: Callable[..., None]) -> None:
        pair = find_pair("composite-index")
        assert pair
        with on_size(tiny_lab), lab_turn():
            make_all(pair)
            progress()
            connection.cursor().execute("SELECT pg_sleep(100)")

    killed_in_the_middle(run, after=1)
    eventually(lambda: traces(tiny_lab) == before)


def test_a_child_whose_parent_is_killed_ends_in_the_middle_of_its_statement(tiny_lab: str, db: None) -> None:
    before = when_alone(tiny_lab)

    def run(progress: Callable[..., None]) -> None:
        run_child(
            "tests.showcase.lab.experiments:wait_in_the_database",
            {},
            limits=Limits(seconds=100, megabytes=500),
            progress=lambda note="", **told: progress() if note else None,
            environment=size_environment(tiny_lab),
            django=True,
        )

    killed_in_the_middle(run, after=1)
    eventually(lambda: traces(tiny_lab) == before)


def test_outside_the_transaction_an_index_would_stay(tiny_lab: str, db: None) -> None:
    def run(progress: Callable[..., None]) -> None:
        with on_size(tiny_lab):
            connection.cursor().execute("CREATE INDEX left_behind ON catalog_stockmovement (created_at)")
            progress()
            connection.cursor().execute("SELECT pg_sleep(100)")

    killed_in_the_middle(run, after=1)
    with psycopg.connect(url_of(lab_name(tiny_lab))) as lab:
        assert lab.execute("SELECT to_regclass('left_behind')::text").fetchone() == ("left_behind",)
        lab.execute("DROP INDEX left_behind")
