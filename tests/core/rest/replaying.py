"""Recorded calls of an old version, sent again: each member of the answer that was recorded must come back.

`recorded/v1.json` is one session, call by call. An answer, once recorded, stays as it is: what clients have seen. To
record another call, write it down without `answer`, and run tests/core/rest/test_replay.py with `--record-traffic`.

`{list of orders: ETag}` in an address or a header stands for a header of an earlier answer. `*` in an answer is any
text: it is for people, or another one each time.
"""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from apps.accounts.models import User
from apps.accounts.rules.roles import ROLES
from tests import shop
from tests.calling import client_of

FILE = Path(__file__).parent / "recorded" / "v1.json"
HEADERS = ("Content-Type", "Location", "Allow", "WWW-Authenticate", "ETag", "Deprecation", "Sunset", "Link")
ANY = "*"
ANOTHER_EACH_TIME, FOR_PEOPLE = {"request_id", "ETag"}, {"title", "detail", "name", "description"}
OF_A_NEW_ROW = {"customer_id", "customer_since", "Location"}

Call = dict[str, Any]


def read() -> list[Call]:
    return list(json.loads(FILE.read_text()))


def make_shop(customer: User) -> None:
    """The rows that the session is about."""
    lamp = shop.product("85048", name="15CM CHRISTMAS GLASS BALL 20 LIGHTS")
    shop.price(lamp, "6.950")
    shop.category("lights", lamp)
    shop.category("gifts")
    shop.product("POST", name="POSTAGE", kind="service", is_active=False)
    ada = shop.customer("13085", customer, name="Ada", email="ada@shop.example", created_at=shop.FIRST_MORNING)
    shop.customer("13086", name="Bob", country="FR", created_at=shop.FIRST_MORNING)
    shop.order("489434", ("85048", 12, "6.950"), ("POST", 1, "18.000"), customer=ada, status="completed")
    shop.order("489435", ("85048", 1, "7.125"), country="FR", customer=ada)
    shop.order("C489436", ("85048", -1, "7.125"), kind="credit_note")


class Session:
    """Sends the calls one after another, on an empty shop. `address_of` may ask for the version in another way."""

    def __init__(self, people: dict[str, User], change: Callable[[Call], Call] = lambda call: call) -> None:
        self._clients = {role.slug: client_of(people[role.slug]) for role in ROLES} | {"stranger": client_of(None)}
        self._change = change
        self._headers: dict[str, dict[str, str]] = {}
        make_shop(people["customer"])

    def send(self, call: Call) -> Any:
        call = self._change(self._filled(call))
        response = self._clients[call["as"]].generic(
            call["method"],
            call["address"],
            json.dumps(call["body"]) if "body" in call else "",
            content_type="application/json",
            headers=call.get("headers", {}),
        )
        self._headers[call["name"]] = dict(response.headers)
        return response

    def _filled(self, call: Call) -> Call:
        """The call with headers of earlier answers where it names them."""

        def found(match: re.Match[str]) -> str:
            return self._headers[match[1]][match[2]].removeprefix("http://testserver")

        def fill(text: str) -> str:
            return re.sub(r"\{([^:}]+): ([\w-]+)\}", found, text)

        headers = {name: fill(text) for name, text in call.get("headers", {}).items()}
        return call | {"address": fill(call["address"]), "headers": headers}


def faults(session: Session, calls: list[Call]) -> Iterator[str]:
    """What each recorded answer had and the answer of today has not: `list of orders: results[0].order_no is gone`."""
    for call in calls:
        now = answer_of(session.send(call))
        yield from (f"{call['name']}: {fault}" for fault in missing(call["answer"], now))


def answer_of(response: Any) -> dict[str, Any]:
    """Status, headers that clients read, and the body; numbers as their own digits."""
    body: Any = response.content.decode()
    if "json" in response.headers.get("Content-Type", "") and body:
        body = json.loads(body, parse_float=lambda digits: {"number": digits})
    headers = {name: response.headers[name] for name in HEADERS if name in response.headers}
    return {"status": response.status_code, "headers": headers, "body": body}


def missing(recorded: Any, now: Any, path: str = "") -> Iterator[str]:
    """Everything of `recorded` that `now` has not, by its path; what `now` has beside it is nobody's concern."""
    if isinstance(recorded, dict) and isinstance(now, dict):
        for name, value in recorded.items():
            at = f"{path}.{name}" if path not in ("", "body") else name
            if name not in now:
                yield f"{at} is gone"
            else:
                yield from missing(value, now[name], at)
    elif isinstance(recorded, list) and isinstance(now, list) and len(recorded) == len(now):
        for place, (value, other) in enumerate(zip(recorded, now, strict=True)):
            yield from missing(value, other, f"{path}[{place}]")
    elif recorded != now and not (recorded == ANY and isinstance(now, str)):
        yield f"{path} is {json.dumps(now)}, was {json.dumps(recorded)}"


def masked(value: Any, names: set[str]) -> Any:
    """The same with `*` where the members of these names are texts."""
    if isinstance(value, dict):
        return {
            name: ANY if name in names and isinstance(one, str) else masked(one, names) for name, one in value.items()
        }
    return [masked(one, names) for one in value] if isinstance(value, list) else value


def record(session: Session, calls: list[Call]) -> None:
    """Write down the answers of the calls that have none."""
    for call in calls:
        answer = answer_of(session.send(call))
        names = ANOTHER_EACH_TIME | (OF_A_NEW_ROW if call.get("new_row") else set())
        names |= FOR_PEOPLE if answer["status"] >= 400 or call["method"] == "OPTIONS" else set()
        call.setdefault("answer", masked(answer, names))
    FILE.write_text(json.dumps(calls, indent=1, ensure_ascii=False) + "\n")
