"""Whatever is sent, the API answers as its OpenAPI documents say: Schemathesis makes the calls, with the token of an
owner, over a real server; two of its processes at a time.

The guards taken away, amounts go out as numbers, strangers are let in, a column to sort by is not looked up, and the
documents name no refusals; the calls must name the operation of each.
"""

from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from tempfile import TemporaryDirectory
from typing import Any
from unittest import mock

from rest_framework.fields import DecimalField

from apps.accounts.models import User
from apps.catalog.models import Product
from proofs.contract_calls import Findings, Part, explore
from proofs.outcome import Outcome, Proof, Trial
from proofs.shop import running, token_for
from tests import shop

EXAMPLES, FEWEST_CALLS = 500, 20_000
SERVER_ERRORS = ("not_a_server_error",)
IGNORED_AUTHORISATION = ("ignored_auth", "object_level_authorization")
# Which check notices which guard that was taken away.
NOTICED = {
    "response_schema_conformance": "amounts as numbers",
    "ignored_auth": "strangers let in",
    "not_a_server_error": "a column that is not looked up",
    "status_code_conformance": "documents without refusals",
}


def prove(trial: Trial) -> Outcome:
    """With `scale` below 1 at some operations only; which ones, `seed` says."""
    token = token_for("owner")
    fill(User.objects.latest("pk"))
    patches = [] if trial.guard else ["proofs.contract:take_guard_away"]
    with TemporaryDirectory() as folder, running(*patches, API_LIMITS="false", UPLOAD_ROOT=folder) as server:
        if not trial.guard:
            return told_without_guard(Findings.of(map(explore, parts_without_guard(server.address, token))))
        with ProcessPoolExecutor(2, get_context("spawn")) as processes:
            return told(Findings.of(processes.map(explore, parts(server.address, token, trial))), trial)


def parts(address: str, token: str, trial: Trial) -> list[Part]:
    """The calls in three parts of about the same length; the first takes longest."""
    new = Part(address, token, "v2", examples=EXAMPLES, seed=trial.seed, share=trial.scale)
    return [
        replace(new, phases=("examples", "coverage", "fuzzing")),
        replace(new, version="v1"),
        replace(new, phases=("stateful",)),
    ]


def told(found: Findings, trial: Trial) -> Outcome:
    wrong = {check: len(tellings) for check, tellings in found.wrong.items()}
    calls = found.calls.total()
    got: dict[str, Any] = {
        "calls": calls,
        "by_version_and_status": dict(sorted(found.calls.items())),
        "server_errors": sum(wrong.pop(check, 0) for check in SERVER_ERRORS),
        "ignored_authorisation": sum(wrong.pop(check, 0) for check in IGNORED_AUTHORISATION),
        "not_as_documented": sum(wrong.values()),
        "refusals_foreseen": dict(sorted(found.foreseen.items())),
        "first_of_each": {check: first_of_each(tellings) for check, tellings in found.wrong.items()},
    }
    return Outcome(got, passed=calls >= (FEWEST_CALLS if trial.scale >= 1 else 1) and not found.wrong)


def first_of_each(tellings: list[str]) -> dict[str, str]:
    """The first of each operation, which stands before the colon."""
    return {telling.partition(": ")[0]: telling.partition(": ")[2][:600] for telling in reversed(tellings)}


def parts_without_guard(address: str, token: str) -> list[Part]:
    """As few calls as show each of them."""
    return [
        Part(address, token, "v2", phases=("examples",), operations=("GET /api/v2/orders/",)),
        Part(address, token, "v2", phases=("coverage",), operations=("GET /api/v2/categories/",)),
    ]


def told_without_guard(found: Findings) -> Outcome:
    """Passed, which it must not, when a guard is gone and no call has noticed."""
    first = {guard: found.wrong.get(check, ["unnoticed"])[0][:200] for check, guard in NOTICED.items()}
    return Outcome({"calls": found.calls.total(), "first_of_each": first}, passed="unnoticed" in first.values())


def take_guard_away() -> None:
    mock.patch.object(DecimalField, "to_representation", lambda self, value: float(value)).start()
    mock.patch("apps.core.rest.permissions.ModelPermissions.has_permission", return_value=True).start()
    mock.patch("apps.core.rest.ordering.read_sign", lambda sign, declared: declared[sign.lstrip("-")]).start()
    mock.patch("apps.core.rest.schema.statuses_of", return_value=[]).start()


def fill(owner: User) -> None:
    """A row of each kind, where there are none yet."""
    if Product.objects.exists():
        return
    order = shop.orders(3)[0]
    shop.refund(shop.payment(order, "pay-1"), "1.000")
    shop.category("lights", shop.product("85048"))
    shop.price(shop.product("85048"), "6.950")
    shop.stock(shop.product("85048"), 5, 1)
    shop.import_job(owner, rejections=3)
    shop.upload(owner)


PROOF = Proof(
    "contract",
    "both versions answer as their OpenAPI documents say, in all phases and checks of Schemathesis, >= 20,000 calls:"
    " 0 x 5xx, 0 undocumented statuses, types or schemas, 0 ignored authorisation",
    prove,
)
