from apps.core.admin.audit import AuditEntryAdmin
from apps.core.admin.events import InboxEntryAdmin, OutboxEventAdmin
from apps.core.admin.jobs import JobAdmin, SlotClaimAdmin

__all__ = ["AuditEntryAdmin", "InboxEntryAdmin", "JobAdmin", "OutboxEventAdmin", "SlotClaimAdmin"]
