from apps.core.models.audit import AuditEntry
from apps.core.models.events import InboxEntry, OutboxEvent
from apps.core.models.idempotency_key import IdempotencyKey
from apps.core.models.job import Job, JobState, SlotClaim
from apps.core.models.lists import ListColumns, SavedFilter
from apps.core.models.note import Note

__all__ = [
    "AuditEntry",
    "IdempotencyKey",
    "InboxEntry",
    "Job",
    "JobState",
    "ListColumns",
    "Note",
    "OutboxEvent",
    "SavedFilter",
    "SlotClaim",
]
