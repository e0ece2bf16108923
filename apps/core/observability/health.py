"""Is this process alive, and can it do its work?"""

import time
from collections.abc import Callable

import redis
import structlog
from django.conf import settings
from django.db import Error, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache

from apps.core.policy import PUBLIC, door

log = structlog.get_logger(__name__)

KEEP_SECONDS = 1.0


def ask_database() -> None:
    """Raises django.db.Error when PostgreSQL does not answer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def ask_broker() -> None:
    """Raises RedisError when Valkey does not answer within a second."""
    _ping(settings.REDIS_URL)


def ask_cache() -> None:
    """Raises RedisError when the cache does not answer within a second."""
    _ping(str(settings.CACHES["default"]["LOCATION"]))


def _ping(address: str) -> None:
    with redis.Redis.from_url(address, socket_timeout=1, socket_connect_timeout=1) as client:
        client.ping()


CHECKS: dict[str, Callable[[], None]] = {"database": ask_database, "broker": ask_broker, "cache": ask_cache}
NEEDED = {"database", "broker"}
"""Without its cache the shop is slower, and works."""
FAILURES = (Error, redis.RedisError, OSError, ValueError)


class Readiness:
    """How the dependencies answer, asked at most once a second whoever wants to know."""

    def __init__(self) -> None:
        self._times: dict[str, float | None] = {}
        self._asked_at = float("-inf")

    def answer_times(self) -> dict[str, float | None]:
        """Milliseconds that each dependency took to answer; None for one that is down."""
        if time.monotonic() - self._asked_at >= KEEP_SECONDS:
            self._times = {name: _answer_time(name, ask) for name, ask in CHECKS.items()}
            self._asked_at = time.monotonic()
        return self._times


def _answer_time(name: str, ask: Callable[[], None]) -> float | None:
    begun = time.perf_counter()
    try:
        ask()
    except FAILURES as error:
        # The message can hold an address; it goes to the log, never into the answer.
        log.warning("dependency_down", dependency=name, error=str(error).strip())
        return None
    return round((time.perf_counter() - begun) * 1000, 1)


readiness = Readiness()


@never_cache
@door(GET=PUBLIC)
def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers; nothing else is touched."""
    return JsonResponse({"status": "alive"})


@never_cache
@door(GET=PUBLIC)
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when everything this process needs answers, else 503; names what is down, and how fast the rest answers."""
    times = readiness.answer_times()
    down = [name for name, milliseconds in times.items() if milliseconds is None]
    ready = NEEDED.isdisjoint(down)
    document = {"status": "ready" if ready else "not ready", "down": down, "answer_ms": times}
    return JsonResponse(document, status=200 if ready else 503)
