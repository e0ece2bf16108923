"""The experiment: bytes of a stranger. Who unpickles them does what they say; the shop's readers refuse them."""

import base64
import pickle
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

import msgpack
from django.core.cache import cache
from kombu.exceptions import ContentDisallowed
from kombu.serialization import loads as read_message
from rest_framework.exceptions import APIException

from apps.core.rest.message_pack import parse_message_pack
from apps.core.rest.parsers import check, parse_json
from apps.showcase.lab.processes import Limits, Progress, run_child
from apps.showcase.lab.results import Console, Result, Side, Table
from apps.showcase.scenarios.s28_serialization.unpickling import EFFECTS, GIFT, Gift

UNPICKLE = "apps.showcase.scenarios.s28_serialization.unpickling:unpickle"
LIMITS = Limits(seconds=10, megabytes=200)
HOSTILE: dict[str, tuple[str, bytes]] = {
    "a pickle, as MessagePack": ("msgpack", b""),
    "a pickle, as JSON": ("json", b""),
    "an extension type": ("msgpack", msgpack.packb(msgpack.ExtType(5, b"class"))),
    "binary data": ("msgpack", msgpack.packb(b"\x00\x01")),
    "not a number": ("msgpack", msgpack.packb(float("nan"))),
    "the same member twice": ("msgpack", b"\x82\xa1a\x01\xa1a\x02"),
    "100,000 levels": ("msgpack", b"\x91" * 100_000 + b"\x90"),
    "four billion items, promised": ("msgpack", b"\xdd\xff\xff\xff\xff"),
    "two million empty arrays": ("msgpack", msgpack.packb([[]] * 2_000_000)),
    "650,000 empty arrays": ("json", b"[" + b"[]," * 650_000 + b"[]]"),
    "half of a surrogate pair": ("json", rb'"\ud800"'),
    "a number of a million digits": ("json", b"1e999999"),
}
PARSERS: dict[str, Callable[[bytes], Any]] = {"json": parse_json, "msgpack": parse_message_pack}


def receive(progress: Progress, *, effect: str) -> dict[str, Any]:
    """The stranger's bytes at the twin, in a process of its own and an empty folder; then at the shop's readers."""
    sent = pickle.dumps(Gift(EFFECTS[effect]))
    progress(note="The twin reads them, in a bounded process")
    with tempfile.TemporaryDirectory() as folder:
        given = {"sent": base64.b64encode(sent).decode(), "folder": folder}
        report = run_child(UNPICKLE, given, limits=LIMITS, nested=True)
        left = Path(folder) / GIFT
        found = left.read_text() if left.exists() else ""
    progress(note="The shop's readers get them")
    outcomes = {name: outcome(read, sent) for name, read in READERS.items()}
    hostile = {name: parsed(form, content or sent) for name, (form, content) in HOSTILE.items()}
    return Result(
        answer=answer(outcomes, hostile),
        twin=twin(sent, ran=bool(found) or not report.value, found=found, report=report),
        sections=[refusals(outcomes), strangers(hostile), Console("The stranger's bytes", printable(sent), ["exec"])],
    ).as_json()


def read_from_cache(sent: bytes) -> Any:
    return cache.client.decode(sent)  # type: ignore[attr-defined] # that of django-redis


def read_from_queue(sent: bytes) -> Any:
    return read_message(sent, "application/x-python-serialize", "binary", accept=["json"])


READERS: dict[str, Callable[[bytes], Any]] = {
    "cache": read_from_cache,
    "queue of tasks": read_from_queue,
    "API, MessagePack": parse_message_pack,
    "API, JSON": parse_json,
}


def outcome(read: Callable[[bytes], Any], sent: bytes) -> str:
    """How a reader refuses the bytes; empty if it takes them."""
    try:
        read(sent)
    except APIException as refusal:
        return str(refusal.get_codes())
    except (ContentDisallowed, ValueError) as refusal:
        return f"{type(refusal).__name__}: {refusal}"
    return ""


def parsed(form: str, content: bytes) -> tuple[str, float]:
    """The code with which the API's parser refuses a body, and its milliseconds."""
    began = perf_counter()
    said = outcome(lambda body: check(PARSERS[form](body)), content)
    return said, (perf_counter() - began) * 1000


def answer(outcomes: dict[str, str], hostile: dict[str, tuple[str, float]]) -> Side:
    tried = [*outcomes.values(), *(code for code, _ in hostile.values())]
    taken = sum(not said for said in tried)
    slowest = max(took for _, took in hostile.values())
    return Side(
        taken == 0,
        "all refused" if taken == 0 else f"{taken} taken",
        str(len(tried) - taken),
        f"of {len(tried)} hostile documents refused",
        [("Code that ran", "none"), ("Slowest refusal", f"{slowest:.0f} ms")],
        "MessagePack and JSON say values. There is no word in them for a call.",
    )


def twin(sent: bytes, *, ran: bool, found: str, report: Any) -> Side:
    names = len(found.splitlines())
    left = {0: report.cause or "nothing", 1: found}.get(
        names, f"the names of {names} variables, and it had their values"
    )
    return Side(
        not ran,
        "it ran" if ran else "nothing ran",
        f"{len(sent)} bytes",
        "were enough to run a stranger's code",
        [
            ("It left", left),
            ("The process", "ended without a word" if not report.value else "went on as if nothing were"),
        ],
        "No class of theirs had to be known: the bytes name a function that is there, and what to call it with.",
    )


def refusals(outcomes: dict[str, str]) -> Table:
    rows = [[name, said or "taken"] for name, said in outcomes.items()]
    return Table("The same bytes at the shop's readers", ["Reader", "What it says"], rows)


def strangers(hostile: dict[str, tuple[str, float]]) -> Table:
    rows = [
        [name, f"{len(HOSTILE[name][1]):,}" if HOSTILE[name][1] else "–", code or "taken", f"{took:.1f}"]
        for name, (code, took) in hostile.items()
    ]
    return Table("What else a stranger may send", ["Document", "Bytes", "Code", "ms"], rows, [1, 3])


def printable(sent: bytes) -> str:
    return "".join(chr(byte) if 32 <= byte < 127 else "·" for byte in sent)
