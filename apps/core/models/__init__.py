from apps.core.models.audit import AuditEntry
from apps.core.models.events import InboxEntry, OutboxEvent
from apps.core.models.job import Job, JobState, SlotClaim
from apps.core.models.lists import ListColumns, SavedFilter

__all__ = [
    "AuditEntry",
    "InboxEntry",
    "Job",
    "JobState",
    "ListColumns",
    "OutboxEvent",
    "SavedFilter",
    "SlotClaim",
]
