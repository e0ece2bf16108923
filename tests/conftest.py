"""What all tests share: people, an empty database afterwards, keys of their own in Valkey, no way to the network.

A test that needs real commits (threads, jobs, other processes) asks for `transactional_db`, or is marked
`django_db(transaction=True)`. The rows of `Job` are written on a connection of their own, so tests of jobs always do.
Tests that share something costly run in one of the parallel processes (tests/together.py).
"""

import gc
import os
from collections.abc import Iterator
from importlib import import_module
from itertools import count
from typing import Any

import hypothesis
import pytest
import redis
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.servers.basehttp import WSGIRequestHandler
from django.db import connection
from django.test import TransactionTestCase, override_settings

from apps.accounts.models import Role, RoleAssignment, User
from apps.accounts.rules.roles import ROLES
from apps.core.limits import limiter, valkey
from apps.core.rest import usage
from tests import database, network
from tests.together import Together

COUNT = count()
PASSWORD = "correct horse battery staple"

# Hypothesis would fail an example that takes 200 ms, which a busy machine needs for anything.
hypothesis.settings.register_profile("unhurried", deadline=None)
hypothesis.settings.load_profile("unhurried")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--write-budgets", action="store_true", help="write tests/budgets/queries.toml anew")
    parser.addoption("--record-traffic", action="store_true", help="add answers to tests/core/rest/recorded/v1.json")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Browser tests run where VITRINE_CHROMIUM names a browser."""
    if os.environ.get("VITRINE_CHROMIUM"):
        return
    unwanted = [item for item in items if item.get_closest_marker("browser")]
    if unwanted:
        config.hook.pytest_deselected(items=unwanted)
        items[:] = [item for item in items if item not in unwanted]


def pytest_collection_finish(session: pytest.Session) -> None:
    """The garbage collector need not walk through all modules and tests again and again: they stay until the end."""
    gc.collect()
    gc.freeze()


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> Together:
    return Together(config, log)


@pytest.fixture(scope="session", autouse=True)
def _loopback_only() -> Iterator[None]:
    """A connection to anywhere else is an error, before a packet leaves."""
    with network.only_loopback():
        yield


@pytest.fixture(scope="session", autouse=True)
def _own_keys() -> Iterator[None]:
    """Keys of this run are removed at its end (config/settings/test.py gives them a prefix)."""
    yield
    if not settings.REDIS_URL:
        return  # tests of pure rules run without services
    for url in {settings.REDIS_URL, settings.CACHES["default"]["LOCATION"]}:
        with redis.Redis.from_url(url) as client:
            for key in client.scan_iter(f"*{settings.TEST_KEY_PREFIX}*", count=1000):
                client.delete(key)


@pytest.fixture(scope="session", autouse=True)
def _patient() -> Iterator[None]:
    """On a busy machine Valkey answers late; counts that are wrong for that are no fault."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(valkey, "ANSWER_SECONDS", 30)
        patch.setattr(usage, "SEND_SECONDS", 30)
        patch.setattr(usage, "READ_SECONDS", 30)
        yield


@pytest.fixture(scope="session", autouse=True)
def _served_without_delay() -> Iterator[None]:
    """The live server is Django's own: each answer on a kept connection would take 40 ms more than in `make run`."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WSGIRequestHandler, "disable_nagle_algorithm", True)
        yield


@pytest.fixture(autouse=True)
def _own_limits() -> Iterator[None]:
    """Nobody is locked out because of what an earlier test tried, or counted alone because it took Valkey away."""
    settings.STATE_KEY_PREFIX = f"{settings.TEST_KEY_PREFIX}:{next(COUNT)}"
    limiter._away_until = usage.usage._away_until = 0.0
    yield
    settings.STATE_KEY_PREFIX = settings.TEST_KEY_PREFIX


@pytest.fixture(scope="session", autouse=True)
def _own_uploads(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Files that tests store lie in a temporary folder."""
    default = settings.STORAGES["default"]
    options = default["OPTIONS"] | {"location": tmp_path_factory.mktemp("uploads")}
    with override_settings(STORAGES=settings.STORAGES | {"default": default | {"OPTIONS": options}}):
        yield


@pytest.fixture(scope="session", autouse=True)
def _emptied_in_spite_of_triggers() -> Iterator[None]:
    """Django's own `flush` is refused by the append-only triggers, and would remove the roles."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda self: database.empty())
        yield


@pytest.fixture(scope="session", autouse=True)
def _no_job_outlives_its_test() -> Iterator[None]:
    """The row of a job is committed at once: a test whose own rows are rolled back would leave it to all others."""
    running = import_module("apps.core.jobs.running")  # the package has a function of this name
    begin = running.on_own_connection

    def refuse(*args: Any, **kwargs: Any) -> Any:
        assert not any(block._from_testcase for block in connection.atomic_blocks), "ask for `transactional_db`"
        return begin(*args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(running, "on_own_connection", refuse)
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> None:
    """A database left over by a killed run is emptied first."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        database.empty()


@pytest.fixture
def people(db: None) -> dict[str, User]:
    """One person of each role, by the role's slug, as `create_person` leaves them; all have the password PASSWORD.

    In two statements and without entries in the audit trail: half of all tests begin with these people
    (tests/test_harness.py compares them with those of the service).
    """
    password = make_password(PASSWORD)
    users = User.objects.bulk_create(User(email=f"{role.slug}@vitrine.example", password=password) for role in ROLES)
    held = dict(zip((role.slug for role in ROLES), users, strict=True))
    RoleAssignment.objects.bulk_create(
        RoleAssignment(user=held[role.slug], role=role, reason="for a test")
        for role in Role.objects.filter(slug__in=held)
    )
    return held
