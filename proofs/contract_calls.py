"""Schemathesis at one version of the API: it makes calls from the OpenAPI document that the server serves, and compares
each answer with it. Every check and every phase is on; what is passed over is named here, with its reason.
"""

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from zlib import crc32

import msgpack
import requests
import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import AcceptedNegativeData, Failure
from schemathesis.engine import events, from_schema
from schemathesis.openapi.checks import RejectedPositiveData

PHASES = ("examples", "coverage", "fuzzing", "stateful")
KEY, SHORTEST_KEY, LONGEST_KEY = "Idempotency-Key", 8, 255
OWN_DIGITS = 16  # of the process and of the call
MESSAGE_PACK = "application/vnd.msgpack"
SLOW_SECONDS = 60
LARGEST_PACKED = 2**64
# Refusals of requests that fit the document: what they depend on is no matter of form.
FORESEEN: Mapping[str, str] = {
    "already_over": "what time it is",
    "blank": "spaces at the ends of a text, which are taken off",
    "control_character": "controls in a name, which its description forbids",
    "country_unknown": "which countries there are",
    "does_not_exist": "which rows there are",
    "idempotency_key_invalid": "spaces at the ends of a header, which HTTP drops",
    "invalid_cursor": "which cursors the shop has signed",
    "json_number_out_of_range": "numbers in members that nobody reads",
    "json_unstorable_text": "NUL in a text, which no type of JSON Schema forbids",
    "malformed_header": "what a validator looks like (RFC 9110), which the document leaves to that",
    "not_about_rows": "which permissions are about rows",
    "nothing_to_change": "members that nobody reads count as members",
    "null_characters_not_allowed": "NUL in a text, which no type of JSON Schema forbids",
    "email_domain_invalid": "which domains take mail",
    "file_empty": "a file of no bytes, which no type of JSON Schema forbids",
    "out_of_range": "days that `format: date` has, and no list asks for",
    "permission_missing": "`object` and `amount` come with `permission`",
    "phone_country_needed": "how the countries of the world number their telephones",
    "phone_invalid": "how the countries of the world number their telephones",
    "repeated_column": "the same column in two places of a text",
    "unknown_permission": "which permissions there are",
    "unknown_field": "which members there are depends on `expand`",
}
# Beside those that Schemathesis expects by itself: it does not know RFC 6585, nor that `If-Match` names a state.
STATUSES: Mapping[str, list[str]] = {
    "positive_data_acceptance": ["2xx", "3xx", "401", "403", "404", "409", "412"],
    "negative_data_rejection": ["400", "401", "403", "404", "405", "406", "409", "412", "415", "422", "428"],
    "missing_required_header": ["400", "401", "403", "404", "406", "415", "428"],
}


@dataclass(frozen=True)
class Part:
    """Some of the calls: those of some phases, at some operations of a version."""

    address: str
    token: str
    version: str
    phases: tuple[str, ...] = PHASES
    examples: int = 1
    seed: int = 1
    share: float = 1.0
    operations: tuple[str, ...] = ()

    def includes(self, label: str) -> bool:
        """Whether this operation, such as `GET /api/v2/orders/`, is called."""
        if self.operations:
            return label in self.operations
        return self.share >= 1 or crc32(f"{self.seed} {label}".encode()) < self.share * 2**32


@dataclass
class Findings:
    """How often was called, how that was answered, what was foreseen, and what was wrong: by check, with operation."""

    calls: Counter[str] = field(default_factory=Counter)
    foreseen: Counter[str] = field(default_factory=Counter)
    wrong: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, parts: "Iterable[Findings]") -> "Findings":
        """All that several parts have found."""
        whole = cls()
        for part in parts:
            whole.calls += part.calls
            whole.foreseen += part.foreseen
            for check, told in part.wrong.items():
                whole.wrong.setdefault(check, []).extend(told)
        return whole

    def record(self, version: str, recorder: Any) -> None:
        """Take over what one group of calls has shown."""
        for interaction in recorder.interactions.values():
            answer = interaction.response
            self.calls[f"{version} {answer.status_code // 100}xx" if answer else f"{version} no answer"] += 1
        for case, checks in recorder.checks.items():
            for check in checks:
                if found := check.failure_info:
                    label = recorder.cases[case].value.operation.label
                    answer = recorder.interactions[case].response
                    codes = " ".join(sorted(codes_of(answer))) if answer else ""
                    told = " ".join(f"{label}: {codes} {found.failure} {found.code_sample}".split())
                    self.wrong.setdefault(check.name, []).append(told)


