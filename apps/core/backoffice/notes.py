"""Notes of staff on an object's page: the newest first, and a form for those who may add one."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from unfold.widgets import UnfoldAdminTextareaWidget

from apps.core.backoffice.cells import object_url
from apps.core.backoffice.panels import Figures, PanelContent, named
from apps.core.backoffice.policies import seeing
from apps.core.backoffice.tables import list_url
from apps.core.backoffice.viewer import signed_in
from apps.core.errors import DomainError
from apps.core.models import Note
from apps.core.notes import LONGEST_NOTE, add_note
from apps.core.policy import Policies

NOTES_SHOWN = 20
MAY_READ, MAY_WRITE = "core.view_note", "core.add_note"


class NoteForm(forms.Form):
    """What a colleague should know."""

    text = forms.CharField(
        label="A note for colleagues",
        max_length=LONGEST_NOTE,
        help_text="It stays as it is, with your name and the time; customers never see it.",
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
    )


@dataclass(frozen=True, kw_only=True)
class Notes(PanelContent):
    """The newest notes; the form and its address for those who may write."""

    template: str = "admin/panels/notes.html"
    screen_only: bool = True
    notes: list[Note]
    form: NoteForm | None
    action: str


@dataclass(frozen=True)
class NotesPanel:
    """The notes on the object of the page."""

    def content(self, request: HttpRequest, target: Model) -> Notes | None:
        if not request.user.has_perm(MAY_READ):
            return None
        written = Note.objects.visible_to(request.user).filter(**named(target)).select_related("author")
        newest = list(written.order_by("-id")[: NOTES_SHOWN + 1])
        may_write = request.user.has_perm(MAY_WRITE)
        if not newest and not may_write:
            return None
        more = len(newest) > NOTES_SHOWN
        return Notes(
            title="Notes",
            notes=newest[:NOTES_SHOWN],
            note=f"The newest {NOTES_SHOWN}" if more else "",
            more_url=list_url(Note, **{f"{name}__exact": value for name, value in named(target).items()})
            if more
            else "",
            form=NoteForm() if may_write else None,
            action=reverse(f"admin:{target._meta.app_label}_{target._meta.model_name}_note", args=[target.pk]),
        )


class Noted:
    """Mixed into the admin class of objects that take notes."""

    opts: Any
    model: Any

    def get_urls(self) -> list[Any]:
        wrap: Any = self.admin_site.admin_view  # type: ignore[attr-defined]
        name = f"{self.opts.app_label}_{self.opts.model_name}_note"
        route = path("<path:object_id>/note/", wrap(self.note_view), name=name)
        return [route, *super().get_urls()]  # type: ignore[misc]

    def policies(self) -> dict[str, Policies]:
        return {**super().policies(), "note_view": {"POST": seeing(self.opts, MAY_WRITE)}}  # type: ignore[misc]

    def panel_contents(self, request: HttpRequest, target: Model) -> list[PanelContent]:
        """Notes stand below the figures and above the tables, which may be long."""
        contents: list[PanelContent] = super().panel_contents(request, target)  # type: ignore[misc]
        notes = NotesPanel().content(request, target)
        place = sum(isinstance(content, Figures) for content in contents)
        return [*contents[:place], notes, *contents[place:]] if notes else contents

    def note_view(self, request: HttpRequest, object_id: str) -> HttpResponseBase:
        """Adds the note and shows the object again; a note that cannot be taken comes back with the reason."""
        target: Model | None = self.get_object(request, object_id)  # type: ignore[attr-defined]
        if target is None:
            gone: HttpResponse = self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined]
            return gone
        form = NoteForm(request.POST)
        if form.is_valid():
            try:
                add_note(target=target, text=form.cleaned_data["text"], by=signed_in(request))
                return redirect(f"{object_url(self.model, target.pk)}#notes")
            except DomainError as refusal:
                form.add_error(refusal.field or None, refusal.message)
        context = {
            **self.admin_site.each_context(request),  # type: ignore[attr-defined]
            "title": f"Add a note to {target}",
            "opts": self.opts,
            "form": form,
        }
        return TemplateResponse(request, "admin/add.html", context, status=422)
