"""In the lab: one order, asked for in every way; the shop's answer, and what the twin would have said."""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.test.utils import override_settings
from django.utils import timezone

from apps.core.rest import documents
from apps.core.rest.versions import names_version
from apps.showcase.lab.guarding import refuse_outside_the_lab
from apps.showcase.lab.processes import Progress
from apps.showcase.lab.results import Result, Side, Table
from apps.showcase.scenarios.s27_api_versions import twin
from apps.showcase.scenarios.s27_api_versions.cast import NOW, OVER
from apps.showcase.scenarios.s27_api_versions.order import NUMBER, Clerk, answer, body_of, clerk

REFUSED = "refused, with the way out"


@dataclass(frozen=True)
class Way:
    """A request, and what a client that never changes may expect of it: a version, or to be told."""

    address: str
    accept: str
    expected: str


def accepting(version: int) -> str:
    return f"application/json; version={version}"


WAYS = (
    Way("/api/v1/orders/{}/", "", "v1"),
    Way("/api/orders/{}/?version=1", "", "v1"),
    Way("/api/orders/{}/", accepting(1), "v1"),
    Way("/api/v2/orders/{}/", "", "v2"),
    Way("/api/orders/{}/?version=2", "", "v2"),
    Way("/api/orders/{}/", accepting(2), "v2"),
    Way("/api/orders/{}/", "", REFUSED),
    Way("/api/v1/orders/{}/?version=2", "", REFUSED),
    Way("/api/v2/orders/{}/", accepting(1), REFUSED),
    Way("/api/orders/{}/?version=9", "", REFUSED),
)


def in_lab(progress: Progress, *, day: str) -> dict[str, Any]:
    """The whole experiment, in a process that works on the lab's database; nothing of it stays there."""
    refuse_outside_the_lab()
    progress(note=f"{len(WAYS)} requests for one order")
    with clerk() as asking, override_settings(API_VERSIONS=versions_on(day)):
        said = [(way, asking.get(way.address.format(NUMBER), way.accept), guessed(asking, way)) for way in WAYS]
        answers = {version: body_of(asking.get(f"/api/{version}/orders/{NUMBER}/")) for version in ("v1", "v2")}
    return Result(
        answer=answer_side(said, day),
        twin=twin_side(said, day),
        sections=[ways(said, day), *([differences(answers)] if day == NOW else [])],
    ).as_json()


def versions_on(day: str) -> Any:
    """The shop's versions; or as they are when version 1 ended yesterday."""
    ended = settings.API_VERSIONS["v1"] | {"sunset": timezone.now().date() - timedelta(days=1)}
    return settings.API_VERSIONS if day == NOW else settings.API_VERSIONS | {"v1": ended}


def guessed(asking: Clerk, way: Way) -> str:
    """The version whose answer the twin gives; it knows no end."""
    request = asking.request(way.address.format(NUMBER), way.accept)
    version = twin.guess(request)
    rest = request.path_info.split("/", 3 if names_version(request.path_info) else 2)[-1]
    request = asking.request(f"/api/{version}/{rest}")
    with override_settings(API_VERSIONS=versions_on(NOW)):
        return version if answer(request).status_code == 200 else REFUSED


def expected(way: Way, day: str) -> str:
    return REFUSED if day == OVER and way.expected == "v1" else way.expected


def answered(response: HttpResponse) -> str:
    """Which version the answer is of, by what it calls the order."""
    if response.status_code != 200:
        return REFUSED
    return "v1" if "order_no" in body_of(response) else "v2"


def told(response: HttpResponse) -> str:
    """The answer in a line."""
    if response.status_code == 200:
        return f"200, version {answered(response)[1:]}"
    document = body_of(response)
    return f"{response.status_code}, {', '.join(error['code'] for error in document['errors']) or document['code']}"


def ways(said: Any, day: str) -> Table:
    def marked(words: str, right: bool) -> str:
        return words if right else f"✗ {words}"

    rows = []
    for way, response, guess in said:
        wanted = expected(way, day)
        rows.append(
            [
                f"GET {way.address.format(NUMBER)}",
                way.accept,
                marked(told(response), answered(response) == wanted),
                response.headers.get("Sunset", ""),
                marked(f"200, version {guess[1:]}" if guess != REFUSED else guess, guess == wanted),
            ]
        )
    return Table(
        "Ten requests for one order",
        ["Request", "Accept", "The shop", "Sunset", "The twin"],
        rows,
        note="✗ is another answer than a client may expect that was written once and never changes.",
    )


def differences(answers: dict[str, Any]) -> Table:
    """Each member that has another name or form, with what stands in it in both versions."""
    found = [one for one in documents.differences()["v1"] if one.where == "orders/"]
    rows = []
    for one in found:
        old, new = path_in(one.before), path_in(one.after)
        if old and new:
            values = value_at(answers["v1"], old), value_at(answers["v2"], new)
            rows.append([old, values[0], new, values[1], one.move])
    return Table(
        "The same order in both versions",
        ["Version 1", "says", "Version 2", "says", "How to move"],
        rows,
        note="From the table that /api/versions/ and docs/versions.md show.",
    )


def path_in(words: str) -> str:
    """The path of a single member; empty for anything else."""
    match = re.fullmatch(r"`([\w.\[\]]+)`", words)
    return match[1] if match else ""


def value_at(document: Any, path: str) -> str:
    """What stands there, of lists in the first; a text in quotes."""
    for name in path.replace("[]", ".0").split("."):
        document = document[int(name)] if name.isdigit() else document[name]
    return f'"{document}"' if isinstance(document, str) else str(document)


def answer_side(said: Any, day: str) -> Side:
    wrong = [way for way, response, _ in said if answered(response) != expected(way, day)]
    of_old = [response for way, response, _ in said if way.expected == "v1" or way.address.startswith("/api/v1/")]
    ends = sum("Sunset" in response.headers and "Deprecation" in response.headers for response in of_old)
    return Side(
        not wrong,
        "Each way leads to the version it names, or says what is wrong" if not wrong else "unexpected",
        str(len(wrong)),
        f"wrong answers of {len(said)}",
        [
            ("Answers of version 1 that say when it ends", f"{ends} of {len(of_old)}"),
            ("Ways to ask for one version", "3"),
        ],
        "The address has the last word. Who contradicts it, or names no version, is told so.",
    )


def twin_side(said: Any, day: str) -> Side:
    wrong = [way for way, _, guess in said if guess != expected(way, day)]
    silent = [way for way in wrong if expected(way, day) == REFUSED]
    return Side(
        not wrong,
        "The parameter, the address, or the newest",
        str(len(wrong)),
        f"wrong answers of {len(said)}",
        [
            ("Answered, though unclear or over", str(len(silent))),
            ("Another version than asked for", str(len(wrong) - len(silent))),
        ],
        "Who names no version has the newest, until there is a newer one: the client breaks on that day.",
    )
