"""One run from start to end: databases, steps, the shop, then watching until somebody ends it."""

import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from . import secret, services, state
from .console import Console
from .crew import Crew, Interrupted
from .environment import overlaid
from .errors import CannotRun
from .home import Home
from .ports import PortBook
from .reload import Reloader, SourceWatch
from .roles import ALL_NAMES, PREPARATIONS, Role, Step, prepare, shop_roles
from .signals import Foreground, Signals
from .state import AlreadyRunning, Lock, RunState

WATCH_SECONDS = 0.1


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Everything one run starts, in order. `variables` go to every child and, for other commands, to services.env."""

    url: str
    services: Sequence[Role] = ()
    steps: Sequence[Step] = ()
    roles: Sequence[Role] = ()
    variables: Mapping[str, str] = field(default_factory=dict)
    folders: Sequence[Path] = ()
    watched: Sequence[Path] = ()


def up(home: Home, *, web_port: int | None = None) -> int:
    """`make run`: start everything and stay until it is ended; the exit code for the shell."""
    console = Console.for_people(sys.stdout, roles=ALL_NAMES)
    return run(home, console=console, make_plan=lambda: shop_plan(home, console=console, web_port=web_port))


def run(home: Home, *, console: Console, make_plan: Callable[[], Plan]) -> int:
    """Run a plan in this clone: 0 when it was ended from outside, 1 when it could not go on (the reason is said)."""
    signals = Signals()
    signals.install()
    foreground = Foreground()
    foreground.take()
    try:
        _make_folders(home)
        with Lock(home.run):
            if ended := state.end_leftovers(home.run):
                console.say(f"ended what a killed run had left behind: {', '.join(ended)}")
            return _run(home, make_plan(), console=console, signals=signals)
    except AlreadyRunning:
        console.alarm(_already_running(home))
    except CannotRun as problem:
        console.alarm(str(problem))
    finally:
        signals.ignore()
        foreground.give_back()
    return 1


def shop_plan(home: Home, *, console: Console, web_port: int | None = None) -> Plan:
    """The plan of `make run`: which servers are needed, on which ports, with which variables. Raises CannotRun."""
    given = home.given()
    book = PortBook(home.var / "ports.json", say=console.say)
    port = book.pick("web", prefer=web_port)
    mail_port = None if given.get("EMAIL_URL") else book.pick("mail")
    databases = services.embedded(home, given=given, book=book, say=console.say)
    book.save()
    return Plan(
        url=f"http://localhost:{port}",
        services=databases.roles,
        steps=(prepare(*PREPARATIONS),),
        roles=shop_roles(home, web_port=port, mail_port=mail_port),
        variables=services.shop_variables(home, services=databases, given=given, web_port=port, mail_port=mail_port),
        folders=databases.folders,
        watched=(home.root / "apps", home.root / "config", home.root / "templates"),
    )


def _run(home: Home, plan: Plan, *, console: Console, signals: Signals) -> int:
    run_state = RunState(url=plan.url, folders=[str(folder) for folder in plan.folders])
    run_state.save(home.run)
    crew = Crew(
        console=console,
        state=run_state,
        root=home.root,
        run_folder=home.run,
        log_folder=home.log,
        environment=overlaid(os.environ, {"DJANGO_SETTINGS_MODULE": "config.settings.local", **plan.variables}),
        check=signals.check,
    )
    code = 0
    try:
        _start(home, plan, crew=crew, console=console)
        _watch(plan, crew=crew, console=console, signals=signals)
    except Interrupted:
        console.say("stopping")
    except CannotRun as problem:
        console.alarm(str(problem))
        console.say("stopping the rest")
        code = 1
    finally:
        begun = time.monotonic()
        (home.services_file).unlink(missing_ok=True)
        crew.stop_all(hurry=signals.hurry)
        run_state.remove_folders()
        state.forget(home.run)
        console.say(f"stopped in {time.monotonic() - begun:.1f} s")
    return code


def _start(home: Home, plan: Plan, *, crew: Crew, console: Console) -> None:
    for role in plan.services:
        crew.start(role, tier=1)
    for role in plan.services:
        crew.wait_ready(role.name)
    if plan.services:
        console.say(f"{', '.join(role.name for role in plan.services)} ready after {console.elapsed():.1f} s")
    text = "".join(f"{name}={value}\n" for name, value in plan.variables.items())
    secret.write_private(home.services_file, text)
    for step in plan.steps:
        crew.run_step(step)
    for place, role in enumerate(plan.roles):
        crew.start(role)
        crew.wait_ready(role.name)
        if place == 0:
            console.say(f"ready after {console.elapsed():.1f} s, Ctrl-C ends it:  {plan.url}")


def _watch(plan: Plan, *, crew: Crew, console: Console, signals: Signals) -> None:
    reloader = Reloader(crew=crew, roles=plan.roles, watch=SourceWatch(plan.watched), console=console)
    while True:
        signals.check()
        for ended in crew.dead():
            if not reloader.forgives(ended):
                raise ended
        reloader.look()
        time.sleep(WATCH_SECONDS)


def _make_folders(home: Home) -> None:
    try:
        home.make_folders()
    except OSError as error:
        raise CannotRun(
            f"{error.filename} cannot be used ({error.strerror}): it was made by another user, "
            "run as that user or let that user run `make clean-data`"
        ) from error


def _already_running(home: Home) -> str:
    running = state.load(home.run)
    where = f" at {running.url} (pid {running.pid})" if running else ""
    return f"this clone is running already{where}: `make stop` ends it"
