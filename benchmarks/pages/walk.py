"""Every list and detail of the admin and the API, opened by an owner; each called in a process of its own."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import admin
from django.contrib.admin.utils import quote
from django.db import connection
from django.db.models import CharField, Value
from django.db.models.functions import Concat
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from apps.accounts.models import Role, User
from apps.accounts.services.people import create_person
from apps.core.backoffice.pages import DEEPEST_PAGE
from apps.orders.models import Order
from apps.orders.services.importing import import_orders
from apps.showcase.lab.processes import Progress
from tests.core.backoffice.rows import ROWS

WHO = "pages@bench.vitrine.example"
SOME = 60  # more than a page


@dataclass(frozen=True)
class Page:
    """A page to open: the name of its route, which part of it, and its address."""

    route: str
    part: str
    url: str


def fill(progress: Progress, *, path: str) -> dict[str, Any]:
    """SOME rows of every kind that the admin shows, the order lines of a file, and statistics."""
    began = time.perf_counter()
    Role.objects.filter(slug__startswith="role-").delete()
    signed_in()
    for make in ROWS.values():
        make(SOME)
    # Invoices of a file have numbers like those of the rows just made.
    Order.objects.update(number=Concat(Value("BENCH-"), "pk", output_field=CharField()))
    import_orders(source=Path(path), by=None, zone=ZoneInfo("Europe/London"))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return {"seconds": time.perf_counter() - began}


def walk(progress: Progress) -> dict[str, Any]:
    """For each page its status, its queries and its milliseconds, at the second visit."""
    began = time.perf_counter()
    client = signed_in()
    visits = []
    for page in pages(client):
        client.get(page.url)
        with CaptureQueriesContext(connection) as captured:
            start = time.perf_counter()
            answer = client.get(page.url)
            milliseconds = (time.perf_counter() - start) * 1000
        visits.append([page.route, page.part, answer.status_code, len(captured), round(milliseconds, 1)])
    return {"seconds": time.perf_counter() - began, "visits": visits}


def signed_in() -> Client:
    owner = User.objects.filter(email=WHO).first()
    owner = owner or create_person(email=WHO, password=None, role="owner", by=None, reason="for a benchmark")
    client = Client(SERVER_NAME="localhost")
    client.force_login(owner)
    return client


def pages(client: Client) -> Iterator[Page]:
    """Lists with their first and last page, details and histories of their newest row, where there is one."""
    for model, model_admin in sorted(admin.site._registry.items(), key=lambda pair: pair[0]._meta.label):
        route = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        yield from admin_pages(client, route, model_admin.model)
    for name, view in api_routes():
        yield from api_pages(client, name, view)


def admin_pages(client: Client, route: str, model: Any) -> Iterator[Page]:
    yield Page(f"{route}_changelist", "page 1", address := reverse(f"{route}_changelist"))
    found = client.get(address).context_data["cl"]
    last = found.paginator.num_pages
    if last > 1:
        yield Page(f"{route}_changelist", f"page {last:,}", f"{address}?p={last}")
    if last == DEEPEST_PAGE:
        yield Page(f"{route}_changelist", f"page {last + 1:,}", f"{address}?p={last + 1}")
    for row in found.result_list[:1]:
        for page in ("change", "history"):
            yield Page(f"{route}_{page}", "", reverse(f"{route}_{page}", args=[quote(row.pk)]))


def api_pages(client: Client, name: str, view: Any) -> Iterator[Page]:
    if not name.endswith("-list"):
        return
    yield Page(name, "page 1", address := reverse(name))
    answer = client.get(address).json()
    rows = answer.get("results", [])
    if count := answer.get("count"):
        last = -(-count // len(rows))
        yield Page(name, f"page {last:,}", f"{address}?page={last}")
    elif answer.get("next"):
        yield Page(name, "page 2", answer["next"].removeprefix("http://localhost"))
        ordering = ",".join(turned(one) for one in view.cls.default_ordering.split(","))
        yield Page(name, "from the end", f"{address}?ordering={ordering}")
    detail = view.cls.lookup_field
    if name.startswith("v1:"):  # other names for the same rows
        rows = client.get(reverse(name.replace("v1:", "v2:"))).json()["results"]
        rows = [{detail: row[detail]} for row in rows]
    for row in rows[:1]:
        url = row.get("url") or f"{address}{row.get(detail, row.get('id'))}/"
        yield Page(name.replace("-list", "-detail"), "", url.removeprefix("http://localhost"))


def turned(ordering: str) -> str:
    return ordering.removeprefix("-") if ordering.startswith("-") else f"-{ordering}"


def api_routes() -> Iterator[tuple[str, Any]]:
    """The routes below /api/ by name, as the urlconf has them."""
    for resolver in get_resolver("config.api_urls").url_patterns:
        yield from _routes(resolver, "")


def _routes(pattern: Any, namespace: str) -> Iterator[tuple[str, Any]]:
    if isinstance(pattern, URLResolver):
        for inner in pattern.url_patterns:
            yield from _routes(inner, f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace)
    elif isinstance(pattern, URLPattern) and pattern.name:
        yield f"{namespace}{pattern.name}", pattern.callback
