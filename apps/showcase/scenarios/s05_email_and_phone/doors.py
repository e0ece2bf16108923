"""The three doors of the shop by which an address or a number comes in, each called as a caller calls it."""

import csv
import json
import tempfile
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import resolve, reverse
from rest_framework.test import force_authenticate

from apps.accounts.models import User
from apps.accounts.services.people import create_person
from apps.orders.exceptions import ImportFileError
from apps.orders.models import Customer
from apps.orders.rules.countries import COUNTRIES
from apps.orders.rules.importing.cells import LocalTime
from apps.orders.rules.importing.columns import COLUMNS
from apps.orders.services.importing.examining import Examination
from apps.orders.services.importing.source import Source

NUMBER = "999999999905"
ROW = ("489434", "85048", "LIGHTS", "1", "2009-12-01 07:45:00", "6.95", NUMBER)


@dataclass(frozen=True)
class Said:
    """What a door said of a value: how it is kept, or code and field of the refusal."""

    kept: str = ""
    code: str = ""
    field: str = ""
    words: str = ""

    @property
    def told(self) -> tuple[str, str, str]:
        """What has to be the same at every door; the words around it are the door's own."""
        return self.kept, self.code, self.field


class Doors:
    """The doors for one customer of `country`, whom somebody of the support desk changes. Nothing of it stays."""

    def __init__(self, country: str) -> None:
        self.country = country
        self.requests = RequestFactory(SERVER_NAME=urlsplit(settings.PUBLIC_URL).hostname or "localhost")

    def ask(self, field: str, value: str) -> dict[str, Said]:
        """What each door says of the value; to be called in the lab's database."""
        asked = {"API": self.by_api, "Admin form": self.by_form, "Order file": self.by_file}
        said = {}
        for door, ask in asked.items():
            with transaction.atomic():
                said[door] = ask(field, value)
                transaction.set_rollback(True)
        return said

    def by_api(self, field: str, value: str) -> Said:
        """`PATCH /api/v2/customers/<number>/` with a JSON body."""
        self.arrange()
        address = f"/api/v2/customers/{NUMBER}/"
        body = json.dumps({field: value})
        request = self.requests.patch(address, body, content_type="application/json", headers={"If-Match": "*"})
        force_authenticate(request, user=self.person)
        answer: Any = called(request)
        if answer.status_code == 200:
            return Said(kept=answer.data[field])
        (error,) = answer.data["errors"] or [
            {"code": answer.data["code"], "field": "", "detail": answer.data["detail"]}
        ]
        return Said(code=error["code"], field=error["field"], words=error["detail"])

    def by_form(self, field: str, value: str) -> Said:
        """The form of the customer's page in the admin, sent."""
        self.arrange()
        address = reverse("admin:orders_customer_change", args=[self.customer.pk])
        request = self.requests.post(address, {"name": "", "email": "", "phone": "", field: value})
        request.user = self.person
        request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined] # as the test client of Django does
        request._messages = CookieStorage(request)  # type: ignore[attr-defined]
        answer: Any = called(request)
        if answer.status_code == 302:
            self.customer.refresh_from_db()
            return Said(kept=getattr(self.customer, field))
        ((at, errors),) = answer.context_data["adminform"].form.errors.as_data().items()
        return Said(code=errors[0].code, field=at, words=errors[0].messages[0])

    def by_file(self, field: str, value: str) -> Said:
        """A row of an order file, read and judged as the import does it."""
        with tempfile.TemporaryDirectory(prefix="vitrine-doors-") as folder:
            path = Path(folder) / "orders.csv"
            with path.open("w", encoding="utf-8", newline="", errors="surrogatepass") as file:
                csv.writer(file).writerows([(*COLUMNS, field), (*ROW, COUNTRIES[self.country][0], value)])
            try:
                with closing(Source(path)) as source:
                    examination = judged(source)
            except ImportFileError as refusal:
                return Said(code=refusal.code, words=refusal.message)
        if problems := examination.problems.kept:
            return Said(code=problems[0].code.value, field=problems[0].column, words=problems[0].reason)
        email, phone = examination.contacts.of[NUMBER]
        return Said(kept=email if field == "email" else phone)

    def arrange(self) -> None:
        """A customer, and somebody who may change them, until the transaction ends."""
        self.customer = Customer.objects.create(number=NUMBER, country=self.country)
        self.person: User = create_person(
            email="support@lab.example", password=None, role="support", by=None, reason="asks at the doors"
        )


def judged(source: Source) -> Examination:
    """Every row of the file against the rules."""
    local_time = LocalTime(ZoneInfo("UTC"), latest=datetime.now(UTC))
    examination = Examination(local_time=local_time, products={}, columns=source.columns)
    for first, rows in source.blocks():
        examination.examine(first, rows)
    examination.finish()
    return examination


def called(request: HttpRequest) -> HttpResponse:
    """The answer of the view at the request's address."""
    request.resolver_match = match = resolve(request.path)
    answer: HttpResponse = match.func(request, *match.args, **match.kwargs)
    return answer
