"""Rendering with what every page's frame needs."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def show(
    request: HttpRequest, template: str, context: dict[str, Any], *, section: str = "", status: int = 200
) -> HttpResponse:
    """A page; `section` is the entry of the navigation it stands under."""
    return render(request, template, {"section": section, "development": settings.DEBUG, **context}, status=status)
