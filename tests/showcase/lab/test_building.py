"""Building a size: one at a time, and never over a database that the lab did not make."""

from collections.abc import Iterator
from contextlib import closing

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from psycopg import sql

from apps.showcase.lab import building
from apps.showcase.lab.building import KEY, build
from apps.showcase.lab.database import LabUnavailable, create_database, drop_database, lab_name, url_of
from apps.showcase.lab.marks import BEGUN, Mark, mark_of
from apps.showcase.lab.processes import quiet
from apps.showcase.lab.sizes import SMALLEST, stand_of


def test_while_a_size_is_being_built_a_second_build_of_it_is_refused(db: None, monkeypatch) -> None:
    monkeypatch.setattr(building, "build_alone", lambda progress, *, size: {"size": size, "did": "built"})
    with closing(connection.copy()) as other:
        other.cursor().execute(f"SELECT pg_advisory_lock({KEY})", [SMALLEST.slug])
        with pytest.raises(LabUnavailable, match=f"{lab_name(SMALLEST.slug)} is being built at this moment"):
            build(quiet, size=SMALLEST.slug)
        other.cursor().execute(f"SELECT pg_advisory_unlock({KEY})", [SMALLEST.slug])
        assert build(quiet, size=SMALLEST.slug)["did"] == "built"
        cursor = other.cursor()
        cursor.execute(f"SELECT pg_try_advisory_lock({KEY})", [SMALLEST.slug])
        assert cursor.fetchone() == (True,)  # the turn was given back


@pytest.fixture
def admin() -> Iterator["psycopg.Connection[tuple[object, ...]]"]:
    with psycopg.connect(url_of("postgres"), autocommit=True) as connected:
        yield connected


@pytest.mark.parametrize("comment", [None, "", "the shop of Mr. Lab", "[1, 2]", "7", '{"rows": "many"}', '{"lab": 1}'])
def test_what_others_write_on_a_database_is_no_mark_of_the_lab(comment: str | None) -> None:
    assert mark_of(comment) is None
    assert mark_of(BEGUN) == Mark()


def test_a_database_that_the_lab_did_not_make_is_left_alone(db: None, admin) -> None:
    name = lab_name(SMALLEST.slug)
    create_database(admin, name)
    assert stand_of(SMALLEST.slug).says.startswith("not finished")
    comment_on = sql.SQL("COMMENT ON DATABASE {} IS {}")
    admin.execute(comment_on.format(sql.Identifier(name), "the shop of Mr. Lab"))
    try:
        assert stand_of(SMALLEST.slug).says.startswith("not the lab's")
        with pytest.raises(LabUnavailable, match="has no mark of the lab"):
            build(quiet, size=SMALLEST.slug)
        with pytest.raises(CommandError, match=f"{name} has no mark of the lab"):
            call_command("lab", "drop")
    finally:
        admin.execute(comment_on.format(sql.Identifier(name), BEGUN))
        drop_database(name)
    assert not stand_of(SMALLEST.slug).there
