import structlog

from apps.core.audit import record
from apps.core.events import handles
from apps.core.models import OutboxEvent
from tests.core.sample.events import Happened

log = structlog.get_logger("sample")


@handles(Happened)
def note_in_audit(event: Happened) -> None:
    """An effect that can be counted."""
    log.info("sample_heard", number=event.number)
    target = OutboxEvent.objects.get(payload__number=event.number)
    record(actor=None, action="sample.heard", target=target, after={"number": event.number})
