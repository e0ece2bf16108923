"""A message belongs to the request that caused it, also when its mail goes out later."""

import logging

import pytest
import structlog

from apps.accounts.models import User
from apps.core.observability.trail import follow
from apps.notifications.models import Notification
from apps.notifications.selectors import mails_of
from apps.notifications.services import send, send_due_mails


@pytest.fixture
def told(people: dict[str, User]) -> Notification:
    with structlog.contextvars.bound_contextvars(request_id="request-1"):
        return send(
            recipient=people["manager"],
            kind="import_finished",
            context={"file_name": "a.csv", "path": "/"},
            dedupe_key="once",
        )


def test_a_message_is_part_of_the_trail_of_its_request(told: Notification) -> None:
    [moment] = mails_of("request-1")
    assert (moment.what, moment.details["mail"], moment.target) == ("import_finished", "Waiting", told)
    assert moment in follow("request-1").moments
    assert list(mails_of("request-2")) == []


def test_the_line_of_its_mail_carries_the_id_of_that_request(
    told: Notification, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    with structlog.contextvars.bound_contextvars(request_id="the tick of beat"):
        assert send_due_mails() == 1
    [line] = [record.msg for record in caplog.records if record.msg["event"] == "mail_sent"]
    assert (line["request_id"], line["notification"]) == ("request-1", told.pk)
