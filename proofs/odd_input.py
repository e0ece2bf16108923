"""Odd JSON documents at every write of the API; odd text in every member, form field and query parameter.

It runs in this process, through all middleware, with the real database, in a transaction that is rolled back.

The guard taken away, the framework's own JSON parser reads bodies: it dies of some documents and takes others that two
programs would read differently.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch
from urllib.parse import quote_plus
from uuid import uuid4

from django.contrib import admin
from django.http.response import HttpResponseBase
from django.test import override_settings
from django.urls import reverse
from rest_framework import parsers as stock

from apps.core.rest import parsers
from proofs.matrix import aside
from proofs.odd_documents import Odd, odd_values, whole_documents, with_value
from proofs.odd_strings import ADDRESSED, STRINGS
from proofs.outcome import Outcome, Proof, Trial
from tests import shop
from tests.core.rest.routes import routes
from tests.matrix.extra import Tries, contents
from tests.matrix.operations import OPERATIONS, Operation
from tests.matrix.walking import changes, undone

PROBLEM = "application/problem+json"
# Members of bodies get every string. A form's field, a parameter and a list of the admin get every so manieth, and the
# next one the next, so that each string comes to each kind of place.
FORMS, PARAMETERS, PAGES, TURN = 4, 2, 11, 7_919


@dataclass
class Found:
    """How much was sent, and what should not have happened."""

    calls: Counter[str] = field(default_factory=Counter)
    answers: Counter[str] = field(default_factory=Counter)
    wrong: dict[str, list[str]] = field(default_factory=dict)

    def blame(self, kind: str, what: str) -> None:
        self.wrong.setdefault(kind, []).append(what)


@override_settings(API_LIMITS=False)  # thousands of calls in a minute
def prove(trial: Trial) -> Outcome:
    """With `scale` below 1 only every so manieth input of each place, beginning with the `seed`-th."""
    with aside():
        attack = Attack(trial)
        attack.documents()
        if trial.guard:
            attack.forms()
            attack.addresses()
    found = attack.found
    got = {
        "documents": len(whole_documents()) + len(odd_values()),
        "strings": len(STRINGS),
        "calls": dict(found.calls),
        "answers": dict(sorted(found.answers.items())),
        "wrong": {kind: len(cases) for kind, cases in found.wrong.items()},
        "first_of_each": {kind: cases[0] for kind, cases in found.wrong.items()},
    }
    return Outcome(got, passed=bool(found.calls) and not found.wrong)


class Attack:
    """A small shop, its owner signed in, and all that is sent."""

    def __init__(self, trial: Trial) -> None:
        self.step, self.first = max(1, round(1 / trial.scale)), trial.seed - 1
        self.around: Callable[[], AbstractContextManager[Any]] = nullcontext if trial.guard else unguarded
        self.tries, self.found = Tries(), Found()
        self.tries.client.raise_request_exception = False

        self.place = 0

    def some(self, inputs: Any, part: int = 1) -> Any:
        """The inputs of the next place: all of them at scale 1, or every `part`-th."""
        step = self.step * part
        self.place += 1
        return list(inputs)[(self.first + self.place * TURN * (part > 1)) % step :: step]

    def documents(self) -> None:
        """Every document as the body of every write of the API, every odd value in the place of every member."""
        for operation in (one for one in OPERATIONS if one.json):
            where = reverse(operation.route, args=operation.arguments(self.tries))
            for odd in self.some(whole_documents()):
                self.send_json(operation, where, odd)
            body = self.body_of(operation)
            for member in sorted(operation.takes):
                for odd in self.some(odd_values()):
                    told = with_value(body | {member: None}, member, odd.body)
                    self.send_json(operation, where, Odd(told, odd.code))

    def send_json(self, operation: Operation, where: str, odd: Odd) -> None:
        def call() -> HttpResponseBase:
            with self.around():
                return self.tries.client.generic(
                    operation.method,
                    where,
                    odd.body,
                    content_type="application/json",
                    headers={"If-Match": "*", "Idempotency-Key": str(uuid4())},
                )

        answer = self.look("documents", f"{operation.name} {odd.body[:80]!r}", call)
        said = answer.json().get("code") if answer.status_code >= 400 and is_problem(answer) else ""
        if odd.code and said != odd.code:
            kind = "refused_by_another_code" if said == "malformed_request" else "read_though_not_to_be_read"
            self.found.blame(kind, f"{operation.name} {odd.body[:80]!r}: {answer.status_code} {said}")

    def forms(self) -> None:
        """Every string in every text field of every form of the admin."""
        for operation in (one for one in OPERATIONS if one.route.startswith("admin:") and not one.file):
            where = reverse(operation.route, args=operation.arguments(self.tries))
            body = self.body_of(operation) | {"_form_submitted": "True"}
            for name in sorted(operation.takes):
                for text in self.some(STRINGS, FORMS):
                    form = encoded(body | {name: text})

                    def call(form: str = form, where: str = where) -> HttpResponseBase:
                        return self.tries.client.generic(
                            "POST", where, form, content_type="application/x-www-form-urlencoded"
                        )

                    self.look("forms", f"{operation.name} {name}={text[:40]!r}", call)

    def addresses(self) -> None:
        """Every string in every query parameter of every list, as a parameter's name, and in addresses of rows."""
        for address in self.all_addresses():
            self.look("addresses", address, lambda address=address: self.tries.client.get(address))

    def all_addresses(self) -> Iterator[str]:
        for place, parameters in self.lists():
            for name in parameters:
                yield from (f"{place}?{name}={quoted(text)}" for text in self.some(ADDRESSED, PARAMETERS))
            for text in self.some(ADDRESSED, PAGES):
                yield f"{place}?{quoted(text)}=1"
                yield f"{place}{quoted(text)}/"
            yield f"{place}?{'&'.join(f'a{number}=1' for number in range(2_000))}"
        for model in admin.site._registry:
            place = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
            for text in map(quoted, self.some(ADDRESSED, PAGES)):
                yield from (f"{place}?q={text}", f"{place}?o={text}&p={text}", f"{place}{text}/")

    def lists(self) -> Iterator[tuple[str, list[str]]]:
        """Each list of the API with the query parameters that it reads."""
        job = shop.import_job(rejections=1).job_id
        for name, callback in routes():
            if name.endswith(("-list", "-rejections")) and hasattr(callback, "cls"):
                view = callback.cls(**callback.initkwargs)
                view.action = "list"
                arguments = [job] if name.endswith("-rejections") else []
                yield reverse(name, args=arguments), sorted(view.query_parameters())

    def body_of(self, operation: Operation) -> dict[str, Any]:
        return {name: value(self.tries) if callable(value) else value for name, value in operation.body.items()}

    def look(self, kind: str, what: str, call: Callable[[], HttpResponseBase]) -> Any:
        """Send it, undo it, and judge the answer."""
        self.found.calls[kind] += 1
        left = None
        with undone():
            before = changes()
            answer: Any = call()
            refused = answer.status_code >= 400
            if refused and changes() != before:  # perhaps undone by the shop itself
                left = contents()
        if left is not None and left != contents():
            self.found.blame("refused_and_changed", what)
        self.found.answers[str(answer.status_code)] += 1
        if answer.status_code >= 500:
            self.found.blame("server_error", f"{what}: {answer.status_code}")
        elif refused and answer.request["PATH_INFO"].startswith("/api/") and not is_problem(answer):
            self.found.blame("no_problem_document", f"{what}: {answer.status_code}")
        return answer


def is_problem(answer: Any) -> bool:
    return answer.headers["Content-Type"] == PROBLEM and answer.json()["request_id"] == answer.headers["X-Request-ID"]


def encoded(form: dict[str, Any]) -> str:
    """A form as a program may send it: also with halves of pairs, which no browser would."""
    values = [(name, one) for name, value in form.items() for one in (value if isinstance(value, list) else [value])]
    return "&".join(f"{name}={quoted(str(value))}" for name, value in values)


def quoted(text: str) -> str:
    return quote_plus(text.encode("utf-8", "surrogatepass"))


def unguarded() -> Any:
    """The framework's own parser."""
    return patch.object(parsers.StrictJSONParser, "parse", stock.JSONParser.parse)


PROOF = Proof(
    "odd-input",
    "597 documents x every write of the API, 266 strings x every member, and in turns x fields of forms and parameters:"
    " 0 x 5xx, refused as what it is, refused input changes no row",
    prove,
)
