"""Waiting for what another thread or process does, with an end."""

import time
from collections.abc import Callable


def eventually(condition: Callable[[], object], *, seconds: float = 10) -> None:
    """Ask again and again until the condition holds; fails after so many seconds."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"it did not happen within {seconds} s"
        time.sleep(0.01)
