from django.contrib import admin

from apps.core.backoffice.areas import Area
from apps.core.backoffice.cells import Tone, code, link, moment, number, request_cell, state
from apps.core.backoffice.model_admin import ShopModelAdmin
from apps.notifications.enums import MailState
from apps.notifications.models import Notification

MAIL_TONES = {
    MailState.WAITING: Tone.WAIT,
    MailState.SENDING: Tone.WAIT,
    MailState.SENT: Tone.OK,
    MailState.FAILED: Tone.BAD,
}


@admin.register(Notification)
class NotificationAdmin(ShopModelAdmin):
    """Messages to people, newest first, and what became of their mail."""

    area = Area.MESSAGES
    icon = "mail"
    list_display = ("kind", "to", "mail", "attempts", "created", "request_code")
    list_select_related = ("recipient",)
    list_filter = ("mail_state",)
    list_lookups = ("recipient__id__exact",)
    ordering = ("-id",)
    sortable_by = ()
    search_fields = ("=dedupe_key", "=recipient__email")
    search_help_text = "E-mail or dedupe key"
    fields = ("kind", "to", "mail", "attempts", "due", "context", "dedupe", "created", "request_code")

    to = link("recipient", title="to")
    mail = state("mail_state", MAIL_TONES, title="mail")
    attempts = number("mail_attempts", title="attempts")
    due = moment("mail_due_at", title="mail due")
    dedupe = code("dedupe_key")
    created = moment("created_at")
    request_code = request_cell(length=8)
