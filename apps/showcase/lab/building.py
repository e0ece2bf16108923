"""Building the database of a size: made, migrated, filled once. One that is complete and up to date stays as it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from apps.showcase.lab.database import LabUnavailable, drop_database, ensure_database, lab_name, size_environment
from apps.showcase.lab.processes import Limits, Progress, run_child
from apps.showcase.lab.sizes import BY_SLUG, stand_of

LIMITS = Limits(seconds=600, megabytes=1500)


KEY = "hashtext('showcase.lab.building ' || %s)"


def build(progress: Progress, *, size: str) -> dict[str, Any]:
    """Build a size, or bring its migrations up to date; raises LabUnavailable with the reason."""
    if not stand_of(size).ready:
        with alone(size):
            return build_alone(progress, size=size)
    return {"size": size, "did": "nothing"}


@contextmanager
def alone(size: str) -> Iterator[None]:
    """Inside the block nobody else builds this size for this shop; raises LabUnavailable when somebody does."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_try_advisory_lock({KEY})", [size])
        if not cursor.fetchone()[0]:
            raise LabUnavailable(f"The database {lab_name(size)} is being built at this moment; wait for its end.")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT pg_advisory_unlock({KEY})", [size])


def build_alone(progress: Progress, *, size: str) -> dict[str, Any]:
    stand, name = stand_of(size), lab_name(size)
    parameters: dict[str, Any]
    if stand.ready:  # somebody built it a moment ago
        return {"size": size, "did": "nothing"}
    if stand.built_at is None:
        drop_database(name)
    progress(note="Making the database and its tables")
    ensure_database(name)
    if stand.built_at is None:
        target, parameters = "fill", {"lines": BY_SLUG[size].lines}
    else:
        target, parameters = "mark_complete", {"seconds": stand.seconds}
    report = run_child(
        f"apps.showcase.lab.filling:{target}",
        parameters,
        limits=LIMITS,
        progress=progress,
        environment=size_environment(size),
        django=True,
        nested=True,
    )
    if report.value is None:
        raise LabUnavailable(f"The database {name} could not be filled: {report.cause}")
    return {"size": size, "did": "built" if target == "fill" else "migrated", **report.value}
