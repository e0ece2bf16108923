"""The proof `canaries` at a small scale: one server in this process, without worker and toolbar."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.conf import settings as shop_settings
from django.core import mail
from django.urls import include, path

from apps.accounts.events import PasswordResetAsked, PersonInvited
from apps.core.models import OutboxEvent
from apps.core.observability import logs
from apps.notifications.handlers import mail_invitation, mail_password_link
from apps.notifications.services import send_due_mails
from proofs.canaries import READER, make_person, take_guard_away
from proofs.canary_flows import Sender
from proofs.canary_insider import key_in
from proofs.canary_places import (
    Search,
    error_pages,
    files,
    finder_of,
    keys,
    links_not_in_one_mail,
    rows,
    sessions,
    text_of,
)
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


def key_mailed_to(email: str) -> str:
    """What relay, worker and beat would do, in this process."""
    for name, handler, event in (
        ("accounts.PasswordResetAsked", mail_password_link, PasswordResetAsked),
        ("accounts.PersonInvited", mail_invitation, PersonInvited),
    ):
        for row in OutboxEvent.objects.filter(name=name):
            handler(event(**row.payload))
    send_due_mails()
    return next(key for letter in letters() if email in letter and (key := key_in(letter)))


def letters() -> list[str]:
    return [text_of(letter.message()) for letter in mail.outbox]


def hits(shop: str, folder: Path) -> Search:
    canaries = hatch(1)
    sender = Sender(shop, make_person(canaries["password"]).email, canaries, key_mailed_to)
    sender.send_all()
    search = Search(canaries)
    search.texts("error pages", error_pages(sender.answers))
    search.texts("rows", rows())
    search.texts("sessions", sessions(shop_settings.SECRET_KEY))
    search.texts("keys of Valkey", keys([shop_settings.REDIS_URL]))
    search.texts("log files", files(folder))
    search.answers("other pages", sender.shown)
    search.letters(letters())
    assert len(canaries) > 35
    assert links_not_in_one_mail(canaries, letters()) == []
    return search


def test_secrets_are_found_nowhere_but_where_they_are_shown(live_server: Any, folder: Path) -> None:
    search = hits(live_server.url, folder)
    assert search.hits == {}, search.hits
    least = {"error pages": 50, "rows": 100, "sessions": 1, "log files": 1, "other pages": 30, "mails": 2}
    assert {kind for kind, count in least.items() if search.looked_at.get(kind, 0) < count} == set()


def test_without_masks_they_lie_in_the_log(live_server: Any, folder: Path) -> None:
    take_guard_away()
    try:
        found = hits(live_server.url, folder).hits
    finally:
        mock.patch.stopall()
    assert {"card number in log files", "wrong password in log files", "session in log files"} <= set(found)
    assert {"recovery code in log files", "reset key in log files", "TOTP secret in rows"} <= set(found)


def test_cards_pass_their_check_and_chance_begins_with_the_seed() -> None:
    assert luhn("411111111111111") == "4111111111111111"
    assert hatch(1) == hatch(1) != hatch(2)
    assert READER not in hatch(1).values()


@pytest.mark.parametrize(("text", "is_found"), [("code='123456'", True), ('"123456"', True), ("0.123456 s", False)])
def test_a_code_of_six_digits_is_found_as_a_text_of_its_own(text: str, is_found: bool) -> None:
    assert (bool(finder_of("123456")(text))) is is_found
