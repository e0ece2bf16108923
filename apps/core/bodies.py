"""Which bodies are taken in: nobody fills the memory or the disk, and a stranger sends no more than a form.

Whatever asks for a form first reads all of it, and that is the CSRF check, before any view runs. So the size is looked
at before anything is read, and for what is larger than a form also who sends it; a body in chunks does not say its own
and is read up to what its door takes from them.
"""

from collections.abc import Callable
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, ResolverMatch, resolve

from apps.core.doors import policies_of
from apps.core.observability.errors import error_page
from apps.core.policy import policy_for
from apps.core.rest.credentials import has_session, is_known
from apps.core.rest.versions import find, names_version, version_of

GetResponse = Callable[[HttpRequest], HttpResponse]
FORM_BYTES = 64 * 1024
"""What a form may weigh beside its file."""
PIECE = 64 * 1024
LONGEST_LENGTH = 18
"""In digits: Python reads no number of thousands of them."""
COMPRESSED = "The body is compressed; send it as it is."


class BodyMiddleware:
    """Refuses a body that is too large (413), compressed (415) or has no clear end (400), unread.

    Stands before whatever reads bodies. Views find bodies with a length, one that their door takes from who sends it; a
    stranger whose body is larger than a form gets the stranger's answer: 401 from the API, the sign-in from a page.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.META.get("HTTP_CONTENT_ENCODING", "identity").strip().lower() not in ("", "identity"):
            answer = error_page(request, "unsupported_media_type", message=COMPRESSED)
            answer.headers["Accept-Encoding"] = "identity"
            return answer
        length = request.META.get("CONTENT_LENGTH") or ""
        coding = request.META.get("HTTP_TRANSFER_ENCODING", "")
        if coding:
            if length or coding.strip().lower() != "chunked":
                return error_page(request, "malformed_request")
            with SpooledTemporaryFile(max_size=settings.DATA_UPLOAD_MAX_MEMORY_SIZE) as spool:
                request.spool = spool  # type: ignore[attr-defined]
                return self.get_response(request)
        if length and not (length.isascii() and length.isdigit()):
            return error_page(request, "malformed_request")
        if len(length) > LONGEST_LENGTH or int(length or 0) > most_bytes(request):
            return error_page(request, "too_large")
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Now it can be known who sends, and nobody has read: the CSRF check comes after this.

        Views of the API know before they read, so a body with a length is theirs; whoever they do not know gets a 401.
        """
        form, spool = int(settings.DATA_UPLOAD_MAX_MEMORY_SIZE), getattr(request, "spool", None)
        is_api = hasattr(view, "cls")
        if spool is None:
            is_large = int(request.META.get("CONTENT_LENGTH") or 0) > form
            if is_api or not is_large or has_session(request):
                return None
            # The form counts as empty: whoever looks afterwards reads nothing, either.
            request._mark_post_parse_error()  # type: ignore[attr-defined]
            return redirect_to_login(request.get_full_path())
        door = most_bytes(request)
        knows = is_known if is_api else has_session  # a token opens no page
        most = door if door > form and knows(request) else form
        try:
            taken = collect(request.META["wsgi.input"], spool, most)
        except OSError:
            return error_page(request, "malformed_request")
        if taken is not None:
            request.META["CONTENT_LENGTH"] = str(taken)
            request._stream = spool  # where every handler of Django's puts it
        elif most == door:
            return error_page(request, "too_large")
        elif not is_api:
            return redirect_to_login(request.get_full_path())
        return None


def collect(stream: IO[bytes], body: IO[bytes], most: int) -> int | None:
    """Copy a stream into `body` and rewind it: how many bytes that were, or None if there are more than `most`.

    Raises OSError when the stream breaks off.
    """
    taken = 0
    while piece := stream.read(PIECE):
        taken += len(piece)
        if taken > most:
            return None
        body.write(piece)
    body.seek(0)
    return taken


def most_bytes(request: HttpRequest) -> int:
    """The largest body that the request's door takes: files come in forms of several parts, and only where they may."""
    form = int(settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
    if request.content_type != "multipart/form-data":
        return form
    try:
        match = match_of(request)
    except Resolver404:
        return form
    policy = policy_for(policies_of(match.func) or {}, request.method) if match else None
    return int(min(policy.file_bytes, settings.UPLOAD_MAX_BYTES)) + FORM_BYTES if policy and policy.file_bytes else form


def match_of(request: HttpRequest) -> ResolverMatch | None:
    """The view that will answer, also where the address leaves the version of the API to the rest of the request."""
    version = None if names_version(request.path_info) else version_of(request)
    return find(request.path_info, version) if version else resolve(request.path_info)
