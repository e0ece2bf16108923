"""The table of everything a run starts, in order. A new role is one more entry."""

import os
import re
import signal
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from . import ready
from .home import Home

QUIET_POSTGRES = re.compile(r"\] (\S+ )?LOG: |^\t|the database system is starting up")
QUIET_VALKEY = re.compile(r"^\d+:\w .* [*.-] |overcommit|signal-handler|bye bye")
QUIET_WEB = re.compile(
    r"^$|^Performing system checks|^System check identified no issues|^Django version |^Starting development server"
    r"|^Quit the server |^\w+ \d\d, \d{4} - "
    r"|\[(info|debug) +\] request_(started|finished) .*\brequest='GET (/healthz|/readyz|/\S*/progress/)'"
)
QUIET_TASKS = re.compile(r"\[(info|debug) +\] (task_|Task )")
QUIET_INFO = re.compile(r"\[(info|debug) +\]")
QUIET_ALL = re.compile("")
NO_WARNING_FOR_ROOT = ("-W", "ignore:You're running the worker with superuser privileges")


@dataclass(frozen=True, kw_only=True)
class Role:
    """A program that runs until the end.

    `ready` tells when it can be used (None: it counts as ready at once). `then` is done once, right after.
    `reloads`: it runs the clone's code and is started again when that changes. `quiet` matches everyday lines, which
    are printed only when LOG names the role. `writes_json`: it keeps var/log/<role>.jsonl by itself.
    """

    name: str
    argv: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    account: Mapping[str, Any] = field(default_factory=dict)
    folder: Path | None = None
    ready: Callable[[], bool] | None = None
    ready_within: float = 60.0
    then: Callable[[], None] | None = None
    reloads: bool = True
    writes_json: bool = True
    quiet: re.Pattern[str] | None = None
    stop_signal: int = signal.SIGTERM
    hard_signal: int = signal.SIGKILL
    stop_within: float = 5.0


@dataclass(frozen=True, kw_only=True)
class Step:
    """A program that has to end with 0 before the run goes on."""

    name: str
    argv: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=lambda: {"VITRINE_ROLE": "command"})


def manage(*arguments: str) -> tuple[str, ...]:
    return (sys.executable, "manage.py", *arguments)


def celery(*arguments: str) -> tuple[str, ...]:
    return (
        sys.executable,
        *(NO_WARNING_FOR_ROOT if os.geteuid() == 0 else ()),
        "-m",
        "celery",
        "--quiet",
        "-A",
        "config",
        *arguments,
    )


PREPARATIONS = (("migrate", "--no-input"), ("seed_people", "--if-missing"), ("seed_orders", "--if-empty"))
"""What is done between the databases and the shop, at every start."""


def prepare(*commands: tuple[str, ...]) -> Step:
    """Management commands in one process: starting Django takes longer than what there is to do."""
    together = [part for command in commands for part in (",", *command)][1:]
    return Step(name="prepare", argv=manage("prepare", *together))


def shop_roles(home: Home, *, web_port: int, mail_port: int | None) -> tuple[Role, ...]:
    """The shop itself, in the order of its start; its address is told when the first one is ready.

    No mail catcher when mail goes somewhere else (`mail_port` None).
    """
    worker = ("worker", "--without-mingle", "--without-gossip")
    roles = [
        Role(
            name="web",
            argv=manage("runserver", "--noreload", f"127.0.0.1:{web_port}"),
            environment={"DJANGO_RUNSERVER_HIDE_WARNING": "true"},
            ready=partial(ready.answers_200, web_port, "/healthz"),
            quiet=QUIET_WEB,
        ),
        Role(
            name="worker",
            argv=celery(*worker, "-Q", "default", "--concurrency", "2", "-n", "worker@%h"),
            quiet=QUIET_TASKS,
            stop_within=12,
        ),
        Role(
            name="bulk",
            argv=celery(*worker, "-Q", "bulk", "--concurrency", "1", "-n", "bulk@%h"),
            stop_within=12,
        ),
        Role(
            name="beat",
            argv=celery("beat", "--schedule", str(home.run / "beat-schedule"), "--pidfile="),
            quiet=QUIET_INFO,
        ),
        Role(name="relay", argv=manage("relay")),
    ]
    if mail_port is not None:
        handler = ("-c", "aiosmtpd.handlers.Mailbox", str(home.var / "mail"))
        roles.append(
            Role(
                name="mail",
                argv=(sys.executable, "-m", "aiosmtpd", "-n", "-l", f"127.0.0.1:{mail_port}", *handler),
                ready=partial(ready.listens, mail_port),
                reloads=False,
                writes_json=False,
                quiet=QUIET_ALL,
            )
        )
    return tuple(roles)


SERVICE_NAMES = ("postgres", "valkey", "valkey-cache")
ROLE_NAMES = ("web", "worker", "bulk", "beat", "relay", "mail")
ALL_NAMES = (*SERVICE_NAMES, "prepare", *ROLE_NAMES)
