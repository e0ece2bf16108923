"""Looking for the secrets where none may be: files, rows, pages, keys of Valkey, records of the toolbar."""

import json
from collections.abc import Iterable, Iterator, Mapping
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

import redis
import requests
from django.db import connection

from apps.core.models import Job
from proofs.canary_secrets import Canaries, needle

# Where a secret is what is kept: who holds the session, and cells that a person is to mend as they stood.
KEPT = {
    "django_session": ["session_key"],
    "usersessions_usersession": ["session_key"],
    "orders_importrejection": ["raw", "reason"],
}
PAGES = (
    "/admin/",
    "/admin/core/auditentry/?columns=action_code,changes",
    "/admin/core/outboxevent/",
    "/admin/core/job/",
    "/admin/orders/importjob/",
    "/admin/uploads/upload/",
    "/admin/notifications/notification/",
    "/admin/accounts/apitoken/",
    "/ops/requests/",
    "/ops/config/",
    "/scenarios/",
)


class Search:
    """What was found where; `hits` counts places by secret and kind of place."""

    def __init__(self, canaries: Canaries) -> None:
        self._needles = {name: spellings(needle(canary)) for name, canary in canaries.items()}
        self.hits: dict[str, int] = {}
        self.looked_at: dict[str, int] = {}

    def text(self, kind: str, text: str) -> None:
        """Look through one text that was found in a place of this kind."""
        self.looked_at[kind] = self.looked_at.get(kind, 0) + 1
        for name, needles in self._needles.items():
            if any(found in text for found in needles):
                self.hits[f"{name} in {kind}"] = self.hits.get(f"{name} in {kind}", 0) + 1

    def texts(self, kind: str, texts: Iterable[str]) -> None:
        for text in texts:
            self.text(kind, text)


def spellings(secret: str) -> set[str]:
    """A secret as texts, JSON and addresses write it."""
    return {secret, json.dumps(secret)[1:-1], quote(secret, safe=""), quote_plus(secret), repr(secret)[1:-1]}


def files(folder: Path) -> Iterator[str]:
    """Every log file of every role, and what the processes have printed."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path.read_text(errors="replace")


def error_pages(answers: Iterable[requests.Response]) -> Iterator[str]:
    """Answers of 400 and above, as a browser reads them."""
    for answer in answers:
        if answer.status_code >= 400:
            yield unescape(answer.text) + str(answer.headers)


def rows() -> Iterator[str]:
    """Every row of every table, without the columns that keep what they are for."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            kept = KEPT.get(table, [])
            cursor.execute(f'SELECT to_jsonb(found) - %s::text[] FROM "{table}" AS found', [kept])  # noqa: S608
            yield from (str(row) for (row,) in cursor.fetchall())


def admin_pages(shop: str, http: requests.Session) -> Iterator[str]:
    """Lists of what has happened and pages of jobs, as the owner sees them."""
    for path in (*PAGES, *(f"/admin/core/job/{job}/change/" for job in Job.objects.values_list("pk", flat=True))):
        yield unescape(http.get(f"{shop}{path}", timeout=60).text)


def keys(addresses: Iterable[str]) -> Iterator[str]:
    """Every key with its value."""
    read: Mapping[bytes, Any] = {
        b"string": lambda client, key: client.get(key),
        b"list": lambda client, key: client.lrange(key, 0, -1),
        b"set": lambda client, key: client.smembers(key),
        b"hash": lambda client, key: client.hgetall(key),
        b"zset": lambda client, key: client.zrange(key, 0, -1, withscores=True),
    }
    for address in set(addresses):
        with redis.Redis.from_url(address) as client:
            for key in client.scan_iter(count=1000):
                value = read.get(client.type(key), lambda client, key: client.dump(key))(client, key)
                yield f"{key!r} {value!r}"


def toolbar_records(shop: str, http: requests.Session) -> Iterator[str]:
    """Every record that the toolbar has kept before we look, with all its panels."""
    kept = http.get(f"{shop}/toolbar/?format=json", timeout=60).json()["requests"]
    for place, record in enumerate(kept):
        yield json.dumps(record, ensure_ascii=False)
        yield http.get(f"{record['url']}?format=json", timeout=60).text
        # History and settings are the same beside every record.
        once = () if place else ("HistoryPanel", "SettingsPanel")
        for panel in (*once, "HeadersPanel", "RequestPanel", "SQLPanel"):
            address = f"{shop}/__debug__/render_panel/?request_id={record['id']}&panel_id={panel}"
            yield unescape(http.get(address, timeout=60).json().get("content", ""))
