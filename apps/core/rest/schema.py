"""The OpenAPI document of each version, and the page to read and try it."""

from threading import Lock
from typing import Any, ClassVar

from csp.decorators import csp_replace
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_serializer
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.authentication import SessionAuthentication
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.core.policy import PUBLIC
from apps.core.rest.problems import KINDS, MEDIA_TYPE, problem_document
from apps.core.rest.renderers import CSP_INLINE_STYLES, JSONRenderer, frame

PROBLEM = {
    "type": "object",
    "description": "What an answer of 400 and above says (RFC 9457).",
    "required": ["type", "title", "status", "detail", "code", "request_id", "errors"],
    "properties": {
        "type": {
            "type": "string",
            "format": "uri-reference",
            "description": "Where this kind of problem is described.",
        },
        "title": {"type": "string", "description": "The kind of problem, in words."},
        "status": {"type": "integer", "description": "The HTTP status."},
        "detail": {"type": "string", "description": "What happened, for people. May change."},
        "code": {"type": "string", "description": "What happened, for programs. Never changes."},
        "request_id": {"type": "string", "description": "Tell it to support: it finds everything about this request."},
        "errors": {
            "type": "array",
            "description": "Each value at fault; empty when no single one is.",
            "items": {
                "type": "object",
                "required": ["field", "code", "detail"],
                "properties": {
                    "field": {
                        "type": "string",
                        "description": "Path of the member (`lines[0].sku`) or name of the query parameter.",
                    },
                    "pointer": {
                        "type": "string",
                        "description": "The member of the body as a JSON Pointer (RFC 6901), `#/lines/0/sku`;"
                        " `#` is the whole. Not in version 1.",
                    },
                    "parameter": {
                        "type": "string",
                        "description": "The query parameter, where it is one. Not in version 1.",
                    },
                    "header": {
                        "type": "string",
                        "description": "The header, where it is one. Not in version 1.",
                    },
                    "code": {"type": "string"},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}
# Which kind stands for each status in the document.
DOCUMENTED = {
    400: "validation_failed",
    401: "not_authenticated",
    403: "permission_denied",
    404: "not_found",
    406: "not_acceptable",
    409: "conflict",
    410: "version_ended",
    412: "precondition_failed",
    413: "too_large",
    415: "unsupported_media_type",
    422: "idempotency_key_reused",
    428: "precondition_required",
    429: "throttled",
    503: "unavailable",
}
# On every answer to a counted call (apps/core/rest/throttling.py).
RATE_HEADERS = {
    "RateLimit-Policy": {
        "description": "The limits of the call: `q` at once, and again in `w` seconds.",
        "schema": {"type": "string", "example": '"burst";q=100;w=5, "sustained";q=600;w=60'},
    },
    "RateLimit": {
        "description": "What is left of each: `r` now, one more in `t` seconds.",
        "schema": {"type": "string", "example": '"burst";r=98;t=1, "sustained";r=598;t=1'},
    },
}
RETRY_AFTER = {
    "description": "In how many seconds the same call is let through.",
    "schema": {"type": "integer", "minimum": 1},
}
MAKING = Lock()
EXAMPLE_ERROR = {
    "field": "limit",
    "parameter": "limit",
    "code": "out_of_range",
    "detail": "A whole number from 1 to 200.",
}


class ProblemsApart(APIView):
    """A view whose form no problem has: refusals are neither an OpenAPI document nor its page."""

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        answer = super().finalize_response(request, response, *args, **kwargs)
        if answer.exception:
            answer.accepted_renderer = JSONRenderer()
        return answer


class SchemaView(ProblemsApart, SpectacularAPIView):
    """The OpenAPI document; one is made at a time: the library loads parts of itself meanwhile, without a lock."""

    policy: ClassVar = {"read": PUBLIC}

    def _get_schema_response(self, request: Request) -> Response:
        with MAKING:
            response: Response = super()._get_schema_response(request)  # type: ignore[no-untyped-call]
        return response


@method_decorator(csp_replace(CSP_INLINE_STYLES), name="dispatch")
class DocumentationView(ProblemsApart, SpectacularSwaggerSplitView):
    """The API documentation, with which calls can be tried, in the frame of the other pages."""

    policy: ClassVar = {"read": PUBLIC}
    authentication_classes = [SessionAuthentication]

    @extend_schema(exclude=True)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        response: Response = super().get(request, *args, **kwargs)  # type: ignore[no-untyped-call]
        response.data |= frame() | {"schema_address": reverse(self.url_name)}
        return response


def example(title: str, value: dict[str, Any]) -> Any:
    """A class decorator: what a serializer's answer looks like."""
    return extend_schema_serializer(examples=[OpenApiExample(title, value=value, response_only=True)])


def documentation(version: str) -> list[URLPattern]:
    """`schema/` and `docs/` of a version."""
    return [
        path("schema/", SchemaView.as_view(api_version=version), name="schema"),
        path("docs/", DocumentationView.as_view(url_name=f"{version}:schema"), name="docs"),
    ]


def document_problems(result: dict[str, Any], generator: Any, **kwargs: Any) -> dict[str, Any]:
    """A postprocessing hook: every operation says which problems it can answer with."""
    components = result["components"]
    components.setdefault("schemas", {})["Problem"] = PROBLEM
    components["responses"] = {str(status): problem_answer(kind) for status, kind in DOCUMENTED.items()}
    components["headers"] = RATE_HEADERS
    for address, operations in result["paths"].items():
        for operation in operations.values():
            operation.setdefault(
                "summary", operation.get("description", "").split(". ")[0].split("\n\n")[0].rstrip(".")
            )
            for status in statuses_of(address, operation):
                reference = {"$ref": f"#/components/responses/{status}"}
                operation["responses"].setdefault(str(status), reference)
            operation["responses"] = {status: limited(answer) for status, answer in operation["responses"].items()}
    return result


def limited(answer: dict[str, Any]) -> dict[str, Any]:
    """The documented answer, with what it says of limits."""
    return answer if "$ref" in answer else answer | {"headers": answer.get("headers", {}) | rate_headers()}


def rate_headers() -> dict[str, Any]:
    """What every answer says of limits."""
    return {name: {"$ref": f"#/components/headers/{name}"} for name in RATE_HEADERS}


def statuses_of(address: str, operation: dict[str, Any]) -> list[int]:
    """The problems an operation can answer with."""
    statuses = [400, 401, 403, 406, 429, 503]  # 400: every operation refuses unknown query parameters
    parameters = {parameter["name"] for parameter in operation.get("parameters", ())}
    if "{" in address or "page" in parameters:
        statuses.append(404)
    if operation.get("deprecated"):
        statuses.append(410)
    if "requestBody" in operation:
        statuses += [409, 413, 415]
    if "Idempotency-Key" in parameters:
        statuses.append(422)
    if "If-Match" in parameters:
        statuses += [412, 428]
    return sorted(statuses)


def problem_answer(kind: str) -> dict[str, Any]:
    """The documented answer with a problem of this kind."""
    errors = [EXAMPLE_ERROR] if kind == "validation_failed" else []
    example = problem_document(kind, errors=errors) | {"request_id": "0191f2b6-8c1e-4f7a-9d3b-2a6c5e1f4b70"}
    return {
        "description": KINDS[kind].title,
        "headers": rate_headers() | ({"Retry-After": RETRY_AFTER} if kind in ("throttled", "unavailable") else {}),
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}, "example": example}},
    }
