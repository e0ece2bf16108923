"""Three checkouts at once, one of them fails: what people, machines and the one who searches find afterwards."""

import io
import json
import logging
import tempfile
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import django
from django import forms
from django.conf import settings
from django.core.handlers.exception import convert_exception_to_response
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from apps.core.observability import logs
from apps.core.observability.error_files import FOLDER
from apps.core.observability.log_files import lines_of_request
from apps.core.observability.middleware import RequestLogMiddleware
from apps.showcase.lab.processes import Progress
from apps.showcase.lab.results import Bar, Bars, Console, Result, Side
from apps.showcase.scenarios.s04_logging.checkout import CARD, EVENTS, FAILING, Step, checkout, checkout_by_print

LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
ORDERS = (1, 2, 3)
TOGETHER_SECONDS = 10


class StoryForm(forms.Form):
    threshold = forms.ChoiceField(label="Threshold", choices=[(level, level) for level in LEVELS], initial="INFO")


@dataclass
class Told:
    """What one telling left behind."""

    people: str
    lines: list[dict[str, Any]]
    request: list[dict[str, Any]]
    errors: int

    @property
    def text(self) -> str:
        return self.people + json.dumps(self.lines)


def at_once(work: Callable[[int, Step], object]) -> None:
    """Call `work(order, step)` for all orders in threads of their own; `step` waits until all have come so far."""
    meeting = threading.Barrier(len(ORDERS))

    def one(order: int) -> None:
        with suppress(threading.BrokenBarrierError):
            work(order, partial(meeting.wait, TOGETHER_SECONDS))

    threads = [threading.Thread(target=one, args=(order,)) for order in ORDERS]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def told(threshold: str) -> Told:
    """The story through the shop's own pipeline: middleware, threshold, masking, files."""
    with tempfile.TemporaryDirectory(prefix="vitrine-logging-") as folder:
        logs.configure({"role": "web", "level": threshold, "folder": folder, "people": True})
        console = io.StringIO()
        for handler in logging.getLogger().handlers:
            if handler.name == "console" and isinstance(handler, logging.StreamHandler):
                handler.setStream(console)
        failed: list[str] = []

        def serve(order: int, step: Step) -> None:
            def view(request: HttpRequest) -> HttpResponse:
                if order == FAILING:
                    failed.append(request.request_id)  # type: ignore[attr-defined]
                checkout(order, step)
                return HttpResponse()

            answer = RequestLogMiddleware(convert_exception_to_response(view))  # type: ignore[arg-type] # stubs: any base
            answer(RequestFactory().post(f"/orders/{order}/pay/"))

        at_once(serve)
        log = Path(folder) / "web.jsonl"
        lines = [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []
        errors = sum(path.read_text().count("\n") for path in (Path(folder) / FOLDER).glob("*.jsonl"))
        return Told(console.getvalue(), lines, lines_of_request(folder, failed[0]).lines, errors)


def expected(threshold: str) -> int:
    """Lines of the failing request at a threshold: its beginning (debug), its four events, its error."""
    levels = ("DEBUG", *EVENTS.values(), "ERROR")
    return sum(LEVELS.index(level) >= LEVELS.index(threshold) for level in levels)


def compare(progress: Progress, *, threshold: str) -> dict[str, Any]:
    """The story at one threshold, how much each threshold lets through, and the same story by `print`."""
    django.setup()
    counts = {}
    for number, level in enumerate(LEVELS):
        progress(done=number, total=len(LEVELS) + 1, note=f"Threshold {level}")
        counts[level] = len(told(level).lines)
    found = told(threshold)
    printed = io.StringIO()
    at_once(lambda order, step: checkout_by_print(order, step, printed))
    sentences = printed.getvalue().splitlines()
    named = [line for line in sentences if f"order {FAILING}" in line]
    leaked = CARD in found.text
    right = len(found.request) == expected(threshold)
    return Result(
        answer=Side(
            right and not leaked,
            "every line of the request, by its id" if right else "lines are missing",
            f"{len(found.request)} of {expected(threshold)}",
            "lines of the failed request found",
            [
                ("Lines at this threshold", f"{len(found.lines)} of {counts['DEBUG']}"),
                ("Lines in the error file", f"{found.errors}"),
                ("Card number in the log", "yes" if leaked else "no, masked"),
            ],
        ),
        twin=Side(
            False,
            "whose line is this?",
            f"{len(named)} of {len(EVENTS) + 1}",
            "lines that name the failed order",
            [
                ("Lines at this threshold", f"all {len(sentences)}, there is none"),
                ("Lines in the error file", "there is none"),
                ("Card number in the log", "yes" if CARD in printed.getvalue() else "no"),
            ],
            "Three requests speak at once, and none says its name.",
        ),
        sections=[
            Console("As people see it", without_paths(found.people), ["ERROR", "error", "critical", "warning"]),
            Console(
                "As machines see it",
                "\n".join(short(line) for line in found.lines),
                ['"request_id"', "***"],
                "One JSON object a line, long texts cut here. docs/logging.md names the fields.",
            ),
            Console(
                "The error and all lines of its request",
                "\n".join(f"{line['level']:<9} {line['event']}" for line in found.request) or "none at this threshold",
                note="Found by lines_of_request, which also serves /ops/requests/: the id stands on every line,"
                " also in other processes.",
            ),
            Bars(
                "Lines that each threshold lets through",
                "lines",
                [Bar(level, count, f"{count}") for level, count in counts.items()],
                "Three requests, one of which fails. The threshold is LOG_LEVEL; no code changes.",
            ),
            Console("The twin: print", without_paths(printed.getvalue()), [CARD]),
        ],
    ).as_json()


def without_paths(text: str) -> str:
    return text.replace(f"{settings.BASE_DIR}/", "")


def short(line: dict[str, Any]) -> str:
    """A line as it stands in the file, but for the length of its texts."""
    cut = {
        name: f"{value[:60]}…" if isinstance(value, str) and len(value) > 61 else value for name, value in line.items()
    }
    return without_paths(json.dumps(cut, sort_keys=True, ensure_ascii=False))
