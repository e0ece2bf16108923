"""One way alone, in this very process, on few rows: for a page that the debug toolbar looks at."""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from apps.showcase.lab.database import on_size
from apps.showcase.lab.pairs import Arguments, Pair, needs_of
from apps.showcase.lab.recording import Recorder
from apps.showcase.lab.states import as_it_wants, lab_turn, make_all

PATIENCE = "SET LOCAL statement_timeout = '10s'; SET LOCAL lock_timeout = '2s'"
Watch = Callable[[BaseDatabaseWrapper], AbstractContextManager[None, bool | None]]


@dataclass(frozen=True)
class Tried:
    """What a way gave, with which arguments, and what it asked."""

    result: Any
    arguments: Arguments
    recorder: Recorder
    milliseconds: float


def try_way(pair: Pair, name: str, *, size: str, watch: Watch) -> Tried:
    """Run the way on few rows in the database of a size, and roll back. `watch` surrounds it with an onlooker.

    Raises LabBusy while a run measures there.
    """
    way, recorder = pair.ways[name], Recorder()
    with on_size(size) as lab, lab_turn():
        with connection.cursor() as cursor:
            cursor.execute(PATIENCE)
        arguments = {**pair.arguments(), **pair.few}
        make_all(pair)
        with as_it_wants(way, needs_of(pair)), watch(lab), recorder.listening():
            started = time.perf_counter()
            result = way(arguments)
            spent = (time.perf_counter() - started) * 1000
        return Tried(result, arguments, recorder, spent)
