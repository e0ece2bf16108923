"""The only way out for an uploaded file."""

from uuid import UUID

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404

from apps.core.policy import Policy, door
from apps.uploads.models import Upload


@door(GET=Policy(all_rows=("uploads.view_upload",)))
def download(request: HttpRequest, pk: UUID) -> FileResponse:
    """The file as an attachment, whatever it is: 404 unless the person may see it.

    Sent files are data, never pages: the type is always binary and the browser is told not to guess.
    """
    upload = get_object_or_404(Upload.objects.visible_to(request.user), pk=pk)
    try:
        file = default_storage.open(upload.path)
    except FileNotFoundError as error:
        raise Http404("The file is gone.") from error
    return FileResponse(
        file,
        as_attachment=True,
        filename=upload.name,
        content_type="application/octet-stream",
        headers={"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"},
    )
