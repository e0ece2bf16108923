"""The proof `canaries` at a small scale: one server in this process, without worker and toolbar."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.conf import settings as shop_settings
from django.urls import include, path

from apps.core.observability import logs
from proofs.canaries import READER, make_people, take_guard_away
from proofs.canary_flows import Sender
from proofs.canary_places import Search, error_pages, files, keys, rows
from proofs.canary_secrets import hatch, luhn
from proofs.planted import PlantedApi, fail, with_key

urlpatterns = [
    path("planted/<int:status>/", fail),
    path("planted/key/<key>/", with_key),
    path("api/planted/", PlantedApi.as_view()),
    path("", include("config.urls")),
]
handler400 = "apps.core.observability.errors.bad_request"
handler403 = "apps.core.observability.errors.permission_denied"
handler404 = "apps.core.observability.errors.page_not_found"
handler500 = "apps.core.observability.errors.server_error"
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls("tests.proofs.test_canaries")]


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Where this process writes its log meanwhile."""
    logs.configure(shop_settings.LOGGING | {"folder": str(tmp_path)})  # the client is in this process, too: no DEBUG
    yield tmp_path
    logs.configure(shop_settings.LOGGING)


def hits(shop: str, folder: Path) -> tuple[dict[str, int], dict[str, int]]:
    canaries = hatch(1)
    sender = Sender(shop, make_people(canaries)[0].email, canaries)
    sender.send_all()
    search = Search(canaries)
    search.texts("error pages", error_pages(sender.answers))
    search.texts("rows", rows())
    search.texts("keys of Valkey", keys([shop_settings.REDIS_URL]))
    search.texts("log files", files(folder))
    return search.hits, search.looked_at


def test_twenty_five_secrets_are_found_nowhere(live_server: Any, folder: Path) -> None:
    found, looked_at = hits(live_server.url, folder)
    assert found == {}, found
    assert looked_at["error pages"] > 50
    assert looked_at["rows"] > 100
    assert looked_at["log files"] >= 1


def test_without_masks_they_lie_in_the_log(live_server: Any, folder: Path) -> None:
    take_guard_away()
    try:
        found, _ = hits(live_server.url, folder)
    finally:
        mock.patch.stopall()
    assert {"card number in log files", "wrong password in log files", "session in log files"} <= set(found)


def test_there_are_enough_and_cards_pass_their_check() -> None:
    assert len(hatch(1)) + len(("API token", "session", "CSRF cookie")) == 25
    assert luhn("411111111111111") == "4111111111111111"
    assert hatch(1) == hatch(1) != hatch(2)
    assert READER not in hatch(1).values()
