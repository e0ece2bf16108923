"""What the toolbar keeps of a request has none of the secrets that the request carried."""

import json
from collections.abc import Iterator
from typing import Any
from unittest.mock import Mock

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from apps.core.observability.own_secrets import current

CANARY = "quiet-canary-1887"


@pytest.fixture
def answered() -> Iterator[HttpRequest]:
    form = {"password": CANARY, "cvv": "739"}
    request = RequestFactory().post("/", form, headers={"Authorization": f"Token {CANARY}-h"})
    assert request.POST
    token = current.set(request)
    yield request
    current.reset(token)


@pytest.mark.parametrize("guarded", [True, False])
def test_the_toolbar_keeps_none(answered: HttpRequest, guarded: bool) -> None:
    from apps.core.observability.toolbar import MemoryStore, ScrubbedStore  # where the toolbar is installed

    kept = ScrubbedStore if guarded else MemoryStore
    kept.save_panel("one", "HistoryPanel", {"data": answered.POST, "request_url": "/"})
    kept.save_panel("one", "HeadersPanel", {"request_headers": {"Authorization": answered.headers["Authorization"]}})
    kept.save_panel(
        "one", "SQLPanel", {"queries": [{"sql": f"SELECT '{CANARY}'", "params": [CANARY], "duration": 0.5}]}
    )
    text = json.dumps([list(pair) for pair in kept.panels("one")])
    kept.delete("one")
    assert (CANARY in text) is not guarded
    assert ("739" in text) is not guarded
    assert '"duration": 0.5' in text


def test_a_document_that_is_too_deep_to_be_read_is_answered_all_the_same() -> None:
    from apps.core.observability.toolbar import HistoryPanel  # where the toolbar is installed

    kept: dict[str, Any] = {}
    panel: Any = HistoryPanel(Mock(), Mock())
    panel.record_stats = kept.update
    panel.generate_stats(RequestFactory().post("/", "[" * 100_000, "application/json"), HttpResponse(status=400))
    assert (kept["status_code"], kept["data"]) == (400, {})


def test_parameters_that_nobody_can_read_are_left_to_the_view(settings: Any) -> None:
    from config.settings.local import show_toolbar

    many = "&".join(f"p{number}=1" for number in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1))
    assert show_toolbar(RequestFactory().get("/api/v2/orders/?p=1"))
    assert not show_toolbar(RequestFactory().get(f"/api/v2/orders/?{many}"))
