"""The doors for people. Programs enter by `config.api_urls`."""

from django.apps import apps
from django.contrib import admin
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

from apps.core.policy import PUBLIC, door

urlpatterns: list[URLPattern | URLResolver] = [
    # Browsers ask for it by themselves where a page names no icon, as the API's documents do.
    path("favicon.ico", door(GET=PUBLIC)(lambda request: redirect(static("vitrine.svg")))),
    path("admin/", admin.site.urls),
    path("api/", include("config.api_urls")),
    path("", include("apps.accounts.web.urls")),
    path("uploads/", include("apps.uploads.web.urls")),
    path("", include("apps.core.observability.urls")),
    path("ops/", include("apps.core.web.urls")),
]
if apps.is_installed("apps.showcase"):
    urlpatterns.append(path("", include("apps.showcase.web.urls")))
else:
    urlpatterns.append(path("", door(GET=PUBLIC)(RedirectView.as_view(pattern_name="admin:index"))))
if apps.is_installed("debug_toolbar"):
    urlpatterns.append(path("__debug__/", include("debug_toolbar.urls")))
    if apps.is_installed("apps.showcase"):
        urlpatterns.append(path("toolbar/", include("apps.showcase.toolbar.urls")))

handler400 = "apps.core.observability.errors.bad_request"
handler403 = "apps.core.observability.errors.permission_denied"
handler404 = "apps.core.observability.errors.page_not_found"
handler500 = "apps.core.observability.errors.server_error"
