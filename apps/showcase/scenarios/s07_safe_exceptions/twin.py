"""The broken twin: what every quick fix does."""

import traceback

from django.http import HttpRequest, HttpResponse

from apps.showcase.scenarios.s07_safe_exceptions.raising import fail


def tells_all(request: HttpRequest, kind: str) -> HttpResponse:
    """Catch everything, tell the text, add where it happened so that support can help. Nothing is logged."""
    try:
        fail(kind)
    except Exception as error:  # noqa: BLE001 - that is what is wrong with it
        where = traceback.extract_tb(error.__traceback__)[-1]
        return HttpResponse(f"Error: {error} ({where.filename}:{where.lineno})", status=500)
