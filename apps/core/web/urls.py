from django.urls import path, register_converter

from apps.core.observability.log_files import REQUEST_ID
from apps.core.web.configuration import configuration
from apps.core.web.limits import limits
from apps.core.web.requests import find_request, request_trail


class RequestIdConverter:
    regex = REQUEST_ID.pattern

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(RequestIdConverter, "request_id")

app_name = "ops"
urlpatterns = [
    path("requests/", find_request, name="requests"),
    path("requests/<request_id:request_id>/", request_trail, name="request"),
    path("config/", configuration, name="configuration"),
    path("limits/", limits, name="limits"),
]
