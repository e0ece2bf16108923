"""Production with a wrong environment: how the shop starts, how the twin lives, and what each option is."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings

from apps.showcase.lab.processes import Limits, Progress, run_child
from apps.showcase.lab.results import Console, Result, Side, Step, Steps, Table

SECONDS = 40
CANARY = "canary-7f3a"
RIGHT = {
    "SECRET_KEY": f"{CANARY}-long-enough-for-production-0123456789-abcdef",
    "DATABASE_URL": f"postgresql://shop:{CANARY}@database.example/shop?sslmode=verify-full",
    "ALLOWED_HOSTS": "shop.example, www.shop.example",
    "PUBLIC_URL": "https://shop.example",
    "TRUSTED_PROXIES": "10.0.0.0/8",
    "EMAIL_URL": "smtp://mail.example:25",
    "LOG_LEVEL": "WARNING",
}
IN_A_FILE = {"REDIS_URL": f"redis://:{CANARY}@valkey.example:6379/0"}
WRONG: dict[str, tuple[str, str | None]] = {
    "ALLOWED_HOSTS": ("its name is mistyped: ALOWED_HOSTS", None),
    "DATABASE_URL": ("of a kind the shop does not speak", f"mysql://shop:{CANARY}@database.example/shop"),
    "REDIS_URL": ("missing", None),
    "UPLOAD_MAX_BYTES": ("128MB", "128MB"),
    "SHOWCASE": ("maybe", "maybe"),
    "LOG_LEVEL": ("LOUD", "LOUD"),
    "PUBLIC_URL": ("without https", "http://shop.example"),
}
TWINS_DAY = {"UPLOAD_MAX_BYTES": "1000", "SHOWCASE": "False", "PAYMENT_API_KEY": "key-of-the-sandbox"}


class StartForm(forms.Form):
    wrong = forms.ChoiceField(
        label="What is wrong",
        choices=[
            ("all", "all of it at once"),
            *((name, f"{name}: {words}") for name, (words, _) in WRONG.items()),
            ("none", "nothing"),
        ],
        initial="all",
    )


@dataclass(frozen=True)
class Start:
    """How a start of the shop ended."""

    code: int
    out: str
    err: str
    seconds: float


def start(variables: Mapping[str, str], *arguments: str) -> Start:
    """`manage.py config` with production settings and these variables alone: it starts as every process does."""
    begun = time.monotonic()
    ran = subprocess.run(  # noqa: S603 - our own interpreter and program
        [sys.executable, "manage.py", "config", *arguments],
        cwd=settings.BASE_DIR,
        env={
            "PATH": os.environ.get("PATH", ""),
            "DJANGO_SETTINGS_MODULE": "config.settings.production",
            **variables,
        },
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    return Start(ran.returncode, ran.stdout, ran.stderr, time.monotonic() - begun)


def environment(wrong: set[str], folder: Path) -> dict[str, str]:
    """A production environment, one secret in a file, with these variables given wrongly or not at all."""
    variables = dict(RIGHT)
    for name, value in IN_A_FILE.items():
        (folder / name.lower()).write_text(value)
        variables[f"{name}_FILE"] = str(folder / name.lower())
    for name in wrong:
        given = WRONG[name][1]
        variables.pop(name, None)
        variables.pop(f"{name}_FILE", None)
        if given is not None:
            variables[name] = given
    if "ALLOWED_HOSTS" in wrong:
        variables["ALOWED_HOSTS"] = RIGHT["ALLOWED_HOSTS"]
    return variables


def compare(progress: Progress, *, wrong: str) -> dict[str, Any]:
    """The start with the mistakes, the twin's first day, and every option of a start without mistakes."""
    planted = set(WRONG) if wrong == "all" else set() if wrong == "none" else {wrong}
    with tempfile.TemporaryDirectory(prefix="vitrine-configuration-") as name:
        progress(done=0, total=3, note="Starting with the mistakes")
        tried = start(environment(planted, Path(name)))
        progress(done=1, total=3, note="The first day of the twin")
        lived = run_child(
            "apps.showcase.scenarios.s06_configuration.twin:live",
            {},
            limits=Limits(seconds=15, megabytes=500),
            environment=TWINS_DAY,
            nested=True,
        )
        progress(done=2, total=3, note="Starting without mistakes")
        right = start(environment(set(), Path(name)), "--json")
    named = {line.split(":")[0].strip() for line in tried.err.splitlines()[1:]} if tried.code == 2 else set()
    day: list[dict[str, str]] = lived.value or []
    holds = named == planted and tried.code == (2 if planted else 0)
    leaked = CANARY in tried.out + tried.err + right.out + right.err
    broken = [visit for visit in day if visit["answer"] != visit["meant"]]
    return Result(
        answer=Side(
            holds and not leaked,
            "all problems at the start" if planted else "starts",
            f"{len(named)} of {len(planted)}",
            "mistakes named, before the first request",
            [
                ("Exit code", f"{tried.code}"),
                ("Known after", f"{tried.seconds:.1f} s"),
                ("Secrets in what was printed", "yes" if leaked else "none"),
            ],
        ),
        twin=Side(
            not broken,
            "starts, and fails later",
            f"{len(broken)} of {len(TWINS_DAY)}",
            "mistakes met by visitors",
            [("At the start", "ready"), ("Found at", broken[-1]["title"].lower() if broken else "never")],
            "One of them raises nothing at all: the map that was switched off is open.",
        ),
        sections=[
            Console(
                "What the start says",
                tried.err.strip() or tried.out.strip(),
                sorted(named),
                "The same for web, workers and commands: nothing of the shop runs with a configuration that is wrong.",
            ),
            Steps("The first day of the twin", [visit_step(visit) for visit in day]),
            options_table(right),
        ],
    ).as_json()


def visit_step(visit: Mapping[str, str]) -> Step:
    holds = visit["answer"] == visit["meant"]
    verdict = visit["answer"] if holds else f"{visit['answer']}, should be {visit['meant']}"
    return Step(visit["title"], holds, verdict, visit["error"])


def options_table(started: Start) -> Table:
    """Every option of a right start, as `manage.py config` shows it."""
    options = json.loads(started.out) if started.code == 0 else []
    rows = [[option["name"], option["kind"], option["source"], option["shown"] or "not set"] for option in options]
    note = (
        "Of a production environment made up for this run, with canaries for secrets. What this very process was"
        " started with is at /ops/config/, for engineers and owners."
    )
    return Table("Every option", ["Option", "Type", "Source", "Value"], rows, note=note)
