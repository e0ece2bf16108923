"""The doors for programs: one list a version. Removing a version is deleting its folders, its list and its line."""

from django.urls import URLPattern, URLResolver, include, path, re_path

from apps.catalog.api.v1 import differences as catalog_v1
from apps.core.rest.index import IndexView, ProblemListView, ProblemView, UnknownAddressView, VersionListView
from apps.core.rest.schema import documentation
from apps.core.rest.v1 import differences as v1
from apps.orders.api.v1 import differences as orders_v1

Routes = list[URLPattern | URLResolver]

V2: Routes = [
    path(
        "",
        IndexView.as_view(
            title="Version 2",
            links={
                "me": "v2:me",
                "permissions": "v2:me-permissions",
                "tokens": "v2:token-list",
                "orders": "v2:order-list",
                "customers": "v2:customer-list",
                "products": "v2:product-list",
                "payments": "v2:payment-list",
                "imports": "v2:import-list",
                "uploads": "v2:upload-list",
                "docs": "v2:docs",
                "schema": "v2:schema",
            },
        ),
        name="index",
    ),
    path("", include("apps.accounts.api.v2.urls")),
    path("", include("apps.catalog.api.v2.urls")),
    path("", include("apps.orders.api.v2.urls")),
    path("", include("apps.payments.api.v2.urls")),
    path("", include("apps.uploads.api.v2.urls")),
    *documentation("v2"),
]

V1: Routes = [
    path(
        "",
        IndexView.as_view(
            title="Version 1",
            links={
                "orders": "v1:order-list",
                "customers": "v1:customer-list",
                "products": "v1:product-list",
                "docs": "v1:docs",
                "schema": "v1:schema",
            },
        ),
        name="index",
    ),
    path("", include("apps.catalog.api.v1.urls")),
    path("", include("apps.orders.api.v1.urls")),
    *documentation("v1"),
]

V1_DIFFERENCES = [*v1.DIFFERENCES, *orders_v1.DIFFERENCES, *catalog_v1.DIFFERENCES]

VERSIONS = {"v1": V1, "v2": V2}

urlpatterns = [
    path(
        "",
        IndexView.as_view(
            links={
                "versions": {
                    version: {name: f"{version}:{name}" for name in ("index", "docs", "schema")} for version in VERSIONS
                },
                "about_versions": "api-versions",
                "problems": "problems",
            }
        ),
        name="api-index",
    ),
    *(path(f"{version}/", include((patterns, version))) for version, patterns in VERSIONS.items()),
    path("versions/", VersionListView.as_view(differences={"v1": V1_DIFFERENCES}), name="api-versions"),
    path("problems/", ProblemListView.as_view(), name="problems"),
    path("problems/<slug:kind>/", ProblemView.as_view(), name="problem"),
    re_path("", UnknownAddressView.as_view()),
]
