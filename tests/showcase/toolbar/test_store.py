"""What the toolbar keeps of a request has none of the secrets that the request carried."""

import json
from collections.abc import Iterator

import pytest
from django.http import HttpRequest
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
