"""Following one request: through the log files of several processes and the rows it left."""

import json
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
import structlog
from django.core.management import CommandError, call_command
from django.test import Client
from django.test.html import parse_html

from apps.core.audit import record
from apps.core.models import InboxEntry, Job, JobState, OutboxEvent
from apps.core.observability.trail import follow
from tests.core.backoffice.visiting import Visit, queries_of

ID = "4f1c2a7e-0000-4000-8000-000000000001"
OTHER = "4f1c2a7e-0000-4000-8000-000000000002"
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)


def line(role: str, event: str, second: float, request_id: str = ID, **values: object) -> str:
    at = (BEGIN + timedelta(seconds=second)).isoformat().replace("+00:00", "Z")
    known = {"event": event, "role": role, "pid": 7, "level": "info", "logger": "x", "service": "vitrine"}
    return json.dumps({**known, "timestamp": at, "request_id": request_id, **values}) + "\n"


@pytest.fixture
def logged(tmp_path: Path, settings: pytest.FixtureRequest) -> Path:
    """Lines of three processes, of this request and of another one."""
    settings.LOGGING = settings.LOGGING | {"folder": str(tmp_path)}
    web = line("web", "request_finished", 0.2, duration_ms=200, request="POST /admin/import/")
    (tmp_path / "web.jsonl").write_text(web + line("web", "canary of another request", 1, OTHER))
    failed = line("bulk", "row_refused", 1.5, level="error", exception="Traceback: <script>canary</script>")
    (tmp_path / "bulk.jsonl").write_text(line("bulk", "task_started", 1) + failed)
    (tmp_path / "worker.jsonl").write_text(line("worker", "mail_sent", 9))
    (tmp_path / "errors").mkdir()
    (tmp_path / "errors" / "bulk.host.7.jsonl").write_text(failed)
    return tmp_path


@pytest.fixture
def rows(db: None) -> Job:
    """What the request left in the database: a job, its event, and the entry of a handler that failed."""
    times = {"created_at": BEGIN + timedelta(seconds=0.1), "started_at": BEGIN + timedelta(seconds=1)}
    job = Job.objects.create(
        kind="orders.import",
        state=JobState.SUCCEEDED,
        finished_at=BEGIN + timedelta(seconds=2),
        request_id=ID,
        **times,
    )
    event = OutboxEvent.objects.create(
        name="orders.OrdersImported",
        aggregate="a:1",
        payload={},
        request_id=ID,
        occurred_at=BEGIN + timedelta(seconds=2),
    )
    InboxEntry.objects.create(event=event, handler="orders.tell", aggregate="a:1", cause="redis://:canary@host/0")
    Job.objects.create(kind="another.request", request_id=OTHER)
    return job


def test_a_trail_goes_through_processes_and_rows_in_order_of_time(logged: Path, rows: Job) -> None:
    trail = follow(ID)
    assert [(moment.lane, moment.what) for moment in trail.moments] == [
        ("web 7", "request_finished"),
        ("bulk 7", "task_started"),
        ("bulk 7", "row_refused"),
        ("events", "orders.OrdersImported"),
        ("handlers", "orders.tell"),
        ("jobs", "orders.import"),
        ("worker 7", "mail_sent"),
    ]
    assert trail.begin == BEGIN
    assert trail.lanes == ["web 7", "bulk 7", "jobs", "events", "handlers", "worker 7"]


def test_the_same_lines_are_found_by_grep(logged: Path, rows: Job) -> None:
    """The id is on each line as text: whoever has the files alone can follow the request too."""
    found = [text for path in sorted(logged.glob("*.jsonl")) for text in path.read_text().splitlines() if ID in text]
    logs = [moment.what for moment in follow(ID).moments if moment.kind.startswith("log")]
    assert sorted(json.loads(text)["event"] for text in found) == sorted(logs)


