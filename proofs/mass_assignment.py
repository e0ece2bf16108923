"""Every write of the API and the admin, with each column of every table sent beside what it takes.

It runs in this process, with the real database, in a transaction that is rolled back.

The guard taken away, the page of a product takes what is shown on it and saves the form as it is, without the service:
the SKU changes, and is named.
"""

from contextlib import nullcontext
from typing import Any
from unittest.mock import patch

from apps.catalog.admin.products import ProductAdmin
from apps.core.backoffice.model_admin import ShopModelAdmin
from proofs.matrix import aside
from proofs.outcome import Outcome, Proof, Trial
from tests.matrix.extra import Tries
from tests.matrix.operations import OPERATIONS

TAKEN = ("sku", "name", "is_active", "categories")


def prove(trial: Trial) -> Outcome:
    """With `scale` below 1 only so many of the operations, beginning with the `seed`-th."""
    count = max(1, round(len(OPERATIONS) * trial.scale))
    asked = [OPERATIONS[(trial.seed - 1 + step) % len(OPERATIONS)] for step in range(count)]
    with aside():
        found = Tries(nullcontext if trial.guard else unguarded).run(asked)
    got = {
        "operations": found.operations,
        "tries": found.tries,
        "columns_changed": len(found.changed),
        "first": found.changed[:1],
        "refused": found.refused,
        "without_effect": found.idle,
    }
    return Outcome(got, passed=not found.changed and not found.idle)


def unguarded() -> Any:
    """The page of a product takes what it only showed before, and saves it."""
    return patch.multiple(ProductAdmin, fields=TAKEN, editable_fields=TAKEN, save_model=ShopModelAdmin.save_model)


PROOF = Proof(
    "mass-assignment", "every write x every column that it does not take, >= 1,000 tries: 0 columns changed", prove
)
