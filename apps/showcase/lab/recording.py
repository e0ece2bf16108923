"""Which queries were sent, how often, how long each took, and from which line."""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings

HERE = str(Path(__file__).resolve())


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
            self.keep(str(sql), params, many, (time.perf_counter() - started) * 1000)

    def keep(self, sql: str, parameters: Any, many: bool, milliseconds: float) -> None:
        place = caller()
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


def caller() -> tuple[str, int]:
    """File and line of the project that is nearest to the query; neither when there is none."""
    root = f"{settings.BASE_DIR}/apps/"
    frame = sys._getframe(1)
    while frame is not None:
        name = frame.f_code.co_filename
        if name.startswith(root) and name != HERE:
            return name.removeprefix(f"{settings.BASE_DIR}/"), frame.f_lineno
        frame = frame.f_back  # type: ignore[assignment]
    return "", 0
