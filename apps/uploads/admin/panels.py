"""What pages of lower apps show of uploads."""

from apps.core.backoffice.panels import RelatedPanel
from apps.uploads.models import Upload

UPLOADS_OF_USER = RelatedPanel(
    title="Uploads",
    model=Upload,
    path="owner",
    columns=("upload_link", "kind_chip", "size_text", "created"),
    ordering=("-created_at",),
)
