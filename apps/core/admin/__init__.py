from apps.core.admin.audit import AuditEntryAdmin
from apps.core.admin.events import InboxEntryAdmin, OutboxEventAdmin
from apps.core.admin.jobs import JobAdmin, SlotClaimAdmin
from apps.core.admin.lists import ListColumnsAdmin, SavedFilterAdmin
from apps.core.admin.notes import NoteAdmin

__all__ = [
    "AuditEntryAdmin",
    "InboxEntryAdmin",
    "JobAdmin",
    "ListColumnsAdmin",
    "NoteAdmin",
    "OutboxEventAdmin",
    "SavedFilterAdmin",
    "SlotClaimAdmin",
]