def test_the_page_shows_chart_and_table_and_leads_to_the_rows(engineer: Client, logged: Path, rows: Job) -> None:
    page = engineer.get(f"/ops/requests/{ID}/").content.decode()
    parse_html(page)
    assert page.count('class="mark ') == 7
    for words in ("request_finished", "POST /admin/import/", "mail_sent", f"/admin/core/job/{rows.pk}/change/"):
        assert words in page
    assert "&lt;script&gt;canary" in page
    assert "another request" not in page
    assert "redis://***@host/0" in page


def test_an_id_that_nobody_knows_is_said_to_be_unknown(engineer: Client, logged: Path) -> None:
    answer = engineer.get("/ops/requests/unknown-id/")
    assert answer.status_code == 404
    assert "Nothing is known of this id." in answer.content.decode()


def test_without_log_files_the_page_says_so_and_shows_the_rows(engineer: Client, rows: Job) -> None:
    page = engineer.get(f"/ops/requests/{ID}/").content.decode()
    assert "This process writes no log files" in page
    assert "orders.OrdersImported" in page


@pytest.mark.parametrize("given", ["../../etc/passwd", "<script>", "a b", "x" * 80])
def test_what_is_no_id_is_refused_by_the_box_and_the_address(engineer: Client, given: str) -> None:
    page = engineer.get("/ops/requests/", {"id": given}).content.decode()
    assert "is no request id" in page
    assert "<script>canary" not in page
    assert engineer.get(f"/ops/requests/{given}/").status_code == 404


def test_the_box_leads_to_the_page_and_offers_what_failed(engineer: Client, logged: Path, rows: Job) -> None:
    assert engineer.get("/ops/requests/", {"id": f" {ID} "}).url == f"/ops/requests/{ID}/"
    page = engineer.get("/ops/requests/").content.decode()
    assert "row_refused" in page
    assert f'href="/ops/requests/{ID}/"' in page


def test_cells_of_the_admin_lead_there_for_those_who_may(visit: Visit, rows: Job) -> None:
    page = visit("engineer").get(f"/admin/core/job/{rows.pk}/change/").content.decode()
    assert f'href="/ops/requests/{ID}/"' in page
    page = visit("manager").get(f"/admin/core/job/{rows.pk}/change/").content.decode()
    assert f'href="/ops/requests/{ID}/"' not in page
    assert ID in page


def test_error_pages_lead_there_for_those_who_may(visit: Visit) -> None:
    refused = "/admin/orders/order/add/"
    engineer = visit("engineer").get(refused)
    assert (engineer.status_code, f'href="/ops/requests/{engineer["X-Request-ID"]}/"' in engineer.content.decode()) == (
        403,
        True,
    )
    manager = visit("manager").get(refused)
    assert (manager.status_code, "/ops/requests/" in manager.content.decode()) == (403, False)


def test_the_command_tells_the_same(logged: Path, rows: Job) -> None:
    out = StringIO()
    call_command("follow_request", ID, "--json", stdout=out)
    told = json.loads(out.getvalue())
    assert [moment["what"] for moment in told["moments"]] == [moment.what for moment in follow(ID).moments]
    assert told["moments"][3]["row"] == f"core.outboxevent:{OutboxEvent.objects.get().pk}"
    out = StringIO()
    call_command("follow_request", ID, stdout=out)
    assert len(out.getvalue().splitlines()) == 7
    with pytest.raises(CommandError, match="Nothing is known of request"):
        call_command("follow_request", "unknown-id")
    with pytest.raises(CommandError, match="is no request id"):
        call_command("follow_request", "../x")


def test_who_changed_what_is_part_of_the_trail(visit: Visit, logged: Path) -> None:
    with structlog.contextvars.bound_contextvars(request_id=ID):
        record(actor=None, action="core.sample", target=visit("owner").user)
    assert "core.sample" in [moment.what for moment in follow(ID).moments]


def test_the_number_of_queries_does_not_grow(engineer: Client, rows: Job) -> None:
    few = queries_of(engineer, f"/ops/requests/{ID}/")
    for _ in range(30):
        Job.objects.create(kind="orders.import", request_id=ID)
    assert len(queries_of(engineer, f"/ops/requests/{ID}/")) == len(few) == 7
