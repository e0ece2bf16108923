from datetime import timedelta
from decimal import Decimal

import pytest
import structlog
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from apps.core.errors import DomainError
from apps.core.jobs import JobCancelled, JobNotQueued, LeaseLost, cancel, lease, running, sweep
from apps.core.models import AuditEntry, Job, JobState
from tests.waiting import eventually

pytestmark = pytest.mark.django_db(transaction=True)


def job() -> Job:
    return Job.objects.get()


def test_the_row_is_there_for_everybody_while_the_caller_has_a_transaction_open(people, elsewhere):
    with transaction.atomic(), running(kind="sample", owner=people["manager"], parameters={"file": "a.csv"}):
        seen = elsewhere(job)
        assert (seen.kind, seen.state, seen.owner_id) == ("sample", JobState.RUNNING, people["manager"].pk)
        assert seen.parameters == {"file": "a.csv"}
        assert timedelta(seconds=25) < seen.lease_until - timezone.now() <= timedelta(seconds=30)


def test_it_knows_the_request_that_caused_it():
    with structlog.contextvars.bound_contextvars(request_id="request-3"), running(kind="sample"):
        pass
    assert job().request_id == "request-3"


def test_leaving_ends_it_with_success_and_the_last_progress():
    with running(kind="sample") as run:
        run.progress(done=3, total=4, note="reading")
        run.progress(done=4)
    ended = job()
    assert (ended.state, ended.done, ended.total, ended.progress_note) == (JobState.SUCCEEDED, 4, 4, "reading")
    assert ended.finished_at
    assert ended.cause == ""


def test_the_result_is_kept():
    with running(kind="sample") as run:
        run.succeed({"rows": 2, "total": Decimal("1.50")})
    assert job().result == {"rows": 2, "total": "1.50"}


def test_progress_can_be_watched_while_the_work_has_its_transaction_open(elsewhere):
    with transaction.atomic(), running(kind="sample") as run:
        run.progress(done=10, total=100, note="storing")
        eventually(lambda: elsewhere(job).done == 10)
        assert elsewhere(job).progress_note == "storing"


def test_progress_of_every_row_is_written_only_now_and_then(monkeypatch):
    monkeypatch.setattr(lease, "TICK_SECONDS", 0.5)
    writes = []
    monkeypatch.setattr(lease.Lease, "_renew", lambda self: writes.append(1) or True)
    with running(kind="sample") as run:
        for number in range(20_000):
            run.progress(done=number)
    assert len(writes) <= 2
    assert job().done == 19_999


def test_the_lease_is_renewed_while_nothing_is_told():
    with running(kind="sample"):
        first = job().lease_until
        eventually(lambda: job().lease_until > first)


def test_a_refusal_is_the_cause_that_people_read():
    with pytest.raises(DomainError), running(kind="sample"):
        raise DomainError("Line 3 has no price.")
    assert (job().state, job().cause) == (JobState.FAILED, "Line 3 has no price.")


def test_an_unexpected_error_keeps_its_story_in_the_log(caplog):
    with (
        structlog.contextvars.bound_contextvars(request_id="request-4"),
        pytest.raises(ZeroDivisionError),
        running(kind="sample"),
    ):
        raise ZeroDivisionError("secret detail")
    assert job().state == JobState.FAILED
    assert "secret detail" not in job().cause
    assert "request-4" in job().cause
    line = next(record for record in caplog.records if record.msg["event"] == "job_failed")
    assert str(line.exc_info[1]) == "secret detail"


@pytest.mark.parametrize(
    ("error", "state", "cause"),
    [
        (KeyboardInterrupt, JobState.CANCELLED, "Stopped from the keyboard."),
        (SystemExit, JobState.INTERRUPTED, "The process that worked on it was stopped."),
    ],
)
def test_the_end_of_the_process_is_told_apart(error, state, cause):
    with pytest.raises(error), running(kind="sample"):
        raise error
    assert (job().state, job().cause) == (state, cause)


