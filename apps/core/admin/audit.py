from django.contrib import admin
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from apps.core.backoffice.areas import Area
from apps.core.backoffice.cells import code, link, moment, request_cell
from apps.core.backoffice.model_admin import ShopModelAdmin
from apps.core.models import AuditEntry


@admin.register(AuditEntry)
class AuditEntryAdmin(ShopModelAdmin):
    """The trail, newest first. Nobody edits it: the database refuses."""

    area = Area.ENGINE
    position = 15
    icon = "fact_check"
    list_display = ("action_code", "object_name", "by", "reason", "at", "request_code")
    list_display_links = ("action_code",)
    more_columns = ("changes",)
    list_select_related = ("actor",)
    list_lookups = ("actor__id__exact", "object_type__exact", "object_id__exact")
    ordering = ("-id",)
    sortable_by = ()
    search_fields = ("=request_id",)
    search_help_text = "Request id"
    fields = ("action", "object_name", "by", "reason", "before", "after", "at", "request_code")

    action_code = code("action")
    by = link("actor", title="by")
    at = moment("created_at", title="at")
    request_code = request_cell(length=8)

    @admin.display(description="before → after")
    def changes(self, entry: AuditEntry) -> SafeString:
        before, after = entry.before or {}, entry.after or {}
        return format_html_join(
            "",
            '<div class="cell-change"><span>{}</span> {} → {}</div>',
            ((name, readable(before.get(name)), readable(after.get(name))) for name in {**before, **after}),
        )

    @admin.display(description="object")
    def object_name(self, entry: AuditEntry) -> SafeString:
        return format_html("{} <code>{}</code>", entry.object_type, entry.object_id)


def readable(value: object) -> str:
    """A value of the trail for people."""
    if value is None or value == "":
        return "–"
    return ", ".join(str(item) for item in value) if isinstance(value, list) else str(value)
