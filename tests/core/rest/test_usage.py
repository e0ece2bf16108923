"""Calls are counted by version and caller, at the cost of one message that waits for no answer."""

from datetime import date
from threading import Thread
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from redis.connection import Connection

from apps.accounts.models import ApiToken, User
from apps.core.rest import usage as module
from apps.core.rest.usage import Usage, by_caller, usage
from tests.calling import client_of
from tests.waiting import eventually

pytestmark = pytest.mark.django_db


def counts() -> dict[str, dict[str, int]]:
    """What has arrived so far; an answer is behind all that was sent before on another connection, or nearly."""
    return {caller: dict(counted) for caller, counted in by_caller(usage.read([timezone.now().date()]) or []).items()}


def test_calls_of_both_versions_are_counted_for_tokens_sessions_and_strangers(people: dict[str, User]) -> None:
    auditor, visitor = client_of(people["auditor"]), Client()
    visitor.force_login(people["support"])
    for address in ("/api/v1/orders/", "/api/orders/?version=1", "/api/v1/orders/9/", "/api/v2/orders/"):
        auditor.get(address)
    visitor.get("/api/v2/orders/")
    Client().get("/api/v1/orders/")
    for address in ("/api/", "/api/problems/", "/api/nothing/", "/sign-in/"):
        Client().get(address)  # no version
    expected = {
        f"token:{ApiToken.objects.get(user=people['auditor']).pk}": {"v1": 3, "v2": 1},
        f"person:{people['support'].pk}": {"v2": 1},
        "nobody": {"v1": 1},
    }
    eventually(lambda: counts() == expected)


def test_who_calls_a_version_after_its_end_is_known(people: dict[str, User], settings: Any) -> None:
    settings.API_VERSIONS = settings.API_VERSIONS | {"v1": {"sunset": date(2026, 1, 31)}}
    auditor, visitor, wrong = client_of(people["auditor"]), Client(enforce_csrf_checks=True), client_of(None)
    visitor.force_login(people["support"])
    wrong.credentials(HTTP_AUTHORIZATION=f"Token vit_00000000_{'x' * 43}")
    for client in (auditor, visitor, wrong, Client()):
        for address in ("/api/v1/orders/", "/api/orders/?version=1"):
            assert client.get(address).status_code == 410
        ended = client.generic("POST", "/api/v1/customers/", "{", "application/json")
        assert (ended.status_code, ended.wsgi_request._read_started) == (410, False)
    expected = {
        f"token:{ApiToken.objects.get(user=people['auditor']).pk}": {"v1": 3},
        f"person:{people['support'].pk}": {"v1": 3},
        "nobody": {"v1": 6},
    }
    eventually(lambda: counts() == expected)


def test_counting_asks_the_database_nothing_and_looks_nobody_up(
    people: dict[str, User], django_assert_num_queries: Any
) -> None:
    visitor = Client()
    visitor.force_login(people["support"])
    with django_assert_num_queries(0):
        visitor.get("/api/v1/nothing/")  # a session that no view asked about
    eventually(lambda: counts() == {"nobody": {"v1": 1}})


def test_threads_lose_no_count(db: None) -> None:
    threads = [Thread(target=lambda: [usage.count("v1", "nobody") for _ in range(50)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    eventually(lambda: counts() == {"nobody": {"v1": 200}})


def test_a_count_is_one_message_that_waits_for_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    usage.count("v1", "nobody")  # the greeting of a new connection is answered
    sent: list[bytes] = []
    send = Connection.send_packed_command

    def note(connection: Any, command: Any, **more: Any) -> None:
        sent.append(b"".join(command))
        send(connection, command, **more)

    with monkeypatch.context() as patch:
        patch.setattr(Connection, "send_packed_command", note)
        patch.setattr(Connection, "read_response", lambda *_, **__: pytest.fail("it waited"))
        for _ in range(3):
            usage.count("v1", "nobody")
    assert [(message.count(b"HINCRBY"), message.count(b"EXPIRE")) for message in sent] == [(1, 1)] * 3
    eventually(lambda: counts() == {"nobody": {"v1": 4}})


@pytest.mark.parametrize("address", ["redis://127.0.0.1:1/0", ""])
def test_no_call_fails_while_valkey_is_away(
    people: dict[str, User], monkeypatch: pytest.MonkeyPatch, settings: Any, address: str
) -> None:
    auditor = client_of(people["auditor"])
    settings.REDIS_URL = address
    counting = Usage()
    monkeypatch.setattr(module, "usage", counting)
    monkeypatch.setattr("apps.core.rest.deprecation.usage", counting)
    assert [auditor.get("/api/v1/orders/").status_code for _ in range(3)] == [200, 200, 200]
    assert counting.read([date(2026, 1, 1)]) is None


def test_after_a_failure_nobody_tries_for_a_second(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    counting = Usage()
    tried: list[int] = []
    connect = counting._connect
    monkeypatch.setattr(counting, "_connect", lambda: (tried.append(1), connect()))
    for _ in range(3):
        counting.count("v1", "nobody")
    assert len(tried) == 1


def test_a_count_is_kept_for_a_hundred_days() -> None:
    usage.count("v1", "nobody")
    key = module.key_of(timezone.now().date())
    assert key.startswith(settings.STATE_KEY_PREFIX)
    eventually(lambda: counts() == {"nobody": {"v1": 1}})
    assert 0 < usage._reading.ttl(key) <= 100 * 24 * 3600
