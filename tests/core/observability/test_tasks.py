"""What the log says of tasks."""

import logging
from types import SimpleNamespace

import pytest
import structlog
from django_structlog.celery.receivers import CeleryReceiver

from apps.core.observability.context import request_id
from apps.core.observability.logs import TASK_LINES


def begin(**request) -> None:
    task = SimpleNamespace(name="sample.task", request=Request(request))
    CeleryReceiver().receiver_task_prerun("task-1", task)


class Request(SimpleNamespace):
    """As much of Celery's task request as the log asks for."""

    def __init__(self, values: dict) -> None:
        super().__init__(**values)

    def get(self, name: str):
        return getattr(self, name, None)


@pytest.fixture(autouse=True)
def _no_context():
    with structlog.contextvars.bound_contextvars():
        yield
    structlog.contextvars.clear_contextvars()


def test_a_task_goes_on_under_the_request_that_caused_it():
    begin(__django_structlog__={"request_id": "request-1"})
    assert request_id() == "request-1"
    assert structlog.contextvars.get_contextvars()["task"] == "sample.task"


def test_periodic_work_gets_an_id_of_its_own():
    begin(celery_beat_task=True)
    first = request_id()
    begin(celery_beat_task=True)
    assert first
    assert request_id() not in ("", first)


def test_ticks_that_went_well_are_no_news(caplog):
    caplog.set_level(logging.INFO)
    begin(celery_beat_task=True)
    structlog.get_logger(TASK_LINES).info("task_succeeded")
    assert caplog.records == []
    structlog.get_logger(TASK_LINES).error("task_failed")
    structlog.get_logger("notifications").info("mail_sent")
    begin()
    events = [record.msg["event"] for record in caplog.records]
    assert events == ["task_failed", "mail_sent", "task_started"]
