"""Bodies that are too large, too many or not what they seem, sent to the web server as `make run` starts it.

Each is refused with its status, early, while the server's memory stays flat and no file is left behind. The guard taken
away, the middleware that bounds bodies does not run, the parsers take any number of values, and Django's own
development server reads what is left of a body into memory.
"""

import gzip
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, repeat
from pathlib import Path
from secrets import token_hex
from time import monotonic, sleep
from typing import Any

import msgpack
from django.conf import settings

from apps.accounts.rules.scopes import SCOPES
from apps.accounts.services.people import create_person
from apps.accounts.services.tokens import issue_token
from apps.core.management.commands import runserver
from apps.core.rest import message_pack, parsers
from proofs.body_client import Answered, in_chunks, send
from proofs.outcome import Outcome, Proof, Trial
from proofs.shop import Server, running
from proofs.sign_in_client import SIGNED_IN, Visitor

MB = 1024 * 1024
GIB = 1024 * MB
MOST_GROWTH = 30 * MB
PATIENCE_SECONDS = 60
MOST_SENT = 16 * MB
"""What may be sent before the answer is seen, beyond what the door takes: it fits into the buffers on the way."""
JSON, MSGPACK, FORM = "application/json", "application/vnd.msgpack", "application/x-www-form-urlencoded"
PARTS = "multipart/form-data; boundary=x"
PART = b'--x\r\nContent-Disposition: form-data; name="file"; filename="%d.csv"\r\n\r\n'
WRITE, UPLOAD, PAGE, IMPORT = "/api/v2/customers/", "/api/v2/uploads/", "/sign-in/", "/admin/orders/importjob/add/"
PIECE = b" " * MB


@dataclass(frozen=True)
class Kind:
    """A body: where it goes, what it calls itself, which answers are right. Without `length` it goes in chunks.

    It comes from the owner, or from somebody who is not `known`.
    """

    name: str
    address: str
    form: str
    pieces: Iterator[bytes]
    length: int | None
    right: tuple[int, ...]
    coding: str = ""
    takes: int = 2 * MB
    stubborn: bool = False
    known: bool = True


def whole(name: str, address: str, form: str, body: bytes, *right: int, **more: Any) -> Kind:
    """A body that is there at once."""
    return Kind(name, address, form, iter([body]), len(body), right, **more)


def kinds(size: int) -> Iterator[Kind]:
    """Every kind of body, the largest of about `size` bytes."""
    pieces = size // MB
    file = size + len(PART % 1)
    yield Kind("json", WRITE, JSON, repeat(PIECE, pieces), size, (413,))
    yield Kind("json, sent on after the answer", WRITE, JSON, repeat(PIECE, pieces), size, (413,), stubborn=True)
    yield Kind("json in chunks", WRITE, JSON, repeat(PIECE, pieces), None, (413,))
    yield Kind("form", PAGE, FORM, repeat(b"a" * MB, pieces), size, (413,))
    yield Kind("form in chunks", PAGE, FORM, repeat(b"a" * MB, pieces), None, (413,))
    for name, address, takes in (("upload", UPLOAD, 26 * MB), ("file of orders", IMPORT, 129 * MB)):
        if size > takes:
            yield Kind(name, address, PARTS, chain([PART % 1], repeat(PIECE, pieces)), file, (413,), takes=takes)
            in_pieces = chain([PART % 1], repeat(PIECE, pieces))
            yield Kind(f"{name} in chunks", address, PARTS, in_pieces, None, (413,), takes=takes)
    for name, address, right in (("upload", UPLOAD, 401), ("file of orders", IMPORT, 302)):
        for how, length in (("", 8 * MB), (" in chunks", None)):
            form = chain([PART % 1], repeat(PIECE, 8))
            yield Kind(f"{name}{how} by a stranger", address, PARTS, form, length, (right,), known=False)
    bomb = gzip.compress(PIECE * 64)
    yield whole("gzip bomb", WRITE, JSON, bomb, 415, coding="gzip")
    yield whole("gzip bomb in a form", PAGE, FORM, bomb, 415, coding="gzip")
    parts = b"".join(PART % number + b"1\r\n" for number in range(10_000)) + b"--x--\r\n"
    yield whole("10,000 parts", UPLOAD, PARTS, parts, 400, takes=26 * MB)
    fields = b"&".join(b"f%d=1" % number for number in range(100_000))
    yield whole("100,000 fields", PAGE, FORM, fields, 400)
    members = b"{%b}" % b",".join(b'"f%d":1' % number for number in range(100_000))
    yield whole("100,000 members", WRITE, JSON, members, 413)
    yield whole("2 MB of arrays", WRITE, JSON, b"[%b[]]" % (b"[]," * 650_000), 413)
    yield whole("2 MB of MessagePack arrays", WRITE, MSGPACK, msgpack.packb([[]] * 2_000_000), 413)
    claims = b"\xdd\x00\x00\xc0\x00" * 1000
    yield whole("MessagePack that promises more", WRITE, MSGPACK, claims, 413)


