"""Buckets that all processes share, in Valkey."""

import os
from collections.abc import Sequence
from hashlib import sha1
from typing import Any

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as NoConnection
from redis.exceptions import NoScriptError, RedisError
from redis.retry import Retry

from apps.core.limits.gcra import Bucket, Verdict, judge
from apps.core.limits.script import GIVE_BACK, TAKE

ANSWER_SECONDS = 0.5
LOOK, LOOKS = 1_000, 50
FAILURES = (RedisError, OSError)


class Script:
    """A script and the name that Valkey knows it by."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.name = sha1(text.encode(), usedforsecurity=False).hexdigest()


class ValkeyBuckets:
    """One round trip a call, however many buckets. Methods raise one of FAILURES when Valkey does not answer in time.

    `now`, in microseconds, stands for the clock of Valkey.
    """

    take_script, give_back_script = Script(TAKE), Script(GIVE_BACK)

    def __init__(self, address: str) -> None:
        # Nobody waits twice for a slow server.
        self._client = Redis.from_url(
            address,
            socket_timeout=ANSWER_SECONDS,
            socket_connect_timeout=ANSWER_SECONDS,
            retry=Retry(NoBackoff(), 0),
        )
        self._process = 0
        self._idle: list[Any] = []

    def take(self, prefix: str, buckets: Sequence[Bucket], *, now: int = 0, taking: bool = True) -> Verdict:
        arguments: list[int] = [now, 1 if taking else 0]
        for rule, _, cost in buckets:
            arguments += (cost * rule.interval, rule.capacity)
        at, *rooms = self._run(self.take_script, keys_of(prefix, buckets), arguments)
        return judge(buckets, rooms, at, taking=taking)

    def give_back(self, prefix: str, buckets: Sequence[Bucket], verdict: Verdict, *, now: int = 0) -> None:
        arguments = [now, verdict.at, *(bucket.price for bucket in buckets)]
        self._run(self.give_back_script, keys_of(prefix, buckets), arguments)

    def forget(self, prefix: str, buckets: Sequence[Bucket]) -> None:
        self._client.delete(*keys_of(prefix, buckets))

    def survey(self, prefix: str) -> tuple[dict[tuple[str, str], int], int, bool]:
        """When each bucket will be full, by the rule's name and the key; Valkey's time; whether all keys were seen.

        At most LOOKS of LOOK keys are looked at, those of others among them.
        """
        cursor, found, begin = 0, dict[tuple[str, str], int](), f"{prefix}:limit:"
        client: Any = self._client
        for _ in range(LOOKS):
            cursor, keys = client.scan(cursor, match=f"{begin}*", count=LOOK)
            for key, full_at in zip(keys, client.mget(keys) if keys else [], strict=True):
                rule, _, whose = key.decode().removeprefix(begin).partition(":")
                found[rule, whose] = int(full_at or 0)
            if cursor == 0:
                break
        seconds, micros = client.time()
        return found, seconds * 1_000_000 + micros, cursor == 0

    def _run(self, script: Script, keys: list[str], arguments: list[int]) -> Any:
        """What the script answers. Connections are kept here: the client's own way takes longer than the round trip."""
        connection = self._connection()
        try:
            connection.send_command("EVALSHA", script.name, len(keys), *keys, *arguments)
            return connection.read_response()
        except (NoScriptError, NoConnection):  # forgotten, or closed while it was idle: opened anew by sending
            connection.send_command("EVAL", script.text, len(keys), *keys, *arguments)
            return connection.read_response()
        finally:
            self._idle.append(connection)

    def _connection(self) -> Any:
        """One that nobody uses; those of a process that this one was forked from are not ours."""
        if self._process != (process := os.getpid()):
            self._process, self._idle = process, []
        try:
            return self._idle.pop()
        except IndexError:
            pool: Any = self._client.connection_pool
            return pool.make_connection()


def keys_of(prefix: str, buckets: Sequence[Bucket]) -> list[str]:
    """Where the buckets lie."""
    return [f"{prefix}:limit:{rule.name}:{key}" for rule, key, _ in buckets]
