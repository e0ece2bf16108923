import pytest
from django.db import OperationalError

from apps.core.observability import health
from tests.broker import NOBODY


@pytest.fixture(autouse=True)
def _fresh(monkeypatch):
    monkeypatch.setattr(health, "readiness", health.Readiness())


def test_alive_touches_nothing_even_with_a_session(client, django_assert_num_queries, db):
    client.cookies["sessionid"] = "somebody"
    with django_assert_num_queries(0):
        answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "alive"})
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_ready_when_everything_answers(client):
    answer = client.get("/readyz")
    document = answer.json()
    times = document.pop("answer_ms")
    assert (answer.status_code, document) == (200, {"status": "ready", "down": []})
    assert list(times) == ["database", "broker", "cache"]
    assert all(0 <= milliseconds < 1000 for milliseconds in times.values())


@pytest.mark.django_db
def test_a_broker_that_is_down_is_named_without_its_address(client, settings, caplog):
    settings.REDIS_URL = NOBODY.replace("//", "//:canary@")
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert (answer.json()["status"], answer.json()["down"]) == ("not ready", ["broker"])
    assert answer.json()["answer_ms"]["broker"] is None
    assert "canary" not in caplog.text + answer.content.decode()


@pytest.mark.django_db
def test_a_cache_that_is_down_is_named_and_the_shop_stays_ready(client, settings):
    settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": NOBODY.replace("//", "//:canary@")}}
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert (answer.json()["status"], answer.json()["down"]) == ("ready", ["cache"])
    assert answer.json()["answer_ms"]["cache"] is None
    assert "canary" not in answer.content.decode()


@pytest.mark.django_db
def test_a_database_that_is_down_is_named(client, monkeypatch):
    def refuse() -> None:
        raise OperationalError("connection to canary failed")

    monkeypatch.setitem(health.CHECKS, "database", refuse)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert (answer.json()["status"], answer.json()["down"]) == ("not ready", ["database"])
    assert "canary" not in answer.content.decode()


def test_dependencies_are_asked_at_most_once_a_second(monkeypatch):
    asked = []
    monkeypatch.setattr(health, "CHECKS", {"database": lambda: asked.append(1)})
    readiness = health.Readiness()
    moments = iter([10.0, 10.0, 10.9, 11.0, 11.0])
    monkeypatch.setattr(health.time, "monotonic", lambda: next(moments))
    for _ in range(3):
        readiness.answer_times()
    assert len(asked) == 2
