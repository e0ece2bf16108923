"""The walk: every route by every method, asked by everybody, for rows of their own, of others and none."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch
from urllib.parse import quote

from django.contrib import admin
from django.db import connection, transaction
from django.http.response import HttpResponseBase
from django.test import override_settings

from apps.catalog.models import Category
from apps.core.doors import Route, routes
from tests.matrix.callers import Caller
from tests.matrix.calling import Calls, outcome
from tests.matrix.objects import ANY, NONE, OTHER, Objects, address
from tests.matrix.table import Expected, Table

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
API = ("v1:", "v2:", "api-", "problem", "/api/")
# One class guards the pages of all lists: what it makes of odd methods is asked on one.
LISTS = tuple(
    f"admin:{model._meta.app_label}_{model._meta.model_name}" for model in admin.site._registry if model is not Category
)
# Through the whole stack: a stranger, somebody whom the back office is closed to, and a token. The others' calls begin
# at the view, which is where all of the policy is.
STACKED = ("stranger", "customer", "owner, by token")
# Who asks for what is open to everybody, and for methods that there are not.
FEW = ("stranger", "customer", "owner", "owner, by token")
# As the view pg_stat_xact_user_tables counts them, which takes three times as long.
CHANGES = """
SELECT relname, changes FROM pg_class, LATERAL (
    SELECT pg_stat_get_xact_tuples_inserted(oid) + pg_stat_get_xact_tuples_updated(oid)
        + pg_stat_get_xact_tuples_deleted(oid)
) AS counted (changes)
WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND changes > 0
    AND relname NOT IN ('django_session', 'usersessions_usersession') -- when somebody was here last
