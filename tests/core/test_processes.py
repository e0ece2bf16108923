"""Web, relay and workers as they really run: one request id through all of them, and clean ends."""

import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from django.utils import timezone

from apps.core.events import publish
from apps.core.models import AuditEntry, InboxEntry, Job, JobState
from apps.core.observability import context
from apps.core.observability.trail import follow
from tests.broker import forget_everything, messages
from tests.core.sample.events import Happened
from tests.processes import ROOT, environment, log_lines, process
from tests.waiting import eventually

pytestmark = pytest.mark.django_db(transaction=True)

SAMPLE = {"DJANGO_SETTINGS_MODULE": "tests.core.sample.settings"}
WORKER = ("-m", "celery", "-A", "config", "worker", "--without-mingle", "--without-gossip", "-Q", "default,bulk")


def make_it_happen(request: HttpRequest) -> HttpResponse:
    with transaction.atomic():
        publish(Happened(41), aggregate="sample:41")
        Job.objects.create(kind="sample.count", parameters={"up_to": 2}, request_id=context.request_id())
    return HttpResponse(b"done")


urlpatterns = [path("happen/", make_it_happen)]


@pytest.fixture
def start(tmp_path: Path):
    """Starts a role with the sample app; all are ended by SIGTERM, and must end with 0."""
    forget_everything()
    commands = {"relay": ("manage.py", "relay"), "worker": (*WORKER, "-c", "1"), "solo": (*WORKER, "-P", "solo")}
    started = {}
    with ExitStack() as stack:

        def start(role: str) -> None:
            output = tmp_path / f"{role}.out"
            program = process(*commands[role], log=output, VITRINE_ROLE=role, LOG_DIR=str(tmp_path), **SAMPLE)
            started[role] = stack.enter_context(program)

        yield start
    for role, program in started.items():
        assert program.returncode == 0, (tmp_path / f"{role}.out").read_text()


def done() -> bool:
    return InboxEntry.objects.filter(done_at__isnull=False).exists()


@pytest.mark.urls("tests.core.test_processes")
def test_one_request_id_in_the_logs_of_web_relay_and_worker_and_in_the_audit(start, tmp_path, caplog, settings):
    start("worker")
    start("relay")
    answer = Client().get("/happen/")
    request_id = answer["X-Request-ID"]
    eventually(done, seconds=30)
    eventually(lambda: Job.objects.filter(request_id=request_id, state=JobState.SUCCEEDED).exists(), seconds=30)

    finished = [r.msg for r in caplog.records if isinstance(r.msg, dict) and r.msg["event"] == "request_finished"]
    assert [line["request_id"] for line in finished] == [request_id]
    assert AuditEntry.objects.get(action="sample.heard").request_id == request_id
    rung = [line for line in log_lines(tmp_path, "relay") if line["event"] == "task_enqueued"]
    assert [line["request_id"] for line in rung] == [request_id] * 2
    heard = [line for line in log_lines(tmp_path, "worker") if line.get("request_id") == request_id]
    assert {"task_started", "sample_heard"} <= {line["event"] for line in heard}

    # The page that follows a request reads the same files, and the rows.
    settings.LOGGING = settings.LOGGING | {"folder": str(tmp_path)}
    eventually(lambda: [moment.what for moment in follow(request_id).moments].count("task_succeeded") == 2)
    lanes = {moment.lane.split()[0] for moment in follow(request_id).moments}
    assert lanes == {"relay", "worker", "events", "handlers", "jobs", "audit"}

    def lines_of(task: str) -> list[dict[str, Any]]:
        return [line for line in log_lines(tmp_path, "worker") if line.get("task") == task]

    # A job that no request asked for.
    job = Job.objects.create(kind="sample.count", parameters={"up_to": 3})
    eventually(lambda: Job.objects.get(pk=job.pk).state == JobState.SUCCEEDED, seconds=30)
    job.refresh_from_db()
    assert (job.result, job.done, job.total, job.attempt) == ({"counted": 3}, 3, 3, 1)
    eventually(lambda: [line["event"] for line in lines_of("core.jobs.run")].count("task_succeeded") == 2)
    # No request caused it, so the task has an id of its own.
    [own_id] = {line["request_id"] for line in lines_of("core.jobs.run")} - {request_id}
    assert own_id


def test_what_a_broker_forgot_is_rung_again_and_done_once(start):
    start("relay")
    with transaction.atomic():
        publish(Happened(42), aggregate="sample:42")
    eventually(lambda: messages("default"), seconds=30)
    forget_everything()
    InboxEntry.objects.update(ring_at=timezone.now())  # as if twenty seconds had gone by
    eventually(lambda: messages("default"))
    start("solo")
    eventually(done, seconds=30)
    assert AuditEntry.objects.filter(action="sample.heard").count() == 1


@pytest.mark.parametrize("command", [("manage.py", "relay"), WORKER])
def test_wrong_configuration_ends_every_process_with_one_message(command):
    ended = subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=environment(LOG_LEVEL="LOUD", UPLOAD_MAX_BYTES="many"),
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )
    assert ended.returncode != 0
    assert "LOG_LEVEL: must be one of" in ended.stderr
    assert "UPLOAD_MAX_BYTES: not a valid int" in ended.stderr
    assert "Traceback" not in ended.stderr
