"""What the first page shows of the engine room."""

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from apps.core.backoffice.panels import DashboardPanel
from apps.core.backoffice.problems import Problem, open_problems
from apps.core.backoffice.tables import list_url, table
from apps.core.models import InboxEntry, Job, JobState, OutboxEvent

USUALLY_SENT_WITHIN = timedelta(minutes=1)


def jobs_under_way(request: HttpRequest) -> dict[str, Any]:
    columns = ("job_link", "state_chip", "progress", "owner_link", "created")
    where = {"state__in": (JobState.QUEUED, JobState.RUNNING)}
    minor = ("progress", "owner_link", "created")
    running = table(request, Job, columns=columns, ordering=("-created_at",), limit=5, where=where, minor=minor)
    return {"table": running, "empty": "Nothing is running and nothing waits."}


def left_behind() -> QuerySet[OutboxEvent]:
    """Events that the relay should have passed on by now."""
    return OutboxEvent.objects.filter(sent_at__isnull=True, occurred_at__lt=timezone.now() - USUALLY_SENT_WITHIN)


PROBLEMS = (
    Problem(
        "Jobs failed",
        "core.view_job",
        lambda: Job.objects.filter(state=JobState.FAILED),
        lambda: list_url(Job, state__exact=JobState.FAILED.value),
    ),
    Problem(
        "Jobs interrupted",
        "core.view_job",
        lambda: Job.objects.filter(state=JobState.INTERRUPTED),
        lambda: list_url(Job, state__exact=JobState.INTERRUPTED.value),
    ),
    Problem(
        "Events given up",
        "core.view_inboxentry",
        lambda: InboxEntry.objects.filter(parked_at__isnull=False),
        lambda: list_url(InboxEntry, parked_at__isnull=False),
    ),
    Problem(
        "Events not passed on",
        "core.view_outboxevent",
        left_behind,
        lambda: list_url(
            OutboxEvent,
            sent_at__isnull=True,
            occurred_at__lt=(timezone.now() - USUALLY_SENT_WITHIN).isoformat(),
        ),
    ),
)
DASHBOARD = (
    DashboardPanel(title="Jobs under way", permission="core.view_job", context=jobs_under_way, position=40, wide=True),
    DashboardPanel(
        title="Open problems",
        permission="accounts.enter_backoffice",
        context=open_problems,
        template="admin/dashboard/problems.html",
        position=5,
        wide=True,
    ),
)
