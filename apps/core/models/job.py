import uuid

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils import timezone

from apps.core.querysets import JobQuerySet


class JobState(models.TextChoices):
    QUEUED = "queued", "Queued"
    RUNNING = "running", "Running"
    SUCCEEDED = "succeeded", "Succeeded"
    FAILED = "failed", "Failed"
    CANCELLED = "cancelled", "Cancelled"
    INTERRUPTED = "interrupted", "Interrupted"


class Job(models.Model):
    """Long work that people watch: progress while it runs, its result or the cause of its end afterwards.

    The process that works holds the lease and renews it; a running job whose lease has lapsed was interrupted.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=100)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="jobs"
    )
    state = models.CharField(max_length=20, choices=JobState, default=JobState.QUEUED)
    attempt = models.PositiveSmallIntegerField(
        default=0, help_text="How often it was started. The process of an earlier attempt can change nothing any more."
    )
    parameters = models.JSONField(encoder=DjangoJSONEncoder, default=dict, blank=True)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(null=True, blank=True)
    progress_note = models.CharField(max_length=200, blank=True)
    progress_figures = models.JSONField(
        default=dict, blank=True, help_text="What else the work counts while it runs, by name."
    )
    result = models.JSONField(encoder=DjangoJSONEncoder, null=True, blank=True)
    cause = models.TextField(blank=True, help_text="Why it ended early, for people.")
    request_id = models.CharField(max_length=64, blank=True)
    cancel_requested_at = models.DateTimeField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    ring_at = models.DateTimeField(
        default=timezone.now, help_text="When the relay rings (again) for a worker while it is queued."
    )
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(state__in=JobState.values), name="job_state_known")]
        indexes = [
            models.Index(fields=["-created_at"], name="job_newest"),
            models.Index(fields=["request_id"], name="job_of_request"),
            models.Index(fields=["state", "-created_at"], name="job_of_state_newest"),
            models.Index(fields=["lease_until"], name="job_running", condition=Q(state="running")),
            models.Index(fields=["ring_at"], name="job_queued", condition=Q(state="queued")),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {str(self.pk)[:8]}"


class SlotClaim(models.Model):
    """A tick of a periodic job, claimed by the first worker to insert it."""

    job = models.CharField(max_length=100)
    slot = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["job", "slot"], name="slot_claimed_once")]

    def __str__(self) -> str:
        return f"{self.job} at {self.slot:%Y-%m-%d %H:%M:%S}"
