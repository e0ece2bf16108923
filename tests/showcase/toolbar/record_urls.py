"""The urlconf of development, with the planted views; imported when the toolbar is installed."""

from django.urls import include, path

from tests.showcase.toolbar.planted import VIEWS

urlpatterns = [
    path("__debug__/", include("debug_toolbar.urls")),
    path("toolbar/", include("apps.showcase.toolbar.urls")),
    *(path(f"planted/{name}/", view) for name, view in VIEWS.items()),
    path("", include("config.urls")),
]
