from apps.core.models.audit import AuditEntry
from apps.core.models.events import InboxEntry, OutboxEvent
from apps.core.models.job import Job, JobState, SlotClaim

__all__ = ["AuditEntry", "InboxEntry", "Job", "JobState", "OutboxEvent", "SlotClaim"]
