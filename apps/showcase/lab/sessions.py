"""One of two sessions: a thread with a connection of its own that stops before each statement until it may go on."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Condition, Thread
from time import perf_counter
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from apps.showcase.lab.guarding import refuse_outside_the_lab
from apps.showcase.lab.pairs import Arguments, Way
from apps.showcase.lab.restoring import PLAYERS
from apps.showcase.lab.wording import plain

GATE_SECONDS = 30


@dataclass
class Statement:
    """Something a session sent: when, how long it took, what came back or what went wrong, whom it waited for."""

    session: str
    sql: str
    line: int
    began: float
    ended: float | None = None
    got: str = ""
    error: str = ""
    waits_for: str = ""

    @property
    def milliseconds(self) -> float:
        return 0.0 if self.ended is None else (self.ended - self.began) * 1000


class Abandoned(Exception):
    """Nobody lets this session go on any more."""


class Session(Thread):
    """A way with arguments, run in a session of its own."""

    def __init__(
        self, name: str, way: Way, arguments: Arguments, *, like: BaseDatabaseWrapper, shows: Sequence[str]
    ) -> None:
        super().__init__(name=f"session-{name}", daemon=True)
        self.letter, self.way, self.arguments, self.like, self.shows = name, way, arguments, like, shows
        self.moved = Condition()
        self.at_gate = self.may_go = self.ended = self.abandoned = False
        self.pid = 0
        self.statements: list[Statement] = []
        self.returned: Any = None
        self.error = ""

    def run(self) -> None:
        database = self.like.copy()
        database.settings_dict["OPTIONS"]["application_name"] = PLAYERS
        connections["default"] = database
        try:
            refuse_outside_the_lab()
            database.ensure_connection()
            self.pid = database.connection.info.backend_pid
            self.stop_at(database, "commit")
            self.stop_at(database, "rollback")
            with database.execute_wrapper(self.before_each):
                self.returned = self.way(self.arguments)
        except Exception as error:  # noqa: BLE001 - whatever ended the function is what the story tells
            self.error = message_of(error)
        finally:
            database.close()
            with self.moved:
                self.ended = True
                self.moved.notify_all()

    def stop_at(self, database: BaseDatabaseWrapper, name: str) -> None:
        """COMMIT and ROLLBACK are steps, too."""
        end: Callable[[], None] = getattr(database, name)

        def stopped() -> None:
            with self.step(name.upper()):
                end()

        setattr(database, name, stopped)

    def before_each(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        database, cursor = context["connection"], context["cursor"]
        begins = database.in_atomic_block and database.connection.info.transaction_status.name == "IDLE"
        said = ("BEGIN; " if begins else "") + plain(database.ops.compose_sql(sql, params))
        with self.step(said) as statement:
            result = execute(sql, params, many, context)
            statement.got = seen(cursor, self.shows)
        return result

    @contextmanager
    def step(self, sql: str) -> Iterator[Statement]:
        self.wait_at_gate()
        statement = Statement(self.letter, sql, self.line(), perf_counter())
        self.statements.append(statement)
        try:
            yield statement
        except Exception as error:
            statement.error = message_of(error)
            raise
        finally:
            statement.ended = perf_counter()

    def wait_at_gate(self) -> None:
        with self.moved:
            self.at_gate = True
            self.moved.notify_all()
            gone_on = self.moved.wait_for(lambda: self.may_go or self.abandoned, GATE_SECONDS)
            self.at_gate = self.may_go = False
        if self.abandoned or not gone_on:
            raise Abandoned

    def go_on(self) -> None:
        """Let it send its next statement."""
        with self.moved:
            self.at_gate, self.may_go = False, True
            self.moved.notify_all()

    def abandon(self) -> None:
        with self.moved:
            self.abandoned = True
            self.moved.notify_all()

    def rests(self, seconds: float) -> bool:
        """Whether it stands before a statement, or has ended; looks for so long."""
        with self.moved:
            return self.moved.wait_for(lambda: self.at_gate or self.ended, seconds)

    def line(self) -> int:
        """The line of the function that is being run."""
        frame, code = sys._getframe(1), self.way.run.__code__
        while frame is not None and frame.f_code is not code:
            frame = frame.f_back  # type: ignore[assignment]
        return frame.f_lineno if frame is not None else code.co_firstlineno


def seen(cursor: Any, shows: Sequence[str]) -> str:
    """What a statement brought: of the first rows the columns that are shown, or how many rows it changed."""
    if cursor.description is None:
        return "" if cursor.rowcount < 0 else f"{cursor.rowcount} row{'' if cursor.rowcount == 1 else 's'}"
    names = [column.name for column in cursor.description]
    rows = cursor.fetchall()
    if rows:
        cursor.scroll(0, mode="absolute")
    told = [", ".join(f"{name} {row[names.index(name)]}" for name in shows if name in names) for row in rows[:3]]
    return "; ".join(filter(None, told)) if rows else "no row"


def message_of(error: BaseException) -> str:
    """What PostgreSQL said, in one line; for other errors their name and text."""
    said = getattr(error.__cause__, "diag", None)
    if said is None or said.message_primary is None:
        return f"{type(error).__name__}: {error}".strip(": ")
    return f"{said.message_primary} ({said.sqlstate})"
