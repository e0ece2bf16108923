from typing import Self

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.urls import reverse
from django.utils import timezone

from apps.core.actor import Actor
from apps.core.models import Job, JobState

# The scenario whose experiments are the query lab: they have pages of their own.
LAB = "slow-query"


class RunQuerySet(models.QuerySet["Run"]):
    """Runs, and who may see them."""

    def visible_to(self, user: Actor) -> Self:
        """All for those who may view runs or run experiments, otherwise one's own; none for strangers."""
        if user.has_perm("showcase.view_run") or user.has_perm("showcase.run_experiments"):
            return self.all()
        return self.filter(owner_id=user.pk) if user.pk else self.none()


class Run(models.Model):
    """One run of an experiment: what was asked for and, when it has ended, what came of it. It keeps its address."""

    scenario = models.SlugField()
    experiment = models.SlugField()
    parameters = models.JSONField(encoder=DjangoJSONEncoder, default=dict)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="runs")
    job = models.OneToOneField(Job, on_delete=models.PROTECT, null=True, blank=True, related_name="run")
    result = models.JSONField(encoder=DjangoJSONEncoder, null=True, blank=True)
    cause = models.CharField(max_length=300, blank=True, help_text="Why there is no result, for people.")
    seconds = models.FloatField(null=True, blank=True)
    started_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = RunQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        permissions = [("run_experiments", "Can run experiments")]
        indexes = [models.Index(fields=["scenario", "experiment", "-id"], name="run_newest_of_experiment")]

    def __str__(self) -> str:
        return f"{self.scenario} {self.experiment} {self.pk}"

    def get_absolute_url(self) -> str:
        if self.scenario == LAB:
            return reverse("showcase:lab-run", args=[self.experiment, self.pk])
        return reverse("showcase:run", args=[self.scenario, self.pk])

    @property
    def going_on(self) -> bool:
        """Whether somebody still works on it; a job whose process died is not going on."""
        waiting = self.job is not None and self.job.state in (JobState.QUEUED, JobState.RUNNING)
        return self.finished_at is None and waiting

    @property
    def why_no_result(self) -> str:
        """The cause, the run's own or its job's; empty while it goes on and when there is a result."""
        if self.result is not None or self.going_on:
            return ""
        return self.cause or (self.job.cause if self.job else "") or "It ended before it had a result."
