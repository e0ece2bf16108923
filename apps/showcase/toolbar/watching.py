"""The toolbar looks at a connection that was opened after the request began."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper


def current_panel() -> Any:
    """The SQL panel that records this request; None where there is no toolbar."""
    return getattr(connection, "_djdt_logger", None)


@contextmanager
def watched_by(panel: Any, other: BaseDatabaseWrapper) -> Iterator[None]:
    """Inside the block the panel records what is asked on `other` too."""
    if panel is None:
        yield
        return
    from debug_toolbar.panels.sql.tracking import wrap_cursor

    wrap_cursor(other)
    other._djdt_logger = panel  # type: ignore[attr-defined] # as the toolbar does it
    try:
        yield
    finally:
        other._djdt_logger = None  # type: ignore[attr-defined]
