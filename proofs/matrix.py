"""Every route by every method, asked by everybody for their own rows, others' and none; in this process, with the real
database, in a transaction that is rolled back. The expected answers stand in tests/matrix/expected.toml.

The guards taken away, one `visible_to`, one permission, one scope and one policy of the admin in turn, it must find the
cell that shows it.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from typing import Any
from zlib import crc32

from django.conf import settings
from django.db import transaction
from django.test import override_settings

from proofs.outcome import Outcome, Proof, Trial
from tests.matrix.making import make_walk
from tests.matrix.sabotage import BREAKS, Break
from tests.matrix.walking import Findings


def prove(trial: Trial) -> Outcome:
    """With `scale` below 1 some routes only; which ones, `seed` says."""
    if trial.guard:
        part = trial.scale * 2**32
        found = walk(lambda route: trial.scale >= 1 or crc32(f"{trial.seed} {route}".encode()) < part)
        got = {"cells": found.cells, "mismatches": len(found.wrong), "first": found.wrong[:1], "alike": found.alike}
        return Outcome(got, passed=bool(found.cells) and not found.wrong)
    broken = {one.name: broken_walk(one) for one in BREAKS}
    told = {name: (found.wrong[:1] or ["unnoticed"])[0] for name, found in broken.items()}
    got = {
        "cells": sum(found.cells for found in broken.values()),
        "mismatches": sum(len(found.wrong) for found in broken.values()),
        "first_of_each": told,
    }
    return Outcome(got, passed="unnoticed" in told.values())


def broken_walk(one: Break) -> Findings:
    return walk(lambda route: route in one.routes, one)


def walk(only: Callable[[str], bool], one: Break | None = None) -> Findings:
    with aside():
        made = make_walk(only)
        if one is None:
            return made.run()
        with one.made():
            return made.run()


@contextmanager
def aside() -> Iterator[None]:
    """Nothing is left behind: neither rows nor files nor lines of logs."""
    with TemporaryDirectory() as folder:
        default: dict[str, Any] = settings.STORAGES["default"]
        storages = settings.STORAGES | {"default": default | {"OPTIONS": default["OPTIONS"] | {"location": folder}}}
        logging.disable(logging.CRITICAL)
        try:
            with override_settings(STORAGES=storages, ALLOWED_HOSTS=["testserver"]), transaction.atomic():
                yield
                transaction.set_rollback(True)
        finally:
            logging.disable(logging.NOTSET)


PROOF = Proof(
    "matrix", "every route x method x caller x ownership answers as the table says: 0 mismatches in >= 5,000", prove
)
