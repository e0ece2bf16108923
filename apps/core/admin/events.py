from django.contrib import admin
from django.utils.safestring import SafeString

from apps.core.backoffice.areas import Area
from apps.core.backoffice.cells import Tone, chip, link, link_to, moment, number, request_cell
from apps.core.backoffice.model_admin import ShopModelAdmin
from apps.core.backoffice.panels import RelatedPanel
from apps.core.models import InboxEntry, OutboxEvent


@admin.register(OutboxEvent)
class OutboxEventAdmin(ShopModelAdmin):
    """What happened, newest first, and whether the relay has passed it on."""

    area = Area.ENGINE
    position = 20
    icon = "outbox"
    list_display = ("name", "aggregate", "state", "occurred", "sent", "request_code")
    list_lookups = ("sent_at__isnull", "occurred_at__lt")
    ordering = ("-id",)
    sortable_by = ()
    search_fields = ("=id", "=request_id")
    search_help_text = "Event or request id"
    fields = ("name", "aggregate", "state", "payload", "occurred", "sent", "request_code")
    panels = (
        RelatedPanel(
            title="Handlers",
            model=InboxEntry,
            path="event",
            columns=("handler_link", "state", "attempts", "done"),
            ordering=("id",),
            empty="No handler listens to this event, or the relay has not passed it on yet.",
        ),
    )

    occurred = moment("occurred_at")
    sent = moment("sent_at")
    request_code = request_cell(length=8)

    @admin.display(description="state")
    def state(self, event: OutboxEvent) -> SafeString:
        return chip("Sent", Tone.OK) if event.sent_at else chip("Waiting", Tone.WAIT)


@admin.register(InboxEntry)
class InboxEntryAdmin(ShopModelAdmin):
    """Each event for each of its handlers: done, waiting, or parked after too many tries."""

    area = Area.ENGINE
    position = 30
    icon = "move_to_inbox"
    list_display = ("handler", "event_link", "state", "attempts", "done", "cause_start", "request_code")
    list_select_related = ("event",)
    list_lookups = ("event__id__exact", "parked_at__isnull")
    ordering = ("-id",)
    sortable_by = ()
    search_fields = ("=event",)
    search_help_text = "Event id"
    fields = (
        "event_link",
        "handler",
        "aggregate",
        "state",
        "attempts",
        "ring",
        "done",
        "parked",
        "cause",
        "request_code",
    )

    event_link = link("event")
    attempts = number("attempts")
    ring = moment("ring_at", title="rings again")
    done = moment("done_at")
    parked = moment("parked_at")
    request_code = request_cell("event__request_id", length=8)

    @admin.display(description="handler")
    def handler_link(self, entry: InboxEntry) -> SafeString:
        return link_to(entry, entry.handler)

    @admin.display(description="state")
    def state(self, entry: InboxEntry) -> SafeString:
        if entry.parked_at:
            return chip("Parked", Tone.BAD)
        if entry.done_at:
            return chip("Done", Tone.OK)
        return chip("Failing", Tone.WARN) if entry.cause else chip("Waiting", Tone.WAIT)

    @admin.display(description="cause")
    def cause_start(self, entry: InboxEntry) -> str:
        return entry.cause[:80]
