from typing import Any

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from apps.core.backoffice.areas import Area
from apps.core.backoffice.cells import code, link, link_to, moment, state
from apps.core.backoffice.model_admin import ShopModelAdmin
from apps.core.backoffice.policies import doing
from apps.core.backoffice.viewer import signed_in
from apps.core.policy import Policies
from apps.uploads.admin.forms import UploadForm
from apps.uploads.models import Upload
from apps.uploads.services.storing import store_upload


@admin.register(Upload)
class UploadAdmin(ShopModelAdmin):
    """Files that people sent, newest first."""

    area = Area.FILES
    position = 30
    icon = "upload_file"
    list_display = ("name", "kind_chip", "size_text", "owner_link", "created", "download")
    more_columns = ("sha256_code",)
    list_select_related = ("owner",)
    list_filter = ("kind",)
    list_lookups = ("owner__id__exact",)
    ordering = ("-created_at",)
    sortable_by = ()
    search_fields = ("=sha256", "=id", "=owner__email")
    search_help_text = "SHA-256, id or owner's e-mail"
    fields = ("name", "kind_chip", "size_text", "sha256_code", "owner_link", "created", "download")
    add_form = UploadForm

    kind_chip = state("kind", {})
    owner_link = link("owner")
    sha256_code = code("sha256", title="SHA-256")
    created = moment("created_at", title="sent")

    def policies(self) -> dict[str, Policies]:
        add = doing("uploads.add_upload", file_bytes=settings.DOCUMENT_MAX_BYTES)
        return {**super().policies(), "add_view": {"GET": add, "POST": add}}

    @admin.display(description="size")
    def size_text(self, upload: Upload) -> SafeString:
        return format_html(
            '<span class="cell-number" title="{} bytes">{}</span>', upload.size, filesizeformat(upload.size)
        )

    @admin.display(description="file")
    def download(self, upload: Upload) -> SafeString:
        url = reverse("uploads:download", args=[upload.pk])
        return format_html('<a class="cell-link" href="{}" download>Download</a>', url)

    @admin.display(description="file")
    def upload_link(self, upload: Upload) -> SafeString:
        return link_to(upload)

    def make(self, request: HttpRequest, **values: Any) -> Upload:
        return store_upload(**values, by=signed_in(request))
