"""Answers as JSON, and the pages that show them to people."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import orjson
from csp.constants import SELF, UNSAFE_INLINE
from django.conf import settings
from django.utils.functional import Promise
from rest_framework import renderers
from rest_framework.request import Request

from apps.core.rest.problems import MEDIA_TYPE

# The browsable API and the API documentation style elements inline. No nonce here: beside one, browsers ignore
# `unsafe-inline`. Scripts stay as everywhere: by nonce or from here.
CSP_INLINE_STYLES = {"style-src": [SELF, UNSAFE_INLINE]}


def frame() -> dict[str, Any]:
    """What the frame of the shop's pages (templates/base.html) wants to know."""
    return {"section": "api", "development": settings.DEBUG}


class JSONRenderer(renderers.JSONRenderer):
    """JSON by orjson. Amounts are strings; problems say that they are problems."""

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Mapping[str, Any] | None = None
    ) -> bytes:
        context = renderer_context or {}
        response = context.get("response")
        if response is not None and response.exception and response.accepted_renderer is self:
            response["Content-Type"] = MEDIA_TYPE
        if data is None:
            return b""
        indent = self.get_indent(accepted_media_type or "", dict(context))
        return orjson.dumps(data, default=self.encode, option=orjson.OPT_INDENT_2 if indent else None)

    def encode(self, value: Any) -> Any:
        """What orjson does not know by itself."""
        if isinstance(value, Decimal):
            return self.encode_amount(value)
        if isinstance(value, Promise):
            return str(value)
        raise TypeError(type(value).__name__)

    def encode_amount(self, amount: Decimal) -> Any:
        """An exact number: its own digits as a string."""
        return format(amount, "f")


class BrowsableRenderer(renderers.BrowsableAPIRenderer):
    """The same answer as a page with headers, filters and forms for what the reader may do."""

    def render(self, data: Any, accepted_media_type: Any = None, renderer_context: Any = None) -> Any:
        page = super().render(data, accepted_media_type, renderer_context)
        renderer_context["response"]._csp_replace = CSP_INLINE_STYLES
        return page

    def get_context(
        self, data: Any, accepted_media_type: str | None, renderer_context: Mapping[str, Any]
    ) -> dict[str, Any]:
        context = super().get_context(data, accepted_media_type, renderer_context)
        context |= frame()
        view, response = renderer_context["view"], renderer_context["response"]
        context["read"] = response.get("ETag") or getattr(view, "etag", None)  # what a change from here has read
        if response.exception:
            context["name"] = data["title"]
            context["response_headers"]["Content-Type"] = MEDIA_TYPE
        return context

    def get_breadcrumbs(self, request: Request) -> list[tuple[str, str]]:
        return [(name, url) for name, url in super().get_breadcrumbs(request) if url.endswith("/")]
