"""The urlconf of development, with the planted views; imported when the toolbar is installed."""

from django.urls import include, path

from tests.showcase.toolbar import planted, wasteful

urlpatterns = [
    path("__debug__/", include("debug_toolbar.urls")),
    path("toolbar/", include("apps.showcase.toolbar.urls")),
    *(path(f"planted/{name}/", view) for name, view in {**planted.VIEWS, **wasteful.VIEWS}.items()),
    path("", include("config.urls")),
]
