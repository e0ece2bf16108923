"""The rules of the API, asked from outside: many editors of one row, every error a problem, every old answer dated.

The guard taken away, nobody compares what was read with what there is: every editor wins, and all
changes but one are lost.
"""

import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import product
from secrets import token_hex
from threading import Barrier
from time import sleep
from typing import Any
from unittest import mock
from uuid import uuid4

import requests

from apps.core.doors import routes
from apps.core.rest.problems import KINDS, MEDIA_TYPE, PAGES
from apps.orders.models import Customer
from proofs.outcome import Outcome, Proof, Trial
from proofs.shop import running, token_for

EDITORS, READERS, FEWEST, CALLS = 100, 4, 6, 3_000
LONG = ("/docs/", "/schema/")
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
JSON = {"Content-Type": "application/json"}
ODD: tuple[tuple[dict[str, str], str, bytes], ...] = (  # headers, query, body
    ({}, "", b""),
    ({}, "?nonsense=1", b""),
    ({"Accept": "image/png"}, "", b""),
    ({"Accept": "application/json; version=9"}, "", b""),
    (JSON, "", b"{"),
    (JSON, "", b'{"a":"\\u0000"}'),
    (JSON, "", b"[]"),
    ({"Content-Type": "text/plain"}, "", b"hello"),
    ({**JSON, "If-Match": "nonsense", "Idempotency-Key": "short"}, "", b"{}"),
    ({**JSON, "If-Match": '"stale"', "Idempotency-Key": "long enough"}, "", b'{"name": 7}'),
)
SHARE_UNGUARDED = 0.02


def prove(trial: Trial) -> Outcome:
    """On a shop of its own, over two real servers."""
    patches = [] if trial.guard else ["proofs.api_rules:take_guard_away"]
    roles = ("owner", "customer")
    tokens = {role: token_for(role) for role in roles}
    with running(*patches, API_LIMITS="false") as one, running(*patches, API_LIMITS="false") as other:
        got = editors([one.address, other.address], tokens["owner"], max(int(EDITORS * min(trial.scale, 1)), FEWEST))
        share = trial.scale if trial.guard else SHARE_UNGUARDED
        got |= answers(one.address, tokens, Trial(trial.seed, share, trial.guard))
    return Outcome(got, passed=holds(got))


def take_guard_away() -> None:
    """Whatever a client has read, it is taken for the newest."""
    mock.patch("apps.core.rest.writing.check_if_match").start()


def holds(got: dict[str, Any]) -> bool:
    return (
        got["editors_answered"] == {"200": 1, "412": got["editors"] - 1}
        and got["name_is_the_winner_s"]
        and got["without_if_match"] == 428
        and got["errors"] > 0
        and got["errors_at_fault"] == []
        and got["old_answers"] > 0
        and got["old_answers_at_fault"] == []
    )


def editors(shops: Sequence[str], token: str, number: int) -> dict[str, Any]:
    """All have read the same state of a customer, and send their change at the same moment, over all servers."""
    customer = Customer.objects.create(number=f"E{token_hex(6)}".upper(), name="Ada", country="GB")
    address = f"/api/v2/customers/{customer.number}/"
    start = Barrier(number)

    def read(editor: int) -> tuple[int, str, requests.Session, str]:
        """Over a connection that stays: so many new ones at once are more than the server's queue."""
        session, where = requests.Session(), shops[editor % len(shops)] + address
        session.headers["Authorization"] = f"Token {token}"
        return editor, where, session, session.get(where, timeout=60).headers["ETag"]

    def edit(has_read: tuple[int, str, requests.Session, str]) -> tuple[int, int]:
        editor, where, session, etag = has_read
        start.wait(60)
        return change(session, where, f"Editor {editor}", {"If-Match": etag}).status_code, editor

    with ThreadPoolExecutor(READERS) as few:
        readers = list(few.map(read, range(number)))
    with ThreadPoolExecutor(number) as crowd:
        found = list(crowd.map(edit, readers))
    customer.refresh_from_db()
    statuses = Counter(str(status) for status, _ in found)
    return {
        "editors": number,
        "editors_answered": dict(sorted(statuses.items())),
        "name_is_the_winner_s": [customer.name] == [f"Editor {editor}" for status, editor in found if status == 200],
        "without_if_match": change(readers[0][2], readers[0][1], "Eve", {}).status_code,
    }


