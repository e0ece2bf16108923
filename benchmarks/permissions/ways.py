"""What is timed, in processes of their own: the shop, and Django as it comes. The connection is kept open."""

import random
import time
from collections.abc import Callable, Sequence
from statistics import quantiles
from typing import Any

from django.db import connection

from benchmarks.permissions.filling import ASKED, CLEAN, PEER, SHOP, fill

Way = tuple[str, Callable[[Any], Any], Callable[[Any, Any], Any]]
"""Label; what is done before, with a person's key; what is timed, with the key and what the former gave."""


def time_ways(ways: Sequence[Way], keys: Sequence[Any]) -> dict[str, dict[str, Any]]:
    """Microseconds, those of the processor in this process, and queries of each, in turn for each person.

    The times are those that nine in ten of a way's takes exceed: a busy machine only adds.
    """
    taken: dict[str, list[int]] = {label: [] for label, _, _ in ways}
    worked: dict[str, list[int]] = {label: [] for label, _, _ in ways}
    queries: dict[str, int] = {}
    for label, before, timed in ways:  # once for all: what is known afterwards, and how many queries it takes
        for key in keys:
            timed(key, before(key))
        given, counted = before(keys[0]), Counter()
        with connection.execute_wrapper(counted):
            timed(keys[0], given)
        queries[label] = counted.queries
    for key in keys:
        for label, before, timed in ways:
            given = before(key)
            began, working = time.perf_counter_ns(), time.thread_time_ns()
            timed(key, given)
            worked[label].append(time.thread_time_ns() - working)
            taken[label].append(time.perf_counter_ns() - began)
    return {
        label: {"us": lowest(taken[label]), "processor": lowest(worked[label]), "queries": queries[label]}
        for label in taken
    }


def lowest(nanoseconds: list[int]) -> float:
    """The first decile, in microseconds."""
    return quantiles(nanoseconds, n=10)[0] / 1000


class Counter:
    """An `execute_wrapper` that counts."""

    def __init__(self) -> None:
        self.queries = 0

    def __call__(self, execute: Any, *arguments: Any) -> Any:
        self.queries += 1
        return execute(*arguments)


def nothing(key: Any) -> None:
    """Before ways that need nothing."""


def time_shop(progress: Any, *, people: int, sizes: dict[str, int]) -> dict[str, Any]:
    """The shop's ways, and the floors."""
    import redis
    from django.conf import settings
    from django.contrib.contenttypes.models import ContentType

    from apps.accounts.backends import RoleBackend
    from apps.accounts.models import User
    from apps.accounts.rules.permission_sets import PermissionSet
    from apps.accounts.services.permission_sets import SETS

    fill(SHOP, **sizes)
    permission = f"{ContentType.objects.order_by('pk')[0].app_label}.{ASKED}"
    valkey, backend = redis.Redis.from_url(settings.REDIS_URL), RoleBackend()
    cursor = connection.cursor()
    keys = list(User.objects.filter(email__endswith="@bench.example").values_list("pk", flat=True))
    keys = random.Random(5).sample(keys, min(people, len(keys)))  # noqa: S311
    tokens = {key: f"bench-permissions:{key}" for key in keys}

    def read(key: Any) -> User:
        found = backend.get_user(key)
        assert found is not None
        return found

    def check(_: Any, user: User) -> None:
        assert user.has_perm(permission)

    def check_fifty(_: Any, user: User) -> None:
        assert all(user.has_perm(permission) for _ in range(50))

    def check_unknown(_: Any, user: User) -> None:
        SETS.keep(user.pk, (0, 0), 0, PermissionSet({}, None))
        assert user.has_perm(permission)

    def check_by_token(key: Any, user: User) -> None:
        assert valkey.get(tokens[key]) == b"1"
        assert user.has_perm(permission)

    try:
        valkey.mset(dict.fromkeys(tokens.values(), "1"))
        return time_ways(
            [
                ("SELECT 1", nothing, lambda key, _: cursor.execute("SELECT 1")),
                ("Valkey PING", nothing, lambda key, _: valkey.ping()),
                ("person", nothing, lambda key, _: User.objects.get(pk=key)),
                ("person and versions", nothing, lambda key, _: read(key)),
                ("check", read, check),
                ("50 checks", read, check_fifty),
                ("check by token", read, check_by_token),
                ("check, set not known", read, check_unknown),
            ],
            keys,
        )
    finally:
        valkey.delete(*tokens.values())
        fill(CLEAN)


def time_peer(progress: Any, *, people: int, sizes: dict[str, int]) -> dict[str, Any]:
    """Django's ModelBackend."""
    from django.contrib.auth.backends import ModelBackend
    from django.contrib.auth.models import User
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    fill(PEER, **sizes)
    backend = ModelBackend()
    keys = list(User.objects.values_list("pk", flat=True))
    keys = random.Random(5).sample(keys, min(people, len(keys)))  # noqa: S311

    def check(_: Any, user: Any) -> None:
        assert user.has_perm(f"bench.{ASKED}")

    return time_ways(
        [("person", nothing, lambda key, _: backend.get_user(key)), ("check", backend.get_user, check)], keys
    )
