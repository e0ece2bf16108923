"""Runs: who may, what is kept, one long one at a time, progress and cancelling."""

from dataclasses import replace

import pytest
from django import forms

from apps.core.errors import Conflict, NotAllowed
from apps.core.jobs import cancel
from apps.core.jobs.queue import run_queued
from apps.core.models import Job, JobState
from apps.showcase.lab.processes import Limits
from apps.showcase.lab.runs import newest, start_run
from apps.showcase.models import Run
from apps.showcase.registry import find
from apps.showcase.scenarios.scenario import Experiment

HERE = "tests.showcase.lab.experiments"
SCENARIO = find("duplicates")
QUICK = Experiment(
    slug="echo",
    title="Echo",
    about="",
    form=forms.Form,
    target=f"{HERE}:echo",
    limits=Limits(seconds=20, megabytes=100),
    cost="",
    answer=(),
    twin=(),
)
LONG = replace(QUICK, long=True)


@pytest.fixture
def found(monkeypatch):
    """The scenario with the experiments of this module."""
    scenario = replace(SCENARIO, experiments=(LONG,))
    monkeypatch.setattr("apps.showcase.lab.runs.find", lambda slug: scenario)
    return scenario


@pytest.mark.parametrize("role", ["manager", "support", "warehouse", "auditor", "customer"])
def test_only_engineers_and_owners_run_experiments(people, role):
    with pytest.raises(NotAllowed, match="role engineer"):
        start_run(scenario=SCENARIO, experiment=QUICK, parameters={"words": "no"}, by=people[role])
    assert not Run.objects.exists()


@pytest.mark.parametrize("role", ["engineer", "owner"])
def test_a_quick_run_is_done_at_once_and_kept(people, role):
    run = start_run(scenario=SCENARIO, experiment=QUICK, parameters={"words": "hello"}, by=people[role])
    kept = Run.objects.get()
    assert kept.result["answer"]["figure"] == "hello"
    assert (kept.owner, kept.parameters, kept.cause) == (people[role], {"words": "hello"}, "")
    assert kept.finished_at is not None
    assert kept.get_absolute_url() == f"/scenarios/duplicates/runs/{run.pk}/"


def test_a_run_that_fails_keeps_why(people):
    broken = replace(QUICK, target=f"{HERE}:nothing")
    run = start_run(scenario=SCENARIO, experiment=broken, parameters={"words": ""}, by=people["engineer"])
    assert run.result is None
    assert run.why_no_result.startswith("AttributeError")


@pytest.mark.django_db(transaction=True)
def test_a_long_run_is_a_job_that_the_bulk_worker_does(people, found):
    run = start_run(scenario=found, experiment=LONG, parameters={"words": "later"}, by=people["engineer"])
    assert run.result is None
    assert run.going_on
    run_queued(str(run.job_id))
    done = Run.objects.select_related("job").get()
    assert done.job.state == JobState.SUCCEEDED
    assert (done.job.done, done.job.total, done.job.progress_note) == (3, 4, "almost")
    assert done.result["answer"]["figure"] == "later"
    assert not done.going_on


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("target", "limits", "cause"),
    [
        ("nothing", Limits(seconds=20, megabytes=100), "AttributeError"),
        ("fail", Limits(seconds=20, megabytes=100), "ValueError: the row has no price"),
        ("eat", Limits(seconds=20, megabytes=50), "Stopped at its limit of 50 MB more memory."),
        ("sleep", Limits(seconds=0.5, megabytes=100), "Stopped after"),
    ],
)
def test_the_job_of_a_run_without_a_result_has_failed_and_says_why(
    people, monkeypatch, tmp_path, target, limits, cause
):
    parameters = {"eat": {"megabytes": 400}, "sleep": {"seconds": 30, "pid_file": str(tmp_path / "pid")}}
    broken = replace(LONG, target=f"{HERE}:{target}", limits=limits)
    monkeypatch.setattr("apps.showcase.lab.runs.find", lambda slug: replace(SCENARIO, experiments=(broken,)))
    run = start_run(scenario=SCENARIO, experiment=broken, parameters=parameters.get(target, {}), by=people["engineer"])
    run_queued(str(run.job_id))
    done = Run.objects.select_related("job").get()
    assert done.job.state == JobState.FAILED
    assert done.job.cause == done.cause == done.why_no_result
    assert done.cause.startswith(cause)
    assert done.finished_at is not None


@pytest.mark.django_db(transaction=True)
def test_a_second_long_run_waits_for_the_first(people, found):
    start_run(scenario=found, experiment=LONG, parameters={"words": "one"}, by=people["engineer"])
    with pytest.raises(Conflict, match="Another long run"):
        start_run(scenario=found, experiment=LONG, parameters={"words": "two"}, by=people["engineer"])
    assert Run.objects.count() == Job.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_cancelled_run_says_so_and_makes_room(people, found):
    run = start_run(scenario=found, experiment=LONG, parameters={"words": "one"}, by=people["engineer"])
    cancel(job=run.job, by=people["engineer"])
    run.job.refresh_from_db()
    assert run.why_no_result == "Cancelled before it began."
    start_run(scenario=found, experiment=LONG, parameters={"words": "two"}, by=people["engineer"])


def test_the_newest_run_of_each_experiment_is_shown(people):
    for words in ("old", "new"):
        start_run(scenario=SCENARIO, experiment=QUICK, parameters={"words": words}, by=people["engineer"])
    assert newest(SCENARIO)["echo"].parameters == {"words": "new"}
