"""A migration that meets a busy table gives way, and comes again."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.core.management import call_command
from django.core.management.commands.migrate import Command as Migrate
from django.db import OperationalError, connection, transaction

from apps.core.management.commands import migrate
from tests.processes import environment

pytestmark = pytest.mark.django_db(transaction=True)


def lock_timeout() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        return str(cursor.fetchone()[0])


@pytest.fixture
def somebody() -> Iterator[Any]:
    """Another connection that uses the table and is not ready yet."""
    with psycopg.connect(environment()["DATABASE_URL"]) as other:
        other.execute("LOCK TABLE accounts_role IN ACCESS SHARE MODE")
        yield other
        other.rollback()


@pytest.fixture
def tries(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The lock timeout at each try to change the table."""
    found: list[str] = []

    def change(self: Any, *args: Any, **options: Any) -> None:
        found.append(lock_timeout())
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("LOCK TABLE accounts_role IN ACCESS EXCLUSIVE MODE")

    monkeypatch.setattr(Migrate, "handle", change)
    monkeypatch.setattr(migrate, "LOCK_TIMEOUT", "20ms")
    monkeypatch.setattr(migrate, "PAUSE_SECONDS", 0)
    return found


def test_the_promised_values() -> None:
    assert (migrate.LOCK_TIMEOUT, migrate.RETRIES) == ("2s", 5)


def test_it_gives_up_after_five_more_tries(somebody: Any, tries: list[str]) -> None:
    before = lock_timeout()
    with pytest.raises(OperationalError, match="lock timeout"):
        call_command("migrate")
    assert tries == ["20ms"] * 6
    assert lock_timeout() == before


def test_it_goes_through_when_the_table_is_free_again(
    somebody: Any, tries: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrate.time, "sleep", lambda _: somebody.rollback())
    call_command("migrate")
    assert len(tries) == 2


def test_other_errors_are_not_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[int] = []

    def fail(self: Any, *args: Any, **options: Any) -> None:
        calls.append(1)
        raise OperationalError("out of disk")

    monkeypatch.setattr(Migrate, "handle", fail)
    with pytest.raises(OperationalError, match="disk"):
        call_command("migrate")
    assert calls == [1]