def test_somebody_can_cancel_it(people, elsewhere):
    def work() -> None:
        with running(kind="sample", owner=people["manager"]) as run:
            elsewhere(lambda: cancel(job=job(), by=people["manager"]))
            eventually(lambda: run._lease.cancel_requested)
            run.progress(done=1)

    with pytest.raises(JobCancelled):
        work()
    assert (job().state, job().cause) == (JobState.CANCELLED, "The job was cancelled.")
    assert AuditEntry.objects.get(action="core.job_cancelled").actor == people["manager"]


def test_success_and_effects_are_kept_together(elsewhere):
    with running(kind="sample") as run, transaction.atomic():
        AuditEntry.objects.create(action="sample.effect", object_type="x", object_id="1")
        run.succeed()
        assert elsewhere(job).state == JobState.RUNNING
    assert job().state == JobState.SUCCEEDED
    assert AuditEntry.objects.filter(action="sample.effect").count() == 1


def test_success_is_taken_back_when_the_effects_cannot_be_kept():
    def work() -> None:
        with running(kind="sample") as run, transaction.atomic():
            run.succeed({"rows": 1})
            raise IntegrityError("at the commit")

    with pytest.raises(IntegrityError):
        work()
    assert (job().state, job().result) == (JobState.FAILED, None)


def test_effects_of_a_process_that_lost_its_lease_are_not_kept(elsewhere):
    def work() -> None:
        with running(kind="sample") as run, transaction.atomic():
            AuditEntry.objects.create(action="sample.effect", object_type="x", object_id="1")
            run._lease.stop()  # as if the process had been frozen
            elsewhere(lambda: Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1)))
            assert elsewhere(sweep) == 1
            run.succeed()

    with pytest.raises(LeaseLost):
        work()
    assert not AuditEntry.objects.filter(action="sample.effect").exists()
    assert job().state == JobState.INTERRUPTED


def test_without_the_fence_they_would_be_kept(elsewhere, monkeypatch):
    monkeypatch.setattr(lease.Lease, "row", lambda self: Job.objects.filter(pk=self._job_id))
    with running(kind="sample") as run, transaction.atomic():
        AuditEntry.objects.create(action="sample.effect", object_type="x", object_id="1")
        run._lease.stop()
        elsewhere(lambda: Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1)))
        elsewhere(sweep)
        run.succeed()
    assert AuditEntry.objects.filter(action="sample.effect").exists()


def test_the_one_who_works_learns_that_the_row_was_given_to_another(elsewhere):
    def work() -> None:
        with running(kind="sample") as run:
            elsewhere(lambda: Job.objects.update(attempt=2))
            eventually(lambda: run._lease.lost)
            run.progress(done=1)

    with pytest.raises(LeaseLost):
        work()
    assert (job().state, job().attempt) == (JobState.RUNNING, 2)


def test_a_database_that_is_away_for_a_while_does_not_end_it():
    with running(kind="sample") as run:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        run.progress(done=5)
        eventually(lambda: job().done == 5)
    assert job().state == JobState.SUCCEEDED


def test_a_queued_job_is_taken_over_once():
    queued = Job.objects.create(kind="sample", parameters={"a": 1})
    with running(kind="sample", job=queued) as run:
        assert run.id == queued.pk
        assert job().attempt == 1
        with pytest.raises(JobNotQueued), running(kind="sample", job=queued):
            pass
    assert job().state == JobState.SUCCEEDED


def test_beginning_a_job_gives_up_those_whose_process_has_died():
    dead = Job.objects.create(kind="sample", state=JobState.RUNNING, lease_until=timezone.now() - timedelta(seconds=1))
    with running(kind="sample"):
        dead.refresh_from_db()
    assert dead.state == JobState.INTERRUPTED
    assert dead.cause == "The process that worked on it ended; nothing it had not finished was kept."
