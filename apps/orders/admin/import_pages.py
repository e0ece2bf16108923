"""The pages of an import beside its own, from upload to download, and what can be done with one."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from apps.core.backoffice.model_admin import ShopModelAdmin
from apps.core.backoffice.policies import doing, seeing
from apps.core.backoffice.viewer import signed_in
from apps.core.errors import DomainError
from apps.core.jobs import cancel
from apps.core.policy import Policies
from apps.orders.admin.import_forms import ImportSettingsForm, OrderFileForm, zone_of
from apps.orders.admin.import_mending import mending_of
from apps.orders.admin.import_outcome import MAY_IMPORT, outcome
from apps.orders.admin.import_progress import GOING_ON, progress_of
from apps.orders.models import ImportJob
from apps.orders.rules.importing.columns import COLUMNS, OPTIONAL
from apps.orders.services.importing.mend_file import request_rows_to_mend
from apps.orders.services.importing.previewing import preview_import
from apps.orders.services.importing.requested import request_import
from apps.uploads.enums import UploadKind
from apps.uploads.models import Upload
from apps.uploads.services.storing import store_upload

PAGE = "admin:orders_importjob_change"


class ImportPages(ShopModelAdmin):
    """A file is uploaded, looked at, imported and watched; every step is an address of its own."""

    add_form = OrderFileForm
    add_form_template = "admin/imports/upload.html"
    change_form_outer_before_template = "admin/imports/outcome.html"

    def get_urls(self) -> list[URLPattern]:
        def page(address: str, view: Any, name: str) -> URLPattern:
            return path(address, self.admin_site.admin_view(view), name=f"orders_importjob_{name}")

        return [
            page("preview/<uuid:upload_id>/", self.preview, "preview"),
            page("<int:pk>/progress/", self.progress_part, "progress"),
            page("<int:pk>/cancel/", self.cancel, "cancel"),
            page("<int:pk>/again/", self.again, "again"),
            page("<int:pk>/mend/", self.mend, "mend"),
            page("<int:pk>/mend/progress/", self.mending_part, "mending"),
            *super().get_urls(),
        ]

    def policies(self) -> dict[str, Policies]:
        see, importers = seeing(self.opts), doing(MAY_IMPORT)
        again = seeing(self.opts, MAY_IMPORT)
        senders = doing(MAY_IMPORT, "uploads.add_upload", file_bytes=settings.UPLOAD_MAX_BYTES)
        return {
            **super().policies(),
            "add_view": {"GET": senders, "POST": senders},
            "preview": {"GET": importers, "POST": importers},
            "progress_part": {"GET": see},
            "cancel": {"POST": see},
            "again": {"POST": again},
            "mend": {"POST": again},
            "mending_part": {"GET": see},
        }

    # The file.

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> Any:
        shown = {
            "title": "Import orders",
            "most_bytes": settings.UPLOAD_MAX_BYTES,
            "columns": COLUMNS,
            "optional": OPTIONAL,
        }
        return super().add_view(request, form_url, {**shown, **(extra_context or {})})

    def make(self, request: HttpRequest, **values: Any) -> Upload:
        return store_upload(**values, kind=UploadKind.ORDER_IMPORT, by=signed_in(request))

    def show_made(self, request: HttpRequest, made: Upload) -> HttpResponse:
        """The preview, with the settings that the address of the form names."""
        query = request.GET.urlencode()
        return redirect(f"{reverse('admin:orders_importjob_preview', args=[made.pk])}{'?' if query else ''}{query}")

    # The look at it, and the start.

    def preview(self, request: HttpRequest, upload_id: UUID) -> HttpResponse:
        upload = get_object_or_404(Upload.objects.visible_to(request.user), pk=upload_id, kind=UploadKind.ORDER_IMPORT)
        form = ImportSettingsForm(request.POST)
        if request.method == "POST" and form.is_valid():
            done = request_import(
                upload=upload,
                mode=form.cleaned_data["mode"],
                dry_run=form.cleaned_data["dry_run"],
                zone=form.cleaned_data["timezone"],
                by=signed_in(request),
            )
            return redirect(PAGE, done.pk)
        context = {
            **self.admin_site.each_context(request),
            "title": f"Import {upload.name}",
            "opts": self.opts,
            "upload": upload,
            "form": form,
        }
        asked = request.GET.dict()
        try:
            found = preview_import(upload=upload, zone=zone_of(asked), by=signed_in(request))
        except DomainError as refusal:
            context["refusal"] = refusal.message
        else:
            context["preview"] = found
            form.initial = form.first_choices(asked, faultless=found.faultless)
        return TemplateResponse(request, "admin/imports/preview.html", context)

    # While it runs.

    def progress_part(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The moving part of the page; once the import has ended, the page is to be loaded anew."""
        done = self.seen(request, pk)
        ended = done.job.state not in GOING_ON
        context = {"progress": progress_of(done)}
        headers = {"HX-Refresh": "true"} if ended else {}
        return TemplateResponse(request, "admin/imports/progress.html", context, headers=headers)

    def cancel(self, request: HttpRequest, pk: int) -> HttpResponse:
        done = self.seen(request, pk)
        try:
            cancel(job=done.job, by=signed_in(request))
        except DomainError as refusal:
            self.message_user(request, refusal.message, messages.ERROR)
        return redirect(PAGE, pk)

    # Afterwards.

    def again(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The same file once more, in the zone it had."""
        done = self.seen(request, pk)
        form = ImportSettingsForm(request.POST)
        if done.upload is None:
            raise PermissionDenied
        if not form.is_valid():
            self.message_user(request, "Choose one of the ways to import it.", messages.ERROR)
            return redirect(PAGE, pk)
        values = form.cleaned_data
        once_more = request_import(
            upload=done.upload,
            mode=values["mode"],
            dry_run=values["dry_run"],
            zone=values["timezone"],
            by=signed_in(request),
        )
        return redirect(PAGE, once_more.pk)

    def mend(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The file of the rows to correct is asked for; the bulk worker writes it."""
        done = self.seen(request, pk)
        try:
            request_rows_to_mend(import_job=done, by=signed_in(request))
        except DomainError as refusal:
            self.message_user(request, refusal.message, messages.ERROR)
        return redirect(f"{reverse(PAGE, args=[pk])}#mend")

    def mending_part(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The moving part while the file is written; once it is there, the page is to be loaded anew."""
        mending = mending_of(self.seen(request, pk))
        headers = {} if mending.going_on else {"HX-Refresh": "true"}
        return TemplateResponse(request, "admin/imports/mending.html", {"mending": mending}, headers=headers)

    def seen(self, request: HttpRequest, pk: int) -> ImportJob:
        """The import with its job, for those who may see it."""
        return get_object_or_404(
            ImportJob.objects.visible_to(request.user).select_related("job", "upload", "mend_job"), pk=pk
        )

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        if kwargs.get("obj"):
            context["outcome"] = outcome(request, kwargs["obj"])
        return super().render_change_form(request, context, *args, **kwargs)
