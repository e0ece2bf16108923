"""How much of a request's body is taken in: nobody fills the disk, signed in or not.

Whatever asks for a form first reads all of it, and that is the CSRF check, before any view knows who is there. So the
size is looked at twice: as the sender says it, before anything is read, and as it comes.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.http import HttpRequest, HttpResponse

from apps.core.observability.errors import too_large

FORM_BYTES = 64 * 1024
"""What a form may weigh beside its file."""


def most_bytes() -> int:
    """The largest body that is read."""
    return int(settings.UPLOAD_MAX_BYTES) + FORM_BYTES


class BodyLimitMiddleware:
    """Answers 413 to a body that says it is too large, without reading it. Stands before whatever reads forms."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or ""
        if length.isdigit() and int(length) > most_bytes():
            return too_large(request)
        return self.get_response(request)


class LimitedUploadHandler(TemporaryFileUploadHandler):
    """Keeps files on disk while a form is read; raises RequestDataTooBig when they become too large together."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self._taken = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> Any:
        self._taken += len(raw_data)
        if self._taken > most_bytes():
            self.file.close()  # removes it; the parser closes complete files only
            raise RequestDataTooBig
        return super().receive_data_chunk(raw_data, start)
