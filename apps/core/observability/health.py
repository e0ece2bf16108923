"""Is this process alive, and can it do its work?"""

import time
from collections.abc import Callable

import redis
import structlog
from django.conf import settings
from django.db import Error, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

log = structlog.get_logger(__name__)

KEEP_SECONDS = 1.0


def ask_database() -> None:
    """Raises django.db.Error when PostgreSQL does not answer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def ask_broker() -> None:
    """Raises RedisError when Valkey does not answer within a second."""
    with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1) as client:
        client.ping()


CHECKS: dict[str, Callable[[], None]] = {"database": ask_database, "broker": ask_broker}
FAILURES = (Error, redis.RedisError, OSError, ValueError)


class Readiness:
    """What is down, asked at most once a second whoever wants to know."""

    def __init__(self) -> None:
        self._down: tuple[str, ...] = ()
        self._asked_at = float("-inf")

    def down(self) -> tuple[str, ...]:
        """Names of the dependencies that do not answer."""
        if time.monotonic() - self._asked_at >= KEEP_SECONDS:
            self._down = tuple(name for name, ask in CHECKS.items() if not _answers(name, ask))
            self._asked_at = time.monotonic()
        return self._down


def _answers(name: str, ask: Callable[[], None]) -> bool:
    try:
        ask()
    except FAILURES as error:
        # The message can hold an address; it goes to the log, never into the answer.
        log.warning("dependency_down", dependency=name, error=str(error).strip())
        return False
    return True


readiness = Readiness()


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers; nothing else is touched."""
    return JsonResponse({"status": "alive"})


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when everything this process needs answers, else 503 with the names of what does not."""
    down = readiness.down()
    return JsonResponse({"status": "not ready" if down else "ready", "down": down}, status=503 if down else 200)