"""


@dataclass(frozen=True)
class Cell:
    """One question: who asks for what, and whose row it is."""

    route: str
    method: str
    caller: str
    whose: str

    def __str__(self) -> str:
        row = {"own": ", own row", "other": ", other's row", "none": ", no such row", "any": ""}[self.whose]
        return f"{self.method} {self.route} as {self.caller}{row}"


@dataclass
class Findings:
    """How many cells were asked, and which answered otherwise than expected."""

    cells: int = 0
    wrong: list[str] = field(default_factory=list)
    alike: int = 0  # pairs of a foreign and a missing row that were compared


@dataclass
class Walk:
    """One walk through the shop; `only` narrows the routes."""

    table: Table
    callers: list[Caller]
    short: dict[str, Caller]  # by scope: a token that has every other one
    objects: Objects
    only: Callable[[str], bool] = lambda _: True
    found: Findings = field(default_factory=Findings)
    frames: dict[Any, dict[str, Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.calls = Calls([*self.callers, *self.short.values()])

    @override_settings(API_LIMITS=False)  # thousands of calls in a minute
    def run(self) -> Findings:
        with unlogged():
            for route in filter(lambda route: self.only(route.name), routes()):
                for method in METHODS:
                    if (
                        self.table.of(route.name, method)
                        or method in ("GET", "POST")
                        or not route.name.startswith(LISTS)
                    ):
                        self.ask(route, method)
        return self.found

    def ask(self, route: Route, method: str) -> None:
        """Everybody asks the route so; in vain first, all together, because that must leave no trace."""
        expected = self.table.of(route.name, method)
        denied, admitted = [], []
        for caller, whose, arguments in self.cells(route, expected):
            answer = self.expected_answer(route, expected, caller, whose)
            (admitted if answer == "in" else denied).append((caller, whose, arguments, answer))
        kept: dict[tuple[str, str], tuple[HttpResponseBase, str]] = {}
        before = changes()
        for caller, whose, arguments, answer in denied:
            response, where = self.call(route, method, caller, whose, arguments, answer)
            if whose in (OTHER, NONE):
                kept[caller.name, whose] = (response, where)
        if changed := sorted(dict(changes() - before)):
            self.found.wrong.append(f"{method} {route.name} changes {', '.join(changed)} for those whom it refuses")
        with self.framed_once():
            for caller, whose, arguments, answer in admitted:
                with undone():
                    self.call(route, method, caller, whose, arguments, answer)
        self.compare(route, method, kept)

    @contextmanager
    def framed_once(self) -> Iterator[None]:
        """The frame of the admin's pages, all its navigation, is made once for each person: nobody looks at it here."""

        def kept(request: Any) -> dict[str, Any]:
            if request.user.pk not in self.frames:
                self.frames[request.user.pk] = make(request)
            return {**self.frames[request.user.pk]}

        make = admin.site.each_context
        with patch.object(admin.site, "each_context", kept):
            yield

    def cells(self, route: Route, expected: Expected | None) -> Iterator[tuple[Caller, str, list[Any]]]:
        """Who asks, and for what."""
        of_api = route.name.startswith(API)
        few = expected is None or expected.development or "nobody" in expected.all
        for caller in self.callers:
            asks = caller.name in FEW if few else of_api or not caller.token or caller.name in FEW
            if not asks:
                continue
            for whose, arguments in self.objects.arguments(route, caller.person).items():
                if expected is not None or whose in (OTHER, ANY):
                    yield caller, whose, arguments
        if expected is not None and expected.scope:
            short = self.short[expected.scope]
            for whose, arguments in self.objects.arguments(route, short.person).items():
                yield short, whose, arguments

    def expected_answer(self, route: Route, expected: Expected | None, caller: Caller, whose: str) -> str:
        of_api = route.name.startswith(API)
        standing = caller.standing if of_api or not caller.token else "stranger"  # pages know no tokens
        if route.name in self.table.elsewhere and (of_api or standing in self.table.staff):
            return self.table.elsewhere[route.name]
        if expected is None:
            return "nobody"
        if route.name.startswith("admin:") and standing not in self.table.staff:
            return "refused" if route.name == "admin:login" and standing != "stranger" else "sign in"
        if expected.scope and expected.scope not in caller.scopes:
            return "refused"
        return expected.answer(standing, whose)

    def call(
        self, route: Route, method: str, caller: Caller, whose: str, arguments: list[Any], answer: str
    ) -> tuple[HttpResponseBase, str]:
        """What is answered, and where it was asked for."""
        where = address(route, arguments)
        stacked = caller.name in STACKED or not route.name.startswith(("admin:", *API))
        response = (self.calls.stacked if stacked else self.calls.bare)(caller, method, where)
        got = outcome(response, has_row=whose != ANY, route=route.name)
        self.found.cells += 1
        if got != answer and not (answer == "nobody" and got != "in"):
            cell = Cell(route.name, method, caller.name, whose)
            self.found.wrong.append(f"{cell}: expected {answer}, got {got} ({response.status_code})")
        return response, where

    def compare(self, route: Route, method: str, kept: dict[tuple[str, str], tuple[HttpResponseBase, str]]) -> None:
        """Somebody else's row is answered like none, byte for byte but for its name and the request's id."""
        for (caller, whose), (response, where) in kept.items():
            if whose == OTHER and (caller, NONE) in kept:
                nothing, nowhere = kept[caller, NONE]
                self.found.alike += 1
                if said(response, where) != said(nothing, nowhere):
                    cell = Cell(route.name, method, caller, whose)
                    self.found.wrong.append(f"{cell}: a row of somebody else is answered otherwise than none")


def said(response: Any, where: str) -> tuple[Any, ...]:
    """All that an answer tells but the address that was asked for, the id of the request and the time."""
    if hasattr(response, "render") and not response.is_rendered:
        response.render()
    told = [message.message for message in getattr(getattr(response, "wsgi_request", None), "_messages", ())]
    headers = {key: value for key, value in response.headers.items() if key not in TOLD_APART}
    words = response.content.decode().replace(response.headers.get("X-Request-ID", "\0"), "")
    name = f"“{where.split('/')[-3 if where.count('/') > 3 else -2]}”"
    parts = (response.status_code, sorted(headers.items()), told, words)
    return tuple(str(part).replace(where, "…").replace(quote(where, safe=""), "…").replace(name, "…") for part in parts)


TOLD_APART = {"X-Request-ID", "Server-Timing", "Content-Security-Policy", "Content-Length", "Expires"}


def changes() -> set[tuple[str, int]]:
    """How many rows of each table this transaction has inserted, changed or deleted so far, undone changes too."""
    with connection.cursor() as cursor:
        cursor.execute(CHANGES)
        return set(cursor.fetchall())


@contextmanager
def unlogged() -> Iterator[None]:
    """Nobody reads the lines of so many calls."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(before)


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is changed inside is rolled back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
