"""How version 1 says that it will go: RFC 9745, RFC 8594 and the links that belong to them."""

from datetime import UTC, datetime
from typing import Any

from django.utils.http import http_date
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.views import APIView

DEPRECATED_AT = datetime(2026, 11, 1, tzinfo=UTC)
SUNSET_AT = datetime(2027, 11, 1, tzinfo=UTC)


class DeprecatedVersion(APIView):
    """Every answer carries `Deprecation`, `Sunset`, and links to the documentation of its successor."""

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Response:
        answer = super().finalize_response(request, response, *args, **kwargs)
        answer["Deprecation"] = f"@{int(DEPRECATED_AT.timestamp())}"
        answer["Sunset"] = http_date(SUNSET_AT.timestamp())
        answer["Link"] = (
            f'<{reverse("v1:docs")}>; rel="deprecation"; type="text/html", '
            f'<{reverse("v2:index")}>; rel="successor-version"; type="application/json"'
        )
        return answer
