"""How the shop is set up: every option with its source, and without its secrets."""

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from apps.core.policy import door, holders
from apps.core.web.access import READ_CONFIGURATION


@door(GET=holders(READ_CONFIGURATION))
def configuration(request: HttpRequest) -> HttpResponse:
    """What this web process was started with; other processes can be asked by `manage.py config`."""
    context = {
        **admin.site.each_context(request),
        "title": "Configuration",
        "options": settings.CONFIGURATION,
        "given": sum(option.source != "default" for option in settings.CONFIGURATION),
        "settings_module": settings.SETTINGS_MODULE,
    }
    return TemplateResponse(request, "admin/ops/configuration.html", context)
