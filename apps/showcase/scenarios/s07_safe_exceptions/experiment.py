"""Every kind of exception at both doors: what people and programs are told, what the log keeps."""

import io
import json
import logging
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from html import unescape
from typing import Any

import django
from django import forms
from django.conf import settings
from django.test import Client, override_settings
from django.utils.html import strip_tags

from apps.core.observability import logs
from apps.core.observability.log_files import lines_of_request
from apps.showcase.lab.processes import Progress
from apps.showcase.lab.results import Bar, Bars, Console, Result, Side, Table
from apps.showcase.scenarios.s07_safe_exceptions.raising import KINDS, secrets_in

HERE = "apps.showcase.scenarios.s07_safe_exceptions"
# Those of the shop's middleware that have a say in errors; the rest looks for sessions, which there are none of here.
MIDDLEWARE = [
    "apps.core.observability.middleware.RequestLogMiddleware",
    "apps.core.observability.errors.ErrorPageMiddleware",
]
STORY_LINES = 14


class RaiseForm(forms.Form):
    kind = forms.ChoiceField(
        label="What happens", choices=[(name, kind.title) for name, kind in KINDS.items()], initial="database"
    )


@dataclass(frozen=True)
class Told:
    """What everybody sees of one exception."""

    status: int
    code: str
    page: str
    problem: str
    log: list[dict[str, Any]]
    twin: str
    twin_status: int
    twin_log: list[dict[str, Any]]

    @property
    def outside(self) -> str:
        return f"{self.page} {self.problem}"


def ask(kind: str, folder: str) -> Told:
    """Raise it at the page, at the API and at the twin."""
    client = Client(raise_request_exception=False)
    page, problem = client.get(f"/raise/{kind}/"), client.get(f"/api/raise/{kind}/")
    twin = client.get(f"/twin/{kind}/")
    document = problem.json()
    kept = lines_of_request(folder, page.headers["X-Request-ID"]).lines
    kept += lines_of_request(folder, document["request_id"]).lines
    return Told(
        page.status_code,
        document["code"],
        f"{page.content.decode()} {page.headers}",
        problem.content.decode(),
        kept,
        twin.content.decode(),
        twin.status_code,
        lines_of_request(folder, twin.headers["X-Request-ID"]).lines,
    )


def compare(progress: Progress, *, kind: str) -> dict[str, Any]:
    """All kinds, and one of them in full."""
    django.setup()
    told = {}
    with (
        tempfile.TemporaryDirectory(prefix="vitrine-errors-") as folder,
        override_settings(
            ROOT_URLCONF=f"{HERE}.doors", MIDDLEWARE=MIDDLEWARE, DEBUG=False, ALLOWED_HOSTS=["testserver"]
        ),
    ):
        logs.configure({"role": "web", "level": "INFO", "folder": folder, "people": False})
        for handler in logging.getLogger().handlers:
            if handler.name == "console" and isinstance(handler, logging.StreamHandler):
                handler.setStream(io.StringIO())
        for number, name in enumerate(KINDS):
            progress(done=number, total=len(KINDS), note=KINDS[name].title)
            told[name] = ask(name, folder)
    return Result(answer=answer(told), twin=twin(told), sections=sections(told, kind)).as_json()


def answer(told: dict[str, Told]) -> Side:
    leaks = sum(len(secrets_in(one.outside, name)) for name, one in told.items())
    stories = sum(has_story(one.log) for one in told.values() if one.status >= 500)
    defects = sum(one.status >= 500 for one in told.values())
    return Side(
        leaks == 0 and stories == defects,
        "nothing of the inside is told" if leaks == 0 else "something of the inside is told",
        f"{leaks}",
        f"inner words told in {len(told) * 2} answers",
        [
            ("Statuses", statuses(one.status for one in told.values())),
            ("Of 5xx, in the log", f"{stories} of {defects}"),
        ],
        "A page for people, a problem document for programs: same status, same code, and the id of the request.",
    )


def twin(told: dict[str, Told]) -> Side:
    leaks = [word for name, one in told.items() for word in secrets_in(one.twin, name)]
    stories = sum(has_story(one.twin_log) for one in told.values())
    return Side(
        not leaks,
        "tells strangers how the shop is built",
        f"{len(leaks)}",
        f"inner words told in {len(told)} answers",
        [
            ("Statuses", statuses(one.twin_status for one in told.values())),
            ("Of 5xx, in the log", f"{stories} of {sum(one.twin_status >= 500 for one in told.values())}"),
        ],
        "A server's address, a key file, a customer's number: read by whoever makes it fail.",
    )


def statuses(found: Iterable[int]) -> str:
    return " ".join(map(str, sorted(set(found))))


def has_story(lines: list[dict[str, Any]]) -> bool:
    """Whether the log tells what was raised, and not only that a request came to its end."""
    return any(line.get("exception") for line in lines)


def sections(told: dict[str, Told], kind: str) -> list[Any]:
    one = told[kind]
    leaks = {name: len(secrets_in(told[name].twin, name)) for name in KINDS}
    return [
        Console(f"The customer sees: {KINDS[kind].title}", as_text(one.page), [one.code, f"{one.status}"]),
        Console(
            "A program sees",
            json.dumps(json.loads(one.problem), indent=2, ensure_ascii=False),
            ['"code"', '"request_id"'],
            "application/problem+json, RFC 9457. `type` leads to a page that says what this kind means.",
        ),
        Console(
            "Support finds in the log, by the request id",
            story(one) or "no line: somebody asked for what there is not, and the answer says all of it",
            list(KINDS[kind].inside),
            "Everything stands here, and only here: the text, the traceback, the cause.",
        ),
        Console("The twin tells everybody", without_paths(one.twin), list(KINDS[kind].inside)),
        Bars(
            "Inner words and paths that strangers are told",
            "words",
            [Bar(KINDS[name].title, count, f"0 · twin {count}", twin=True) for name, count in leaks.items()],
            "The bars are the twin's; the shop tells none of any kind.",
        ),
        Table(
            "Every kind",
            ["What happens", "Status", "Code", "The twin's status"],
            [
                [KINDS[name].title, f"{found.status}", found.code, f"{found.twin_status}"]
                for name, found in told.items()
            ],
            numeric=[1, 3],
        ),
    ]


def as_text(page: str) -> str:
    """What stands between the page's head and foot, as a person reads it."""
    main = page[page.index("<main") : page.index("</main>")]
    lines = (" ".join(line.split()) for line in unescape(strip_tags(main.replace("</dt>", ": "))).splitlines())
    return "\n".join(line for line in lines if line)


def story(told: Told) -> str:
    """The lines of the log as text, the traceback's last lines among them."""
    parts = []
    for line in told.log:
        parts.append(f"{line['level']:<8} {line['event']}  request_id={line['request_id'][:8]}…")
        parts += [f"         {text}" for text in str(line.get("exception", "")).splitlines()[-STORY_LINES:]]
    return without_paths("\n".join(parts))


def without_paths(text: str) -> str:
    return text.replace(f"{settings.BASE_DIR}/", "")
