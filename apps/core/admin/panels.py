"""What the first page shows of the engine room."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from apps.core.backoffice.panels import DashboardPanel
from apps.core.backoffice.tables import list_url, table
from apps.core.models import InboxEntry, Job, JobState, OutboxEvent

MOST_COUNTED = 1_000
USUALLY_SENT_WITHIN = timedelta(minutes=1)


def jobs_under_way(request: HttpRequest) -> dict[str, Any]:
    columns = ("job_link", "state_chip", "progress", "owner_link", "created")
    where = {"state__in": (JobState.QUEUED, JobState.RUNNING)}
    minor = ("progress", "owner_link", "created")
    running = table(request, Job, columns=columns, ordering=("-created_at",), limit=5, where=where, minor=minor)
    return {"table": running, "empty": "Nothing is running and nothing waits."}


def open_problems(request: HttpRequest) -> dict[str, Any]:
    """What somebody should look at, with the list that shows it. Counts end at MOST_COUNTED."""
    problems = [
        ("Jobs failed", Job.objects.filter(state=JobState.FAILED), list_url(Job, state__exact=JobState.FAILED)),
        (
            "Jobs interrupted",
            Job.objects.filter(state=JobState.INTERRUPTED),
            list_url(Job, state__exact=JobState.INTERRUPTED),
        ),
        ("Events given up", InboxEntry.objects.filter(parked_at__isnull=False), list_url(InboxEntry)),
        (
            "Events not passed on",
            OutboxEvent.objects.filter(sent_at__isnull=True, occurred_at__lt=timezone.now() - USUALLY_SENT_WITHIN),
            list_url(OutboxEvent),
        ),
    ]
    counted = [(title, rows[:MOST_COUNTED].count(), url) for title, rows, url in problems]
    return {"problems": [{"title": title, "count": count, "url": url} for title, count, url in counted if count]}


DASHBOARD = (
    DashboardPanel(title="Jobs under way", permission="core.view_job", context=jobs_under_way, position=40, wide=True),
    DashboardPanel(
        title="Open problems",
        permission="core.view_job",
        context=open_problems,
        template="admin/dashboard/problems.html",
        position=5,
        wide=True,
    ),
)
