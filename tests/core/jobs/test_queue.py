from datetime import timedelta

import pytest
import structlog
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils import timezone

from apps.core.broker import Broker
from apps.core.errors import Conflict, DomainError, NotAllowed
from apps.core.jobs import cancel, enqueue, sweep
from apps.core.jobs.queue import ring_queued_jobs, run_queued
from apps.core.models import AuditEntry, Job, JobState
from tests.broker import forget_everything, messages

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _empty_queues():
    forget_everything()


@pytest.fixture
def broker():
    with Broker() as broker:
        yield broker


@pytest.fixture
def work(kind):
    """A kind of job that notes what it was called with; `work.error` is raised."""

    def work(run, **parameters):
        work.calls.append(parameters)
        if work.error:
            raise work.error
        return {"did": len(work.calls)}

    work.calls, work.error = [], None
    return kind("sample.work")(work)


def queued(**parameters) -> Job:
    return enqueue(kind="sample.work", owner=None, parameters=parameters)


def test_the_relay_rings_the_bulk_worker_for_it_after_the_commit(work, broker):
    with transaction.atomic(), structlog.contextvars.bound_contextvars(request_id="request-5"):
        job = queued(up_to=3)
    assert ring_queued_jobs(broker) == 1
    [message] = messages("bulk")
    assert (message.task, message.args, message.request_id) == ("core.jobs.run", [str(job.pk)], "request-5")


def test_it_is_not_rung_when_the_transaction_was_rolled_back(work, broker):
    with transaction.atomic():
        queued()
        transaction.set_rollback(True)
    assert ring_queued_jobs(broker) == 0


def test_it_is_rung_again_after_twenty_seconds_when_the_bell_was_lost(work, broker):
    queued()
    ring_queued_jobs(broker)
    assert ring_queued_jobs(broker) == 0
    Job.objects.update(ring_at=timezone.now() - timedelta(seconds=1))
    assert ring_queued_jobs(broker) == 0, "the bell is still there"
    forget_everything()
    assert ring_queued_jobs(broker) == 1


def test_a_kind_that_nobody_works_on_is_refused(work):
    with pytest.raises(KeyError, match=r"sample\.unknown"):
        enqueue(kind="sample.unknown", owner=None, parameters={})


def test_a_queued_job_whose_kind_is_gone_fails_with_its_cause_and_is_not_rung_again(work, broker):
    job = Job.objects.create(kind="sample.gone")
    run_queued(str(job.pk))
    job.refresh_from_db()
    assert (job.state, job.cause) == (
        JobState.FAILED,
        "This version of the shop has no work of kind sample.gone.",
    )
    Job.objects.update(ring_at=timezone.now() - timedelta(seconds=1))
    assert ring_queued_jobs(broker) == 0


def test_the_worker_runs_it_with_its_parameters_and_keeps_the_result(work):
    job = queued(up_to=3)
    run_queued(str(job.pk))
    job.refresh_from_db()
    assert work.calls == [{"up_to": 3}]
    assert (job.state, job.result, job.attempt) == (JobState.SUCCEEDED, {"did": 1}, 1)


def test_a_second_message_ends_at_once(work):
    job = queued()
    run_queued(str(job.pk))
    run_queued(str(job.pk))
    assert len(work.calls) == 1


def test_a_refusal_ends_the_job_and_not_the_worker(work):
    work.error = DomainError("Nothing to do.")
    job = queued()
    run_queued(str(job.pk))
    job.refresh_from_db()
    assert (job.state, job.cause) == (JobState.FAILED, "Nothing to do.")


def test_a_defect_is_raised_on(work):
    work.error = ZeroDivisionError()
    job = queued()
    with pytest.raises(ZeroDivisionError):
        run_queued(str(job.pk))
    job.refresh_from_db()
    assert job.state == JobState.FAILED


def died(kind: str = "sample.work", **fields) -> Job:
    past = timezone.now() - timedelta(seconds=1)
    return Job.objects.create(**{"kind": kind, "state": JobState.RUNNING, "lease_until": past, "attempt": 1} | fields)


def test_a_job_whose_process_died_is_interrupted(work):
    job = died()
    alive = died(lease_until=timezone.now() + timedelta(seconds=5))
    assert sweep() == 1
    job.refresh_from_db()
    alive.refresh_from_db()
    assert (job.state, alive.state) == (JobState.INTERRUPTED, JobState.RUNNING)
    assert job.finished_at


def test_a_restartable_one_is_queued_again_three_times(kind, broker):
    kind("sample.again", restartable=True)(lambda run: None)
    job = died("sample.again")
    sweep()
    job.refresh_from_db()
    assert job.state == JobState.QUEUED
    assert ring_queued_jobs(broker) == 1
    run_queued(str(job.pk))
    job.refresh_from_db()
    assert (job.state, job.attempt) == (JobState.SUCCEEDED, 2)
    hopeless = died("sample.again", attempt=4)
    sweep()
    hopeless.refresh_from_db()
    assert hopeless.state == JobState.INTERRUPTED


def test_a_queued_job_is_cancelled_at_once(work, people):
    job = enqueue(kind="sample.work", owner=people["manager"], parameters={})
    cancel(job=job, by=people["manager"])
    job.refresh_from_db()
    assert (job.state, job.cause) == (JobState.CANCELLED, "Cancelled before it began.")
    run_queued(str(job.pk))
    assert work.calls == []
    assert AuditEntry.objects.get(action="core.job_cancelled").before == {"state": "queued"}


def test_somebody_elses_job_is_left_alone(work, people):
    job = enqueue(kind="sample.work", owner=people["manager"], parameters={})
    with pytest.raises(NotAllowed):
        cancel(job=job, by=people["support"])
    job.refresh_from_db()
    assert job.state == JobState.QUEUED
    assert not AuditEntry.objects.filter(action="core.job_cancelled").exists()


def test_a_stranger_owns_no_job_not_even_one_without_owner(work):
    job = queued()
    with pytest.raises(NotAllowed):
        cancel(job=job, by=AnonymousUser())
    job.refresh_from_db()
    assert job.state == JobState.QUEUED


def test_an_ended_job_cannot_be_cancelled(work, people):
    job = enqueue(kind="sample.work", owner=people["owner"], parameters={})
    run_queued(str(job.pk))
    with pytest.raises(Conflict, match="has ended"):
        cancel(job=job, by=people["owner"])


def test_people_see_their_own_jobs_and_those_who_may_all(work, people):
    own = enqueue(kind="sample.work", owner=people["support"], parameters={})
    other = enqueue(kind="sample.work", owner=people["manager"], parameters={})
    assert set(Job.objects.visible_to(people["auditor"])) == {own, other}
    assert set(Job.objects.visible_to(people["support"])) == {own}
    assert set(Job.objects.visible_to(people["customer"])) == set()


def test_a_job_whose_parameters_do_not_fit_says_which(kind):
    @kind("sample.work")
    def work(run, *, up_to: int, name: str):
        raise AssertionError

    job = queued(up_to="3")
    run_queued(str(job.pk))
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert job.cause == (
        "The document cannot be read. /up_to: A whole number is expected. /name: Required, and not there."
    )