def explore(part: Part) -> Findings:
    """Make the calls."""
    found = Findings()
    schema = schemathesis.openapi.from_dict(document(part), config=config_of(part))

    def filter_failure(context: Any, failure: Failure, case: Any, response: Any) -> bool:
        codes = codes_of(response) if isinstance(failure, RejectedPositiveData) else set()
        if isinstance(failure, AcceptedNegativeData) and has_trimmed(case.query):
            codes = {"blank"}
        found.foreseen.update(codes if codes <= FORESEEN.keys() else ())
        return not codes or not codes <= FORESEEN.keys()

    schema.hook(filter_failure)
    with own_calls(part.token):
        for event in from_schema(schema.include(lambda context: part.includes(context.operation.label))).execute():
            if isinstance(event, events.ScenarioFinished):
                found.record(part.version, event.recorder)
            elif isinstance(event, events.NonFatalError | events.FatalError):
                error = event.value if isinstance(event, events.NonFatalError) else event.exception
                found.wrong.setdefault("error", []).append(f"{part.version} {error!r}")
    return found


def document(part: Part) -> Any:
    """The OpenAPI document, from the server itself."""
    asked = {"Accept": "application/vnd.oai.openapi+json"}
    answer = requests.get(f"{part.address}/api/{part.version}/schema/", headers=asked, timeout=SLOW_SECONDS)
    answer.raise_for_status()
    return answer.json()


def config_of(part: Part) -> SchemathesisConfig:
    """As it would stand in schemathesis.toml."""
    return SchemathesisConfig.from_dict(
        {
            "seed": part.seed,
            "continue-on-failure": True,
            "cache": {"enabled": False},
            "base-url": part.address,
            "request-timeout": SLOW_SECONDS,
            "headers": {"Authorization": f"Bearer {part.token}"},
            "generation": {"max-examples": part.examples, "database": "none", "no-shrink": True},
            "checks": {name: {"expected-statuses": statuses} for name, statuses in STATUSES.items()},
            "phases": {phase: {"enabled": phase in part.phases} for phase in PHASES},
        }
    )


def codes_of(response: Any) -> set[str]:
    """What a problem document says for programs: of each value at fault, or of the whole."""
    if "application/problem+json" not in response.headers.get("content-type", []):
        return set()
    problem = response.json()
    return {error["code"] for error in problem["errors"]} or {problem["code"]}


def has_trimmed(query: Any) -> bool:
    """Whether a parameter is longer, or shorter, as it is written than as it is read."""
    return any(isinstance(text, str) and text != text.strip() for text in (query or {}).values())


@contextmanager
def own_calls(token: str) -> Iterator[None]:
    """Each call has an idempotency key of its own, as those of different clients have; and none ends the token that
    all the others are made with, which would leave nothing to see but 401.
    """
    number = count()

    def before_call(context: Any, case: Any, kwargs: Any) -> None:
        key = (case.headers or {}).get(KEY)
        if isinstance(key, str) and SHORTEST_KEY <= len(key) <= LONGEST_KEY - OWN_DIGITS:
            case.headers[KEY] = f"{key}-{os.getpid():07}-{next(number):07}"
        prefix = (case.path_parameters or {}).get("prefix")
        if prefix and str(prefix) in token:
            case.path_parameters["prefix"] = "mine"

    schemathesis.hook(before_call)
    try:
        yield
    finally:
        schemathesis.hooks.unregister(before_call)


@schemathesis.serializer(MESSAGE_PACK)
def pack(context: Any, value: Any) -> bytes:
    packed: bytes = msgpack.packb(packable(value))
    return packed


def packable(value: Any) -> Any:
    """Whole numbers that MessagePack has no place for as floats."""
    if isinstance(value, dict):
        return {name: packable(one) for name, one in value.items()}
    if isinstance(value, list):
        return [packable(one) for one in value]
    return float(value) if isinstance(value, int) and not -LARGEST_PACKED / 2 <= value < LARGEST_PACKED else value


@schemathesis.deserializer(MESSAGE_PACK)
def unpack(context: Any, response: Any) -> Any:
    return msgpack.unpackb(response.content)
