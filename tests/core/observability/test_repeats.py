"""A query in a loop: an error in tests, a log line in development, nothing at all in production."""

import logging
from typing import Any

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import include, path
from zeal.errors import NPlusOneError

from apps.core.observability.repeats import RepeatedQueriesMiddleware
from apps.orders.models import Order
from tests.core.backoffice.rows import orders

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.core.observability.test_repeats")]


def looped(request: HttpRequest) -> HttpResponse:
    return HttpResponse("".join(order.customer.name for order in Order.objects.all()))


def fetched(request: HttpRequest) -> HttpResponse:
    return HttpResponse("".join(order.customer.name for order in Order.objects.select_related("customer")))


urlpatterns = [path("looped/", looped), path("fetched/", fetched), path("", include("config.urls"))]
LINE = looped.__code__.co_firstlineno + 1
MIDDLEWARE = f"{RepeatedQueriesMiddleware.__module__}.{RepeatedQueriesMiddleware.__name__}"


def test_a_query_in_a_loop_is_an_error_in_every_test(client: Client) -> None:
    orders(3)
    with pytest.raises(NPlusOneError, match=rf"orders\.Order\.customer at .*test_repeats\.py:{LINE} "):
        client.get("/looped/")
    assert client.get("/fetched/").status_code == 200


def test_without_the_middleware_it_would_go_unnoticed(client: Client, settings: Any) -> None:
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name != MIDDLEWARE]
    orders(3)
    with CaptureQueriesContext(connection) as queries:
        assert client.get("/looped/").status_code == 200
    assert len(queries) == 4


@pytest.mark.filterwarnings("ignore:N.1 detected")
def test_in_development_it_is_a_log_line_with_the_line_of_code(client: Client, settings: Any, caplog: Any) -> None:
    settings.ZEAL_RAISE = False
    orders(3)
    caplog.set_level(logging.WARNING)
    for _ in range(2):
        assert client.get("/looped/").content == b"Ada Hopper" * 3
    client.get("/fetched/")
    found = [record.msg for record in caplog.records if record.msg["event"] == "query_in_a_loop"]
    assert [(line["relation"], line["line"].partition(" ")[0]) for line in found] == [
        ("orders.Order.customer", f"tests/core/observability/test_repeats.py:{LINE}")
    ] * 2