def change(session: requests.Session, where: str, name: str, headers: dict[str, str]) -> requests.Response:
    """Send a change; again while the database is too busy (503 says when)."""
    while True:
        answer = session.patch(where, json={"name": name}, headers=headers, timeout=60)
        if answer.status_code != 503:
            return answer
        sleep(float(answer.headers["Retry-After"]))


@dataclass
class Seen:
    """What answers said, and those that broke a rule."""

    errors: Counter[str] = field(default_factory=Counter)
    errors_at_fault: list[str] = field(default_factory=list)
    old: int = 0
    old_at_fault: list[str] = field(default_factory=list)


def answers(shop: str, tokens: dict[str, str], trial: Trial) -> dict[str, Any]:
    """Every operation and many that there are not, asked rightly and oddly, by somebody and nobody."""
    seen = Seen()
    callers: list[dict[str, str]] = [{}, {"Authorization": "Token wrong"}]
    callers += [{"Authorization": f"Token {token}"} for token in tokens.values()]
    calls = list(product(addresses(), METHODS, ODD, callers))
    random.Random(trial.seed).shuffle(calls)
    calls = calls[: max(int(CALLS * trial.scale), 60)]
    with requests.Session() as session:
        for address, method, (headers, query, body), caller in calls:
            answer = session.request(
                method, shop + address + query, headers=headers | caller, data=body, timeout=60, allow_redirects=False
            )
            judge(answer, f"{method} {address}{query} {headers} {answer.status_code}", seen)
    return {
        "calls": len(calls),
        "errors": sum(seen.errors.values()),
        "errors_by_status": dict(sorted(seen.errors.items())),
        "errors_at_fault": seen.errors_at_fault[:3],
        "old_answers": seen.old,
        "old_answers_at_fault": seen.old_at_fault[:3],
    }


def addresses() -> Iterator[str]:
    """Each address of each version, of rows that there are not; some of no version, and some that are nothing."""
    for route in routes():
        if route.address.startswith("/api/") and not route.address.endswith(LONG):
            of_no_id = re.sub(r"<uuid:[^>]+>", str(uuid4()), route.address.rstrip("$"))
            yield re.sub(r"\(\?P<[^)]*\)|<[^>]+>", "nothing", of_no_id)
    yield from ("/api/orders/", "/api/v9/orders/", "/api/v1/nothing/", "/api/v2/nothing/", "/api/v2/orders")


def judge(answer: requests.Response, call: str, seen: Seen) -> None:
    """Hold an answer against the rules."""
    if answer.status_code >= 400:
        seen.errors[str(answer.status_code)] += 1
        if not is_problem(answer):
            seen.errors_at_fault.append(call)
    if "/api/v1/" in answer.url:
        seen.old += 1
        links = answer.headers.get("Link", "")
        dated = answer.headers.get("Deprecation", "").startswith("@") and "Sunset" in answer.headers
        if not (dated and 'rel="deprecation"' in links and 'rel="successor-version"' in links):
            seen.old_at_fault.append(call)


def is_problem(answer: requests.Response) -> bool:
    """A problem document that says what the answer says, of a kind that has a page."""
    if answer.headers.get("Content-Type") != MEDIA_TYPE:
        return False
    said = answer.json()
    kind = str(said["type"]).removeprefix(PAGES).strip("/")
    return (
        said["status"] == answer.status_code == KINDS[kind].status
        and bool(said["code"] and said["title"] and said["detail"])
        and said["request_id"] == answer.headers.get("X-Request-ID")
        and "Traceback" not in answer.text
    )


PROOF = Proof(
    "api-rules",
    "100 editors of one row: 1 wins, 99 x 412, 428 without If-Match; 100 % of errors are problem documents with the "
    "request id; 100 % of version 1's answers carry Deprecation, Sunset and two links",
    prove,
)
