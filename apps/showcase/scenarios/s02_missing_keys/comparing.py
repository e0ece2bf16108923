"""A message with holes, read in three ways at three doors; then all of the corpus."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.test import override_settings
from rest_framework.test import APIRequestFactory

from apps.showcase.lab.processes import Progress
from apps.showcase.lab.results import Bar, Bars, Console, Result, Side, Table
from apps.showcase.scenarios.s02_missing_keys.corpus import OTHERWISE, changed, corpus, with_holes
from apps.showcase.scenarios.s02_missing_keys.doors import WAYS, Door, Way

# What the whole message says, without the time, which each way writes in its own form.
BOOKED = {
    "on": "pay-4711",
    "booked": "24.90",
    "currency": "EUR",
    "lines": [
        {"sku": "85048", "quantity": 1, "value": "13.90"},
        {"sku": "22423", "quantity": 1, "value": "11.00"},
    ],
}
READ, REFUSED, WRONG, DEAD = "read rightly", "refused, every place named", "booked wrongly, unnoticed", "died: 500"


@dataclass(frozen=True)
class Said:
    """What a door answered."""

    status: int
    document: dict[str, Any]

    @property
    def outcome(self) -> str:
        if self.status == 200:
            return READ if facts(self.document) == facts(BOOKED) else WRONG
        return DEAD if self.status >= 500 else REFUSED

    @property
    def words(self) -> str:
        if self.status == 200:
            return f"booked {self.document['booked']} {self.document['currency']} on {self.document['on'] or 'nothing'}"
        places = [error["pointer"] for error in self.document["errors"]]
        return " ".join([f"{self.status} {self.document['code']}", *places])


def facts(booking: dict[str, Any]) -> dict[str, Any]:
    """What a booking says but for its time, amounts as numbers."""
    return {name: value for name, value in booking.items() if name not in ("at", "booked")} | {
        "booked": Decimal(booking["booked"])
    }


def post(way: Way, document: dict[str, Any]) -> Said:
    """The message at a door of the API that reads it this way."""
    request = APIRequestFactory().post("/", json.dumps(document), content_type="application/json")
    answer = Door.as_view(way=way)(request)
    answer.render()
    return Said(answer.status_code, json.loads(answer.content))


def compare(progress: Progress, *, message: str) -> dict[str, Any]:
    """One message in full, all of them counted."""
    with override_settings(DEBUG=False):
        document = changed(message) if message in OTHERWISE else with_holes(message)
        said = {name: post(way, document) for name, way in WAYS.items()}
        counted: dict[str, list[tuple[str, Said]]] = {name: [] for name in WAYS}
        messages = list(corpus())
        for number, (title, one) in enumerate(messages, 1):
            progress(done=number, total=len(messages), note=title)
            for name, way in WAYS.items():
                counted[name].append((title, post(way, one)))
    policy, raw, defaults = counted
    return Result(
        answer=side(said[policy], counted[policy]),
        twin=twin([said[raw], said[defaults]], [*counted[raw], *counted[defaults]]),
        sections=[
            Console(
                "The message", json.dumps(document, indent=2), [], "Posted to three doors that differ in how they read."
            ),
            Console("The policy answers", json.dumps(said[policy].document, indent=2), ['"pointer"', '"booked"']),
            Table("This message, three ways", ["Read by", "What came of it", "Answer"], rows(said)),
            Bars(
                f"All {len(messages)} messages: died, or booked wrongly",
                "messages",
                [bar(name, one, outcome) for name, one in counted.items() for outcome in (DEAD, WRONG)],
                "Every member of the message missing in turn, and five that are there and wrong. What is left over was"
                " read rightly or refused with every place named.",
            ),
            all_messages(counted),
        ],
    ).as_json()


def side(said: Said, counted: Sequence[tuple[str, Said]]) -> Side:
    outcomes = [one.outcome for _, one in counted]
    bad = outcomes.count(DEAD) + outcomes.count(WRONG)
    named = len(said.document.get("errors", ()))
    return Side(
        bad == 0,
        said.outcome,
        f"{named}" if named else str(said.document.get("booked", "")),
        "places named at once" if named else "EUR booked",
        [
            ("Status", f"{said.status}"),
            ("Of all messages read rightly", f"{outcomes.count(READ)}"),
            ("Refused with every place", f"{outcomes.count(REFUSED)}"),
            ("Died or booked wrongly", f"{bad}"),
        ],
    )


def twin(said: Sequence[Said], counted: Sequence[tuple[str, Said]]) -> Side:
    raw, defaults = said
    outcomes = [one.outcome for _, one in counted]
    bad = outcomes.count(DEAD) + outcomes.count(WRONG)
    return Side(
        bad == 0,
        f"raw access: {raw.outcome} · defaults: {defaults.outcome}",
        f"{bad}",
        f"of {len(counted)} readings died or booked wrongly",
        [
            ("Raw access on this message", raw.words),
            ("Defaults on this message", defaults.words),
            ("Died", f"{outcomes.count(DEAD)}"),
            ("Booked wrongly, unnoticed", f"{outcomes.count(WRONG)}"),
        ],
        "A crash is at least noticed. A refund of 0.00 is found by the customer.",
    )


def rows(said: dict[str, Said]) -> list[list[str]]:
    return [[name, one.outcome, one.words] for name, one in said.items()]


def bar(name: str, counted: Sequence[tuple[str, Said]], outcome: str) -> Bar:
    count = sum(one.outcome == outcome for _, one in counted)
    return Bar(f"{name}: {outcome}", count, f"{count}", twin=name != next(iter(WAYS)))


def all_messages(counted: dict[str, list[tuple[str, Said]]]) -> Table:
    titles = [title for title, _ in next(iter(counted.values()))]
    outcomes = [[said.outcome for _, said in column] for column in counted.values()]
    return Table("All messages", ["Message", *counted], [list(row) for row in zip(titles, *outcomes, strict=True)])
