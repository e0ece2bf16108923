"""Many hands at once, for tests of races: threads with connections of their own, on tables and not in a transaction."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier
from typing import Any

from django.db import connections


@contextmanager
def hands(count: int) -> Iterator[Callable[[Callable[[int], Any]], list[Any]]]:
    """Runs a function `count` times at once, each in a thread with a connection of its own."""
    start = Barrier(count)

    def run(work: Callable[[int], Any], number: int) -> Any:
        start.wait(10)
        try:
            return work(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as pool:
        yield lambda work: list(pool.map(lambda number: run(work, number), range(count)))
