"""Which queries were sent, how often, how long each took, and from which line."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper

from apps.core.observability.sending import Line, sending_line


@dataclass
class Sent:
    """All queries of one shape: the SQL with its placeholders. Parameters are those of the slowest one."""

    sql: str
    path: str
    line: int
    count: int = 0
    milliseconds: float = 0.0
    slowest: float = 0.0
    parameters: Any = None
    many: bool = False


@dataclass
class Recorder:
    """A wrapper for `connection.execute_wrapper`, and what it saw."""

    sent: dict[tuple[str, str, int], Sent] = field(default_factory=dict)

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        started = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.keep(str(sql), params, many, (time.perf_counter() - started) * 1000, sending_line())

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Inside the block it sees every query of this thread, and every COPY, which Django's wrappers do not see."""
        recorder = self

        class Listened(CursorWrapper):
            """A cursor that tells of its COPY; the time is that until all rows are sent or read."""

            @contextmanager
            def copy(self, statement: str, *args: Any) -> Iterator[Any]:
                started = time.perf_counter()
                with self.cursor.copy(statement, *args) as copy:
                    yield copy
                recorder.keep(statement, None, False, (time.perf_counter() - started) * 1000, sending_line())

        def make(cursor: Any) -> CursorWrapper:
            return Listened(cursor, connection)

        # The second one is asked where DEBUG is on.
        connection.make_cursor = connection.make_debug_cursor = make  # type: ignore[method-assign, assignment]
        try:
            with connection.execute_wrapper(self):
                yield
        finally:
            del connection.make_cursor, connection.make_debug_cursor

    def keep(self, sql: str, parameters: Any, many: bool, milliseconds: float, line: Line | None) -> None:
        place = (line.path, line.number) if line else ("", 0)
        sent = self.sent.setdefault((sql, *place), Sent(sql, *place))
        sent.count += 1
        sent.milliseconds += milliseconds
        if milliseconds >= sent.slowest:
            sent.slowest, sent.parameters, sent.many = milliseconds, parameters, many

    @property
    def count(self) -> int:
        return sum(sent.count for sent in self.sent.values())

    def dearest(self) -> list[Sent]:
        """What took the most time together, first."""
        return sorted(self.sent.values(), key=lambda sent: -sent.milliseconds)
