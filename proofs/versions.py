"""The recorded session of version 1, sent again by address, parameter and header, and once more after its last day.

It runs in this process, with the real database, in a transaction that is rolled back.

The guard taken away, somebody renames a field of version 1: the session and the comparison of documents both name it.
"""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import date
from secrets import token_hex
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test import override_settings
from django.urls import resolve

from apps.accounts.models import User
from apps.accounts.rules.roles import ROLES
from apps.accounts.services.people import create_person
from apps.core.rest import documents
from apps.core.rest.breaking import breaking_changes
from apps.core.rest.versions import versions
from proofs.matrix import aside
from proofs.outcome import Outcome, Proof, Trial
from tests.core.rest.planting import rename_field
from tests.core.rest.replaying import Call, Session, answer_of, missing, read

OF_ONE_VERSION = ("index", "address that there is not")  # what is another thing, or nothing, without a version
ENDED = {"v1": {"deprecated": date(2025, 1, 1), "sunset": date(2026, 1, 1)}}
SAYS = ("Deprecation", "Sunset", "Link")


def by_address(call: Call) -> Call:
    return call


def by_parameter(call: Call) -> Call:
    address = call["address"].replace("/api/v1/", "/api/", 1)
    return call | {"address": f"{address}{'&' if '?' in address else '?'}version=1"}


def by_header(call: Call) -> Call:
    headers = call.get("headers", {})
    accept = f"{headers.get('Accept', 'application/json')}; version=1"
    return call | {
        "address": call["address"].replace("/api/v1/", "/api/", 1),
        "headers": headers | {"Accept": accept},
    }


WAYS = (by_header, by_parameter, by_address)


def prove(trial: Trial) -> Outcome:
    """With `scale` below 1 fewer of the ways."""
    ways = WAYS[: max(1, round(len(WAYS) * trial.scale))]
    with aside(), override_settings(API_LIMITS=False), nullcontext() if trial.guard else renamed():
        found = [again(way) for way in ways]
        ended, after = on_the_day_after()
        broken = [str(one) for version in versions() for one in changes(version)]
    faults = [fault for one in found for fault in one["faults"]]
    calls = sum(one["calls"] for one in found)
    got = {
        "ways": len(ways),
        "calls": calls,
        "members_that_did_not_come_back": len(faults),
        "first": faults[:1],
        "answers_that_say_when_it_ends": sum(one["dated"] for one in found),
        "breaks_in_the_documents": len(broken),
        "first_break": broken[:1],
        "calls_after_the_last_day": after,
        "of_these_410": ended,
    }
    passed = not faults and not broken and got["answers_that_say_when_it_ends"] == calls and ended == after > 0
    return Outcome(got, passed=passed)


@contextmanager
def renamed() -> Iterator[None]:
    """Somebody has renamed a field of version 1."""
    view: Any = resolve("/api/v1/orders/").func
    with pytest.MonkeyPatch.context() as patch:
        rename_field(patch, view.cls.serializer_class, "order_no", "order_number")
        yield


def again(way: Any) -> dict[str, Any]:
    """The session on a shop of its own, which is gone afterwards."""
    calls = [call for call in read() if way is by_address or call["name"] not in OF_ONE_VERSION]
    faults, dated = [], 0
    with transaction.atomic():
        session = Session(people(), way)
        for call in calls:
            response = session.send(call)
            dated += all(name in response.headers for name in SAYS)
            now = json.loads(json.dumps(answer_of(response)).replace("&version=1", ""))  # a link keeps what was asked
            faults += [f"{way.__name__}, {call['name']}: {fault}" for fault in missing(call["answer"], now)]
        transaction.set_rollback(True)
    return {"calls": len(calls), "faults": faults, "dated": dated}


def on_the_day_after() -> tuple[int, int]:
    """How many calls are answered with 410 when version 1 is over, and how many there are."""
    calls = [call | {"headers": {}} for call in read() if "{" not in call["address"]]
    with transaction.atomic(), override_settings(API_VERSIONS=settings.API_VERSIONS | ENDED):
        session = Session(people())
        statuses = Counter(session.send(call).status_code for call in calls)
        transaction.set_rollback(True)
    return statuses[410], len(calls)


def people() -> dict[str, User]:
    """One person of each role."""
    return {
        role.slug: create_person(
            email=f"{role.slug}-{token_hex(4)}@proofs.example",
            password=None,
            role=role.slug,
            by=None,
            reason="for a proof",
        )
        for role in ROLES
    }


def changes(version: str) -> list[Any]:
    """What would break clients of the document in the repository."""
    return breaking_changes(documents.committed(version), documents.read(documents.current(version)))


PROOF = Proof(
    "versions",
    "version 1 answers as recorded, by address, parameter and header, dated: 0 members missing; 410 after its last day",
    prove,
)
