"""Who still calls which version: calls are counted for each day, version and caller in Valkey.

Counting sends one message and waits for no answer; nothing here raises, and while Valkey is away calls go uncounted.
"""

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import structlog
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

log = structlog.get_logger(__name__)

FAILURES = (RedisError, OSError)
KEPT = timedelta(days=100)
SEND_SECONDS, READ_SECONDS, AWAY_SECONDS = 0.1, 1.0, 1.0
NOBODY = "nobody"
TOKEN, PERSON = "token", "person"


@dataclass(frozen=True)
class Calls:
    """How often a caller, `token:7`, `person:3` or `nobody`, called a version on a day."""

    day: date
    version: str
    caller: str
    count: int


class Usage:
    """The counts of all processes. One hash a day: a field for each version and caller."""

    def __init__(self) -> None:
        self._address, self._sending, self._reading = "", Redis(), Redis()
        self._away_until = 0.0

    def count(self, version: str, caller: str) -> None:
        """One call more. The message is on its way when this returns, or there is nobody to take it."""
        if not settings.REDIS_URL or time.monotonic() < self._away_until:
            return
        key = key_of(timezone.now().date())
        try:
            self._connect()
            pool: Any = self._sending.connection_pool
            connection = pool.get_connection()
            try:
                commands = [("HINCRBY", key, f"{version} {caller}", 1), ("EXPIRE", key, int(KEPT.total_seconds()))]
                connection.send_packed_command(connection.pack_commands(commands))
            finally:
                pool.release(connection)
        except FAILURES as error:
            self._away_until = time.monotonic() + AWAY_SECONDS
            log.warning("usage_without_valkey", error=str(error).strip())

    def read(self, days: Sequence[date]) -> list[Calls] | None:
        """The counts of these days in one round trip; None while Valkey is away."""
        if not settings.REDIS_URL:
            return None
        try:
            self._connect()
            asking = self._reading.pipeline(transaction=False)
            for day in days:
                asking.hgetall(key_of(day))
            answers = asking.execute()
        except FAILURES as error:
            log.warning("usage_without_valkey", error=str(error).strip())
            return None
        return [
            Calls(day, version, caller, int(count))
            for day, answer in zip(days, answers, strict=True)
            for field, count in answer.items()
            for version, caller in [field.decode().split(" ")]
        ]

    def _connect(self) -> None:
        if self._address == settings.REDIS_URL:
            return
        once = Retry(NoBackoff(), 0)
        self._sending = Redis.from_url(
            settings.REDIS_URL,
            socket_timeout=SEND_SECONDS,
            socket_connect_timeout=SEND_SECONDS,
            retry=once,
            redis_connect_func=ask_for_no_answers,
        )
        self._reading = Redis.from_url(
            settings.REDIS_URL, socket_timeout=READ_SECONDS, socket_connect_timeout=READ_SECONDS, retry=once
        )
        self._address = settings.REDIS_URL


def ask_for_no_answers(connection: Any) -> None:
    """What a new connection says first; from then on Valkey takes what is sent and says nothing."""
    connection.on_connect()
    connection.send_command("CLIENT", "REPLY", "OFF")


def key_of(day: date) -> str:
    return f"{settings.STATE_KEY_PREFIX}:api-calls:{day:%Y-%m-%d}"


def caller_of(request: HttpRequest) -> str:
    """Who called, as far as the request has found out by itself: counting looks nobody up."""
    if (token := getattr(request, "auth", None)) is not None:
        return f"{TOKEN}:{token.pk}"
    person = request.__dict__.get("user")
    if type(person) is SimpleLazyObject:
        person = request.__dict__.get("_cached_user")
    return f"{PERSON}:{person.pk}" if person is not None and person.pk is not None else NOBODY


def by_caller(calls: Sequence[Calls]) -> dict[str, Counter[str]]:
    """How often each caller called each version."""
    found: dict[str, Counter[str]] = {}
    for one in calls:
        found.setdefault(one.caller, Counter())[one.version] += one.count
    return found


usage = Usage()