@dataclass(frozen=True)
class Caller:
    """Somebody whom the shop knows: by a token in the API, by a session on pages."""

    token: str
    session: str


def owner_of(server: Server) -> Caller:
    """A new owner, signed in."""
    password = token_hex(16)
    owner = create_person(
        email=f"{token_hex(4)}@proofs.example", password=password, role="owner", by=None, reason="for a proof"
    )
    visitor = Visitor(server.address)
    if (answer := visitor.guess(owner.email, password)).status_code != SIGNED_IN:
        raise RuntimeError(f"The owner could not sign in ({answer.status_code}).")
    return Caller(issue_token(user=owner, name="proof", scopes=SCOPES, by=None)[1], visitor.session())


def prove(trial: Trial) -> Outcome:
    """On a server of its own, whose temporary files lie in a folder of their own."""
    with tempfile.TemporaryDirectory() as folder:
        patches = [] if trial.guard else ["proofs.big_bodies:take_guard_away"]
        with running(*patches, DJANGO_SETTINGS_MODULE="config.settings.local", TMPDIR=folder) as server:
            owner = owner_of(server)
            warm_up(server, owner)
            return examine(server, owner, kinds(max(8 * MB, int(GIB * trial.scale))), Path(folder))


def warm_up(server: Server, owner: Caller) -> None:
    """Load the code and fill the pools: what that takes is not what a body costs."""
    for kind in kinds(8 * MB):
        ask(server.address, owner, kind)


def take_guard_away() -> None:
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name != "apps.core.bodies.BodyMiddleware"]
    runserver.Command.server_cls = runserver.runserver.Command.server_cls
    parsers.MOST_VALUES = message_pack.MOST_VALUES = 100_000_000


def examine(server: Server, owner: Caller, bodies: Iterator[Kind], folder: Path) -> Outcome:
    """Send each body to the server, whose temporary files lie in the folder."""
    told, wrong = {}, []
    for kind in bodies:
        before = server.begin_peak()
        answer = ask(server.address, owner, kind)
        growth = server.peak() - before
        told[kind.name] = {
            "status": answer.status,
            "seconds": round(answer.seconds, 2),
            "sent_mb": round(answer.sent / MB, 1),
            "growth_mb": round(growth / MB, 1),
        }
        wrong += [f"{kind.name}: {fault}" for fault in faults(kind, answer, growth)]
    until = monotonic() + PATIENCE_SECONDS
    while (left := left_behind(server, folder)) and monotonic() < until:
        sleep(0.05)  # a file goes when its request has ended, which is after its answer
    got = {"kinds": told, "temporary_files_left": left, "wrong": wrong}
    return Outcome(got, passed=bool(told) and not wrong and not left)


def ask(shop: str, owner: Caller, kind: Kind) -> Answered:
    """Send a body: to the API with a token, to a page with a session and a CSRF cookie that anybody can make up."""
    said = "Transfer-Encoding: chunked" if kind.length is None else f"Content-Length: {kind.length}"
    is_api = kind.address.startswith("/api/")
    token, session = (owner.token, owner.session) if kind.known else (f"vit_{'x' * 8}_{'x' * 43}", "x" * 32)
    who = f"Authorization: Token {token}" if is_api else f"Cookie: csrftoken={'x' * 32}; sessionid={session}"
    key = f"Idempotency-Key: {token_hex(8)}"  # some writes ask for one, and would look no further without
    coding = [f"Content-Encoding: {kind.coding}"] if kind.coding else []
    lines = [f"POST {kind.address} HTTP/1.1", "Host: localhost", f"Content-Type: {kind.form}", said, who, key, *coding]
    pieces = in_chunks(kind.pieces) if kind.length is None else kind.pieces
    return send(shop, "\r\n".join([*lines, "", ""]), pieces, stubborn=kind.stubborn)


def faults(kind: Kind, answer: Answered, growth: int) -> Iterator[str]:
    """What is wrong with the answer to a body."""
    if answer.status not in kind.right:
        yield f"answered with {answer.status}"
    form = "application/problem+json" if kind.address.startswith("/api/") else "text/html"
    if answer.status >= 400 and (answer.form != form or b"request" not in answer.body.lower()):
        yield f"no {form} of the shop's"
    if answer.sent > kind.takes + MOST_SENT and not kind.stubborn:
        yield f"{answer.sent // MB} MB were sent before the answer"
    if growth > MOST_GROWTH:
        yield f"{growth // MB} MB more memory"


def left_behind(server: Server, folder: Path) -> int:
    """Temporary files of the server, those without a name among them."""
    links = Path(f"/proc/{server.pid}/fd")
    open_ones = [os.path.realpath(link) for link in links.iterdir()]
    return len(list(folder.iterdir())) + sum(target.startswith(str(folder)) for target in open_ones)


PROOF = Proof(
    "big-bodies",
    "every body that is too large, too many or compressed is refused with 413, 400 or 415, early, as a problem or a"
    " page, and a stranger's file is not even looked at; at most 30 MB more memory, no temporary file left",
    prove,
)
