"""The way to the lab's database: the shop's server, reached as the shop reaches it."""

import subprocess
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from psycopg.conninfo import conninfo_to_dict

from apps.showcase.lab import database
from apps.showcase.lab.database import LabUnavailable, ensure_database, lab_database_url, lab_environment, url_of
from apps.showcase.lab.guarding import NotTheLab, refuse_outside_the_lab
from config.env import Environment


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Another server than the tests'; nothing connects to it."""
    for name, value in {"NAME": "shop", "USER": "u", "PASSWORD": "p@/", "HOST": "db", "PORT": "5433"}.items():
        monkeypatch.setitem(connection.settings_dict, name, value)
    return connection.settings_dict


def test_it_passes_on_what_the_shops_address_says(place: dict[str, Any], settings: Any) -> None:
    settings.DATABASE_URL_OPTIONS = {"sslmode": "verify-full", "sslrootcert": "/a b/x"}
    assert conninfo_to_dict(lab_database_url()) == {
        "user": "u",
        "password": "p@/",
        "host": "db",
        "port": "5433",
        "dbname": "shop_lab",
        "sslmode": "verify-full",
        "sslrootcert": "/a b/x",
    }


def test_a_server_behind_a_socket_is_found_too(place: dict[str, Any], settings: Any) -> None:
    settings.DATABASE_URL_OPTIONS = {}
    place |= {"HOST": "/tmp/x", "PORT": "", "PASSWORD": ""}
    assert conninfo_to_dict(lab_database_url()) == {"user": "u", "host": "/tmp/x", "dbname": "shop_lab"}


def test_the_address_opens_the_server(db: None) -> None:
    with psycopg.connect(url_of(connection.settings_dict["NAME"])) as shop:
        assert shop.execute("SELECT current_database()").fetchone() == (connection.settings_dict["NAME"],)


def test_a_child_can_start_where_the_parent_was_given_files(db: None) -> None:
    given = {"DATABASE_URL_FILE": "/run/secrets/url", "LOG_LEVEL_FILE": "/run/secrets/level"}
    child = Environment({**given, **lab_environment()})
    assert child["DATABASE_URL"] == lab_database_url()
    assert child["LOG_LEVEL"] == "WARNING"


def test_a_database_without_one_migration_of_the_shop_is_not_up_to_date(db: None) -> None:
    shop = connection.settings_dict["NAME"]
    assert database.is_up_to_date(shop)
    assert not database.is_up_to_date("postgres")
    MigrationRecorder(connection).record_applied("orders", "9999_more")  # seen here alone, before the commit
    assert not database.is_up_to_date(shop)


@pytest.mark.parametrize("name", ["shop_lab", "shop_lab_10k", "shop_lab_1m", "shop_lab_2k"])
def test_these_are_the_labs(name: str, place: dict[str, Any]) -> None:
    place["NAME"] = name
    refuse_outside_the_lab()


@pytest.mark.parametrize("name", ["shop", "x_lab_shop", "shop_lab_10", "shop_lab_10k_old", "shoplab"])
def test_a_shop_whose_name_is_like_a_labs_is_none(name: str, place: dict[str, Any]) -> None:
    place["NAME"] = name
    with pytest.raises(NotTheLab, match=f"^{name} is not a lab's database"):
        refuse_outside_the_lab()


@pytest.fixture
def migrating(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A database that lacks migrations: with what the command is started, which fails unless told otherwise."""
    started: dict[str, Any] = {"ends": SimpleNamespace(returncode=1, stderr="canceled: lock timeout")}

    def run(command: list[str], **how: Any) -> Any:
        started.update(how)
        if isinstance(started["ends"], Exception):
            raise started["ends"]
        return started["ends"]

    monkeypatch.setattr(database, "create_if_missing", lambda name: None)
    monkeypatch.setattr(database, "is_up_to_date", lambda name: False)
    monkeypatch.setattr(subprocess, "run", run)
    return started


def test_a_migration_waits_for_no_lock_for_long(migrating: dict[str, Any], db: None) -> None:
    with pytest.raises(LabUnavailable, match="cannot be migrated: canceled: lock timeout"):
        ensure_database("shop_lab_1m")
    assert "lock_timeout=10s" in conninfo_to_dict(migrating["env"]["DATABASE_URL"])["options"]


def test_a_migration_that_does_not_end_is_told_in_a_sentence(migrating: dict[str, Any], db: None) -> None:
    migrating["ends"] = subprocess.TimeoutExpired("manage.py", 300)
    with pytest.raises(LabUnavailable, match="shop_lab_1m was not migrated within 300 s"):
        ensure_database("shop_lab_1m")
