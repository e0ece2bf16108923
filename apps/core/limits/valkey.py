"""Buckets that all processes share, in Valkey."""

from collections.abc import Sequence
from typing import Any

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as NoConnection
from redis.exceptions import RedisError
from redis.retry import Retry

from apps.core.limits.gcra import Bucket, Verdict, judge
from apps.core.limits.script import GIVE_BACK, TAKE

ANSWER_SECONDS = 0.5
FAILURES = (RedisError, OSError)


class ValkeyBuckets:
    """One round trip a call, however many buckets. Methods raise one of FAILURES when Valkey does not answer in time.

    `now`, in microseconds, stands for the clock of Valkey.
    """

    def __init__(self, address: str) -> None:
        # A connection that the server has closed is opened once more; nobody waits twice for a slow server.
        again = Retry(NoBackoff(), 1, supported_errors=(NoConnection,))
        self._client = Redis.from_url(
            address, socket_timeout=ANSWER_SECONDS, socket_connect_timeout=ANSWER_SECONDS, retry=again
        )
        self._take = self._client.register_script(TAKE)
        self._give_back = self._client.register_script(GIVE_BACK)

    def take(self, prefix: str, buckets: Sequence[Bucket], *, now: int = 0, taking: bool = True) -> Verdict:
        arguments: list[int] = [now, int(taking)]
        for bucket in buckets:
            arguments += (bucket.rule.interval, bucket.rule.burst)
        answer: list[int] = self._take(keys=_keys(prefix, buckets), args=arguments)
        return judge(buckets, list(zip(answer[1::2], answer[2::2], strict=True)), answer[0], taking=taking)

    def give_back(self, prefix: str, buckets: Sequence[Bucket], verdict: Verdict, *, now: int = 0) -> None:
        arguments = [now, verdict.at, *(bucket.rule.interval for bucket in buckets)]
        self._give_back(keys=_keys(prefix, buckets), args=arguments)

    def forget(self, prefix: str, buckets: Sequence[Bucket]) -> None:
        self._client.delete(*_keys(prefix, buckets))


def _keys(prefix: str, buckets: Sequence[Bucket]) -> list[Any]:
    return [f"{prefix}:limit:{bucket.rule.name}:{bucket.key}" for bucket in buckets]
