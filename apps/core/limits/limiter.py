"""The limiter of this process: Valkey decides; while it is away, each process by itself."""

import time
from collections.abc import Callable, Sequence
from typing import TypeVar

import structlog
from django.conf import settings

from apps.core.limits.gcra import Bucket, Verdict
from apps.core.limits.local import LocalBuckets
from apps.core.limits.survey import Survey, survey_of
from apps.core.limits.valkey import FAILURES, ValkeyBuckets

log = structlog.get_logger(__name__)
Answer = TypeVar("Answer")

AWAY_SECONDS = 1.0
"""How long nobody asks a Valkey that did not answer: a time-out is paid once, not by every request."""


class Limiter:
    """Asks Valkey, else the buckets of this process. Nothing here raises: a limit is no reason for an error page."""

    def __init__(self) -> None:
        self._shared: ValkeyBuckets | None = None
        self._address = ""
        self._local = LocalBuckets(settings.WEB_PROCESSES)
        self._away_until = 0.0

    def take(self, buckets: Sequence[Bucket], *, now: int = 0) -> Verdict:
        """Let one through and charge every bucket, or refuse and charge none. `now` in microseconds is for tests."""
        return self._ask(
            lambda shared: shared.take(settings.STATE_KEY_PREFIX, buckets, now=now),
            lambda: self._local.take(buckets, now=now),
        )

    def peek(self, buckets: Sequence[Bucket], *, now: int = 0) -> Verdict:
        """What `take` would say; nothing is charged, and `remaining` counts the one that is asked for."""
        return self._ask(
            lambda shared: shared.take(settings.STATE_KEY_PREFIX, buckets, now=now, taking=False),
            lambda: self._local.take(buckets, now=now, taking=False),
        )

    def give_back(self, buckets: Sequence[Bucket], verdict: Verdict, *, now: int = 0) -> None:
        """Undo a `take` that was let through with this verdict. What cannot be given back stays charged."""
        if verdict.local:
            self._local.give_back(buckets, verdict, now=now)
        else:
            self._ask(
                lambda shared: shared.give_back(settings.STATE_KEY_PREFIX, buckets, verdict, now=now), lambda: None
            )

    def forget(self, buckets: Sequence[Bucket]) -> bool:
        """Make the buckets full. False when Valkey is away: then only this process knows."""
        self._local.forget(buckets)

        def forget(shared: ValkeyBuckets) -> bool:
            shared.forget(settings.STATE_KEY_PREFIX, buckets)
            return True

        return self._ask(forget, lambda: False)

    def survey(self) -> Survey:
        """Who has taken what lately, those first who have the least left."""

        def by_all(shared: ValkeyBuckets) -> Survey:
            return survey_of(*shared.survey(settings.STATE_KEY_PREFIX))

        return self._ask(by_all, lambda: survey_of(*self._local.survey(), local=True))

    def _ask(self, shared: Callable[[ValkeyBuckets], Answer], alone: Callable[[], Answer]) -> Answer:
        if not settings.REDIS_URL or time.monotonic() < self._away_until:
            return alone()
        try:
            if self._shared is None or self._address != settings.REDIS_URL:
                self._shared, self._address = ValkeyBuckets(settings.REDIS_URL), settings.REDIS_URL
            return shared(self._shared)
        except FAILURES as error:
            self._away_until = time.monotonic() + AWAY_SECONDS
            log.warning("limits_without_valkey", error=str(error).strip())
            return alone()


limiter = Limiter()
