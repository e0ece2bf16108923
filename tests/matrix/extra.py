"""Fields that nobody asks for, sent with every write: each column of every table, by name, with a value of its own.

Each operation is done twice from the same rows: with the body that it takes, and with all other columns' names beside.
What then stands in a column that did not stand there before came of the extra field.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from json import dumps
from time import time
from typing import Any
from uuid import UUID

from allauth.account.internal.flows import login
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models
from django.http.response import HttpResponseBase
from django.test import Client, override_settings
from django.urls import reverse

from tests import shop
from tests.conftest import PASSWORD
from tests.core.backoffice.rows import ROWS
from tests.matrix.callers import person
from tests.matrix.operation import Operation
from tests.matrix.operations import OPERATIONS
from tests.matrix.passkeys import passkey
from tests.matrix.walking import undone

LONG_AGO = datetime(1999, 12, 31, 23, 59, tzinfo=UTC)
HEADERS = {"If-Match": "*", "Idempotency-Key": "an operation, tried"}
NOBODY = UUID("99999999-0000-4000-8000-000000000001")


@dataclass
class Found:
    """How many columns were tried, those that changed, and operations that did nothing even rightly."""

    operations: int = 0
    tries: int = 0
    refused: int = 0
    changed: list[str] = field(default_factory=list)
    idle: list[str] = field(default_factory=list)


Column = tuple[str, str]
Values = dict[Column, Any]


def columns() -> Iterator[Any]:
    """Every column of the shop's own tables, and of those that keep second factors and sessions for it."""
    for config in apps.get_app_configs():
        if config.name in (*settings.SHOP_APPS, "allauth.mfa", "allauth.usersessions"):
            for model in config.get_models():
                yield from (one for one in model._meta.concrete_fields if not isinstance(one, models.GeneratedField))


def hostile_value(column: Any, number: int, turn: int) -> Any:
    """What a column of this type could hold and does not: its own, so that it is found again."""
    if column.remote_field:
        pointed = column.related_model._default_manager.order_by("-pk").values_list("pk", flat=True)
        return pointed[turn : turn + 1].first() or pointed.first()
    if isinstance(column, models.BooleanField):
        return not turn
    if isinstance(column, models.DateTimeField):
        return LONG_AGO
    if isinstance(column, models.UUIDField):
        return NOBODY
    if isinstance(column, models.DecimalField):
        return round(7_777 + number / 1000, 2)
    if isinstance(column, models.IntegerField):
        return 7_000 + number
    if column.choices:
        return column.choices[turn % len(column.choices)][0]
    if isinstance(column, models.EmailField):
        return f"extra{number}@extra.example"
    if isinstance(column, models.CharField | models.TextField):
        return f"EXTRA{number}"[: column.max_length or 40]
    return None  # JSON, arrays


def as_sent(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, datetime) else str(value)


def contents() -> dict[Column, Counter[str]]:
    """What stands in each column, and how often."""
    found: dict[Column, Counter[str]] = {}
    names: dict[Any, list[str]] = {}
    for column in columns():
        names.setdefault(column.model, []).append(column.attname)
    for model, attributes in names.items():
        rows = list(model._default_manager.values_list(*attributes))
        for place, name in enumerate(attributes):
            found[model._meta.label_lower, name] = Counter(as_sent(row[place]) for row in rows)
    return found


class Tries:
    """A small shop, its owner signed in, and all that is sent."""

    def __init__(self, around: Callable[[], AbstractContextManager[Any]] = nullcontext) -> None:
        """What is sent with extra fields is sent inside `around`."""
        self.around = around
        self.owner = person("extra", "owner")
        Authenticator.objects.create(user=self.owner, type="webauthn", data=passkey("extra"))
        for make in ROWS.values():
            make(2)
        self.product = shop.product("85048")
        shop.stock(self.product, 10, 5)
        self.customer = shop.customer("4711")
        self.client = Client(headers={"Accept": "*/*"})
        self.stranger = Client(headers={"Accept": "*/*"})
        self.plain = person("plain", "support")
        for one in (self.owner, self.plain):
            one.set_password(PASSWORD)
            one.save(update_fields=["password"])
        self.begin_session()

    def begin_session(self) -> None:
        """The owner is signed in and has shown a second factor just now."""
        self.client.force_login(self.owner)
        session = self.client.session
        session[login.AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "type": "webauthn", "at": time()}]
        session[login._AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(self.owner.pk)
        session.save()
        self.key = session.session_key

    @override_settings(API_LIMITS=False)  # thousands of calls in a minute
    def run(self, operations: Iterable[Operation] = OPERATIONS) -> Found:
        found = Found()
        for operation in operations:
            self.attempt(operation, found)
        return found

    def attempt(self, operation: Operation, found: Found) -> None:
        found.operations += 1
        where = reverse(operation.route, args=operation.arguments(self))
        with undone():
            self.prepare(operation)
            untouched = contents()
        with undone():
            self.prepare(operation)
            self.send(operation, where, {})
            rightly = contents()
        if rightly == untouched:
            found.idle.append(operation.name)
        for turn in (0, 1):
            extra = self.extra_fields(operation, turn)
            with undone(), self.around():
                self.prepare(operation)
                answer = self.send(operation, where, {name: as_sent(value) for name, value in extra.items()})
                wrongly = contents()
            found.refused += answer.status_code in (400, 422)
            for column, value in self.tried(operation, turn):
                found.tries += 1
                if wrongly[column][as_sent(value)] > rightly[column][as_sent(value)]:
                    found.changed.append(f"{operation.name}: {'.'.join(column)} is now {as_sent(value)}")

    def tried(self, operation: Operation, turn: int) -> Iterator[tuple[Column, Any]]:
        for number, column in enumerate(columns()):
            value = hostile_value(column, number, turn)
            if value is not None and not {column.name, column.attname} & operation.takes:
                yield (column.model._meta.label_lower, column.attname), value

    def extra_fields(self, operation: Operation, turn: int) -> dict[str, Any]:
        """By name, by attribute, and with the table's name before it; of columns of one name each has its turn."""
        found: dict[str, Any] = {}
        for number, column in enumerate(columns()):
            value = hostile_value(column, number, turn)
            if value is None or {column.name, column.attname} & operation.takes:
                continue
            for name in (column.name, column.attname, f"{column.model._meta.model_name}.{column.name}"):
                if name not in found or column.model._meta.label_lower == operation.model:
                    found[name] = value
        return found

    def prepare(self, operation: Operation) -> None:
        """The same beginning each time: what was undone may have ended sessions and changed cookies."""
        self.stranger.cookies.clear()
        self.client.cookies[settings.SESSION_COOKIE_NAME] = self.key
        operation.before(self)

    def send(self, operation: Operation, where: str, extra: dict[str, Any]) -> HttpResponseBase:
        body = {name: value(self) if callable(value) else value for name, value in operation.body.items()}
        sent = extra | body
        if operation.json:
            return self.client.generic(
                operation.method, where, dumps(sent), content_type="application/json", headers=HEADERS
            )
        client = self.stranger if operation.stranger else self.client
        sent["_form_submitted"] = "True"  # of dialogs
        if operation.file:
            sent |= {"file": SimpleUploadedFile("orders.csv", b"Invoice,StockCode\n1,85048\n")}
        return client.post(where, sent)
