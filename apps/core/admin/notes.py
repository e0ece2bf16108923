from django.apps import apps
from django.contrib import admin
from django.utils.html import format_html
from django.utils.safestring import SafeString

from apps.core.backoffice.areas import Area
from apps.core.backoffice.cells import link, moment, object_url
from apps.core.backoffice.model_admin import ShopModelAdmin
from apps.core.models import Note


@admin.register(Note)
class NoteAdmin(ShopModelAdmin):
    """Notes on what the viewer may see, newest first. They are written on the pages of their objects."""

    area = Area.MESSAGES
    position = 60
    icon = "sticky_note_2"
    list_display = ("start", "object_link", "author_link", "written")
    list_display_links = ("start",)
    list_select_related = ("author",)
    list_lookups = ("object_type__exact", "object_id__exact", "author__id__exact")
    acts = {"core.add_note": "write on the pages of what they are about"}
    ordering = ("-id",)
    sortable_by = ()
    fields = ("text", "object_link", "author_link", "written")

    author_link = link("author", title="by")
    written = moment("created_at", title="at")

    @admin.display(description="note")
    def start(self, note: Note) -> str:
        return note.text if len(note.text) <= 80 else f"{note.text[:79]}…"

    @admin.display(description="on")
    def object_link(self, note: Note) -> SafeString:
        """Whoever sees a note may open its object: `visible_to` says so."""
        url = object_url(apps.get_model(note.object_type), note.object_id)
        return format_html('<a class="cell-link" href="{}">{}</a>', url, note.object_name)
