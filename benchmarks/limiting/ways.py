"""What is timed, in one process, in turn: a round trip that does nothing, the shop's limiter and throttle, peers."""

import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from itertools import count, islice
from secrets import token_hex
from types import SimpleNamespace
from typing import Any

from benchmarks.permissions.ways import Way, lowest, nothing

MUCH = 1_000_000
BLOCK, COLD = 25, 5  # takes of a way in a row; the first ones warm it up
FIXED = """
local count = redis.call('INCR', KEYS[1])
if count == 1 then redis.call('EXPIRE', KEYS[1], ARGV[2]) end
return count <= tonumber(ARGV[1])
"""


def time_ways(ways: Sequence[Way], takes: int) -> dict[str, dict[str, float]]:
    """Microseconds, and those of the processor in this process, of each way in turn, block by block.

    The times are those that nine in ten of a way's takes exceed: a busy machine only adds.
    """
    taken: dict[str, list[int]] = {label: [] for label, _, _ in ways}
    worked: dict[str, list[int]] = {label: [] for label, _, _ in ways}
    keys = count()
    for _ in range(takes // (BLOCK - COLD)):
        for label, before, timed in ways:
            block = [(key, before(key)) for key in islice(keys, BLOCK)]
            for place, (key, given) in enumerate(block):
                began, working = time.perf_counter_ns(), time.thread_time_ns()
                timed(key, given)
                processor, wall = time.thread_time_ns() - working, time.perf_counter_ns() - began
                if place >= COLD:
                    taken[label].append(wall)
                    worked[label].append(processor)
    return {label: {"us": lowest(taken[label]), "processor": lowest(worked[label])} for label in taken}


def time_checks(progress: Any, *, takes: int) -> dict[str, Any]:
    """Microseconds of each way."""
    import redis
    from django.conf import settings
    from django.core.cache import cache
    from django.core.cache.backends.locmem import LocMemCache
    from django.core.cache.backends.redis import RedisCache
    from limits import RateLimitItemPerMinute
    from limits.storage import RedisStorage
    from limits.strategies import FixedWindowRateLimiter, MovingWindowRateLimiter, SlidingWindowCounterRateLimiter
    from rest_framework.throttling import SimpleRateThrottle

    from apps.core.limits import Bucket, Rule, limiter
    from apps.core.rest.throttling import RateThrottle, headers_of

    mark, minute = f"bench-{token_hex(4)}", timedelta(minutes=1)
    settings.STATE_KEY_PREFIX = mark
    valkey = redis.Redis.from_url(settings.REDIS_URL)
    pool: Any = valkey.connection_pool
    bare = pool.get_connection()
    free = [Bucket(Rule(f"free{place}", MUCH, minute, MUCH), mark) for place in range(4)]
    full = [Bucket(Rule("full", 1, timedelta(days=1), 1), mark)]
    fixed, hour = valkey.register_script(FIXED), RateLimitItemPerMinute(1000)
    storage = RedisStorage(settings.REDIS_URL)
    peers = {
        "fixed window": FixedWindowRateLimiter(storage),
        "sliding counter": SlidingWindowCounterRateLimiter(storage),
        "moving window": MovingWindowRateLimiter(storage),
    }
    caches = {
        "django-redis": cache,
        "Django's RedisCache": RedisCache(settings.REDIS_URL, {}),
        "LocMemCache": LocMemCache(mark, {}),
    }

    def ping_bare(key: Any, _: Any) -> None:
        bare.send_command("PING")
        bare.read_response()

    def stock(used: Any) -> Callable[[Any, Any], Any]:
        class Stock(SimpleRateThrottle):
            cache, rate = used, "1000/min"

            def get_cache_key(self, request: Any, view: Any) -> str:
                return f"{mark}-{type(used).__name__}"

        return lambda key, _: Stock().allow_request(None, None)  # type: ignore[arg-type]

    def throttled(key: Any, request: Any) -> Any:
        throttle = RateThrottle()
        throttle.allow_request(request, VIEW)
        return throttle.verdict

    limiter.take(full)
    ways = [
        ("PING", nothing, lambda key, _: valkey.ping()),
        ("bare PING", nothing, ping_bare),
        ("one rule", nothing, lambda key, _: limiter.take(free[:1])),
        ("one rule, refused", nothing, lambda key, _: limiter.take(full)),
        ("four rules", nothing, lambda key, _: limiter.take(free)),
        ("throttle", request_of, throttled),
        ("throttle and headers", request_of, lambda key, request: headers_of(throttled(key, request))),
        ("INCR and EXPIRE", nothing, lambda key, _: fixed(keys=[f"{mark}:fixed"], args=[MUCH, 60])),
        *(
            (f"limits, {name}", nothing, lambda key, _, name=name, peer=peer: peer.hit(hour, mark, name))
            for name, peer in peers.items()
        ),
        *((f"stock, {name}", nothing, stock(used)) for name, used in caches.items()),
    ]
    try:
        return time_ways(ways, takes)
    finally:
        pool.release(bare)
        for key in valkey.scan_iter(f"*{mark}*", count=1000):
            valkey.delete(key)


VIEW = SimpleNamespace(resource="orders")


def request_of(key: int) -> Any:
    """A call by a token of its own from an address of its own, whose caller is known."""
    from django.test import RequestFactory
    from rest_framework.request import Request

    address = f"10.{key // 65536}.{key // 256 % 256}.{key % 256}"
    request = Request(RequestFactory().get("/api/v2/orders/", REMOTE_ADDR=address))
    request.user, request.auth = SimpleNamespace(pk=key, is_authenticated=True), SimpleNamespace(pk=key)
    return request


def race(progress: Any, *, rounds: int) -> dict[str, list[int]]:
    """How many of 60 calls at once from 8 processes get through a limit of 10."""
    from apps.showcase.scenarios.s30_rate_limits import racing

    return {way: racing.race(way, processes=8, parallel=60, limit=10, rounds=rounds) for way in racing.WAYS}
