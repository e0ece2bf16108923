"""The urlconf of development; imported when the toolbar is installed."""

from django.urls import include, path

urlpatterns = [
    path("__debug__/", include("debug_toolbar.urls")),
    path("toolbar/", include("apps.showcase.toolbar.urls")),
    path("", include("config.urls")),
]
