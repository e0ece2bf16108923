"""Everything that one request caused, in the order of time: what the log files and the database know of it.

Upper apps add what they keep by hanging a function into `trail_sources` when they start (`apps.py`).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.utils.dateparse import parse_datetime

from apps.core.models import AuditEntry, InboxEntry, Job, JobState, OutboxEvent
from apps.core.observability.log_files import lines_of_request
from apps.core.observability.secrets import masked

MOST_ROWS = 200
TOLD_APART = ("event", "timestamp", "request_id", "role", "pid", "service", "level", "logger", "exception")
"""Fields of a line that are shown by themselves, or are the same in all lines."""
LEVELS = {"debug": "quiet", "info": "plain", "warning": "warn", "error": "bad", "critical": "bad"}


@dataclass(frozen=True, kw_only=True)
class Moment:
    """Something that happened. `lane` is the process that did it, or the kind of row that tells of it.

    `began_at` is set when it took a while; `tone` is plain, quiet, ok, warn or bad; `target` is its row.
    """

    at: datetime
    lane: str
    what: str
    kind: str
    tone: str = "plain"
    began_at: datetime | None = None
    details: Mapping[str, Any] = field(default_factory=dict)
    story: str = ""
    target: Model | None = None

    @property
    def begin(self) -> datetime:
        return self.began_at or self.at

    @property
    def told(self) -> list[tuple[str, Any]]:
        """The details that say something."""
        return [(name, value) for name, value in self.details.items() if value not in ("", None)]

    def as_json(self) -> dict[str, Any]:
        """What `manage.py follow_request --json` prints."""
        return {
            "at": self.at.isoformat(),
            "began_at": self.began_at.isoformat() if self.began_at else None,
            "lane": self.lane,
            "kind": self.kind,
            "what": self.what,
            "tone": self.tone,
            "row": f"{self.target._meta.label_lower}:{self.target.pk}" if self.target else None,
            "details": dict(self.details),
            "story": self.story,
        }


@dataclass(frozen=True)
class Trail:
    """The moments of one request, oldest first; `notes` say what was left out."""

    request_id: str
    moments: list[Moment]
    notes: list[str]

    @cached_property
    def begin(self) -> datetime:
        """When the first thing began. Raises ValueError for an empty trail, as `end` does."""
        return min(moment.begin for moment in self.moments)

    @property
    def end(self) -> datetime:
        return max(moment.at for moment in self.moments)

    def after(self, at: datetime) -> float:
        """Seconds since the begin."""
        return (at - self.begin).total_seconds()

    @property
    def lanes(self) -> list[str]:
        """The lanes in the order in which something first happened in them."""
        return list(dict.fromkeys(moment.lane for moment in sorted(self.moments, key=lambda moment: moment.begin)))


def follow(request_id: str) -> Trail:
    """Read all sources for `request_id`; an id that nobody knows has an empty trail."""
    logged = lines_of_request(settings.LOGGING["folder"], request_id)
    moments = [moment for line in logged.lines if (moment := of_line(line))]
    notes = list(logged.notes)
    for source in trail_sources:
        rows = list(source(request_id))
        if len(rows) >= MOST_ROWS:
            notes.append(f"Only the first {MOST_ROWS} rows of a kind are shown.")
        moments += rows
    return Trail(request_id, sorted(moments, key=lambda moment: moment.at), notes)


def of_line(line: dict[str, Any]) -> Moment | None:
    """A line of the log; None when it does not say its time."""
    at = parse_datetime(str(line.get("timestamp", "")))
    if at is None:
        return None
    level, took = str(line.get("level", "info")), line.get("duration_ms")
    return Moment(
        at=at,
        began_at=at - timedelta(milliseconds=took) if isinstance(took, int) else None,
        lane=" ".join(str(line[name]) for name in ("role", "pid") if name in line) or "unknown",
        kind=f"log, {level}",
        what=str(line.get("event", "")),
        tone=LEVELS.get(level, "plain"),
        details={name: value for name, value in line.items() if name not in TOLD_APART},
        story=str(line.get("exception", "")),
    )


def events_of(request_id: str) -> Iterable[Moment]:
    """What was published, and when the relay passed it on."""
    for event in OutboxEvent.objects.filter(request_id=request_id).order_by("pk")[:MOST_ROWS]:
        state = "passed on by the relay" if event.sent_at else "waits for the relay"
        yield Moment(
            at=event.sent_at or event.occurred_at,
            began_at=event.occurred_at if event.sent_at else None,
            lane="events",
            kind="event",
            what=event.name,
            tone="ok" if event.sent_at else "warn",
            details={"state": state, "aggregate": event.aggregate},
            target=event,
        )


def deliveries_of(request_id: str) -> Iterable[Moment]:
    """What each handler made of the events."""
    entries = InboxEntry.objects.filter(event__request_id=request_id).select_related("event").order_by("pk")
    for entry in entries[:MOST_ROWS]:
        at = entry.done_at or entry.parked_at
        yield Moment(
            at=at or entry.event.sent_at or entry.event.occurred_at,
            lane="handlers",
            kind="handler",
            what=entry.handler,
            tone="ok" if entry.done_at else "bad" if entry.parked_at else "warn",
            details={
                "state": "done" if entry.done_at else "given up" if entry.parked_at else "waiting",
                "hears": entry.event.name,
                "failed_attempts": entry.attempts,
            }
            | ({"cause": masked(entry.cause)} if entry.cause else {}),
            target=entry,
        )


JOB_TONES = {
    JobState.SUCCEEDED: "ok",
    JobState.FAILED: "bad",
    JobState.INTERRUPTED: "warn",
}


def jobs_of(request_id: str) -> Iterable[Moment]:
    """Long work, from its begin to its end; the time before it began was waiting."""
    for job in Job.objects.filter(request_id=request_id).order_by("created_at")[:MOST_ROWS]:
        waited = (job.started_at - job.created_at).total_seconds() if job.started_at else 0.0
        waited_seconds = round(waited, 3) if waited > 0 else None
        yield Moment(
            at=job.finished_at or job.started_at or job.created_at,
            began_at=job.started_at if job.finished_at else None,
            lane="jobs",
            kind="job",
            what=job.kind,
            tone=JOB_TONES.get(JobState(job.state), "plain"),
            details={"state": job.get_state_display(), "waited_seconds": waited_seconds, "attempt": job.attempt}
            | ({"cause": masked(job.cause)} if job.cause else {}),
            target=job,
        )


def audit_of(request_id: str) -> Iterable[Moment]:
    """Who changed what."""
    for entry in AuditEntry.objects.filter(request_id=request_id).select_related("actor").order_by("pk")[:MOST_ROWS]:
        yield Moment(
            at=entry.created_at,
            lane="audit",
            kind="audit entry",
            what=entry.action,
            details={"object": f"{entry.object_type} {entry.object_id}", "by": str(entry.actor or "the shop itself")},
            target=entry,
        )


trail_sources: list[Callable[[str], Iterable[Moment]]] = [events_of, deliveries_of, jobs_of, audit_of]
