"""Looking for the secrets where none may be: files, rows, pages, keys of Valkey, records of the toolbar."""

import json
import mailbox
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from email.message import Message
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

import redis
import requests
from django.apps import apps
from django.db import connection
from django.test import override_settings

from apps.core.models import Job
from proofs.canary_secrets import Canaries, needle

# Where a secret is what is kept: who holds the session, and cells that a person is to mend as they stood.
KEPT = {
    "django_session": ["session_key"],
    "usersessions_usersession": ["session_key"],
    "orders_importrejection": ["raw", "reason"],
}
SHORT = 6
LINKS = ("reset key", "invitation key")
PAGES = (
    "/admin/",
    "/admin/core/auditentry/?columns=action_code,changes",
    "/admin/core/outboxevent/",
    "/admin/core/job/",
    "/admin/orders/importjob/",
    "/admin/uploads/upload/",
    "/admin/notifications/notification/",
    "/admin/accounts/apitoken/",
    "/admin/accounts/user/",
    "/security/",
    "/ops/requests/",
    "/ops/config/",
    "/scenarios/",
)


class Search:
    """What was found where; `hits` counts places by secret and kind of place."""

    def __init__(self, canaries: Canaries) -> None:
        self._finders = {name: finder_of(needle(canary)) for name, canary in canaries.items()}
        self.hits: dict[str, int] = {}
        self.looked_at: dict[str, int] = {}

    def text(self, kind: str, text: str) -> None:
        """Look through one text that was found in a place of this kind."""
        self.looked_at[kind] = self.looked_at.get(kind, 0) + 1
        self._look(kind, text, ())

    def answers(self, kind: str, answers: Iterable[tuple[requests.Response, set[str]]]) -> None:
        """Look through answers, each of which may show what is named beside it."""
        for answer, shown in answers:
            self.looked_at[kind] = self.looked_at.get(kind, 0) + 1
            self._look(kind, unescape(answer.text) + str(without_cookies(answer)), shown)

    def letters(self, letters: Iterable[str]) -> None:
        """Look through mails, which may hold the links that they are for."""
        links = {name for name in self._finders if name.endswith(LINKS)}
        for letter in letters:
            self.looked_at["mails"] = self.looked_at.get("mails", 0) + 1
            self._look("mails", letter, links)

    def _look(self, kind: str, text: str, spared: Collection[str]) -> None:
        for name, finds in self._finders.items():
            if name not in spared and finds(text):
                self.hits[f"{name} in {kind}"] = self.hits.get(f"{name} in {kind}", 0) + 1

    def texts(self, kind: str, texts: Iterable[str]) -> None:
        for text in texts:
            self.text(kind, text)


def finder_of(secret: str) -> Callable[[str], object]:
    """Finds a secret in its spellings; one of six digits, which stands in many a number, as a text of its own."""
    if len(secret) <= SHORT and secret.isdigit():
        return re.compile(rf"(?<=[\"'=>]){secret}(?=[\"'&<\s]|$)").search
    needles = spellings(secret)
    return lambda text: any(needle in text for needle in needles)


def without_cookies(answer: requests.Response) -> dict[str, str]:
    """The headers, but those that tell the browser its own session."""
    return {name: value for name, value in answer.headers.items() if name.lower() != "set-cookie"}


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


def sessions(secret_key: str) -> Iterator[str]:
    """What each session holds, unpacked."""
    with override_settings(SECRET_KEY=secret_key):
        for session in apps.get_model("sessions.Session").objects.all():
            yield str(session.get_decoded())


def text_of(mail: Message) -> str:
    """A mail as people read it, with its headers."""
    parts = [part.get_payload(decode=True) for part in mail.walk() if not part.is_multipart()]
    return str(mail.items()) + "".join(part.decode(errors="replace") for part in parts if isinstance(part, bytes))


def mails(folder: Path) -> list[str]:
    """Every mail that the shop has sent."""
    return [text_of(mail) for mail in mailbox.Maildir(folder, create=False)] if (folder / "new").is_dir() else []


def links_not_in_one_mail(canaries: Canaries, mailed: Iterable[str]) -> list[str]:
    """The links that were mailed more or less than once."""
    texts = list(mailed)
    wanted = [name for name in canaries if name.endswith(LINKS)]
    return [name for name in wanted if sum(canaries[name] in text for text in texts) != 1]


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
