"""Runs of experiments: asked for by a person, done in a bounded process, kept with their result."""

from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from apps.core.actor import Actor
from apps.core.errors import Conflict, DomainError, NotAllowed
from apps.core.jobs import enqueue
from apps.core.models import JobState
from apps.showcase.lab.processes import Progress, quiet, run_child
from apps.showcase.models import Run
from apps.showcase.registry import find
from apps.showcase.scenarios.scenario import Experiment, Scenario

PERMISSION = "showcase.run_experiments"
WHO_RUNS = "Running experiments is for the role engineer."
JOB_KIND = "showcase.scenario_run"


def start_run(*, scenario: Scenario, experiment: Experiment, parameters: dict[str, Any], by: Actor) -> Run:
    """Run the experiment: at once, or as a job when it is long.

    Raises NotAllowed without the permission, Conflict while another long run has the lab's database.
    """
    if not by.has_perm(PERMISSION):
        raise NotAllowed(WHO_RUNS)
    run = Run(
        scenario=scenario.slug, experiment=experiment.slug, parameters=experiment.keep(parameters), owner_id=by.pk
    )
    if not experiment.long:
        run.save()
        perform(run=run, experiment=experiment, parameters=parameters)
        return run
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [JOB_KIND])
        if Run.objects.filter(job__state__in=[JobState.QUEUED, JobState.RUNNING]).exists():
            raise Conflict("Another long run has the lab's database; wait for its end or cancel it.")
        run.save()
        run.job = enqueue(kind=JOB_KIND, owner=by, parameters={"run_id": run.pk, "parameters": parameters})
        run.save(update_fields=["job"])
    return run


def perform(*, run: Run, experiment: Experiment, parameters: dict[str, Any], progress: Progress = quiet) -> None:
    """Do the work of a run and keep what came of it, the result or why there is none."""
    report = run_child(
        experiment.target, {**parameters, **experiment.given}, limits=experiment.limits, progress=progress
    )
    run.result, run.cause, run.seconds = report.value, report.cause, round(report.seconds, 3)
    run.finished_at = timezone.now()
    run.save(update_fields=["result", "cause", "seconds", "finished_at"])


def perform_as_job(*, run_id: int, parameters: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Do the work of a long run; what the job remembers of it. Cancelling the job ends the process at once.

    Raises DomainError with the cause when the run brought no result: the run keeps it, and its job has failed.
    """
    run = Run.objects.get(pk=run_id)
    scenario = find(run.scenario)
    experiment = scenario.experiment(run.experiment) if scenario else None
    if experiment is None:
        raise Conflict("The experiment is not there any more.")
    perform(run=run, experiment=experiment, parameters=parameters, progress=progress)
    if run.cause:
        raise DomainError(run.cause, code="experiment_stopped")
    return {"run": run.pk}


def newest(scenario: Scenario) -> dict[str, Run]:
    """The last run of each experiment."""
    runs = Run.objects.filter(scenario=scenario.slug).select_related("job", "owner")
    return {run.experiment: run for run in runs.order_by("experiment", "-id").distinct("experiment")}
