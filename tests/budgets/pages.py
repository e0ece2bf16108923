"""The lists and pages that have a budget: those of every model that the admin shows, and every route of the API."""

from collections.abc import Callable, Iterator
from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.urls import reverse

from apps.accounts.models import User
from apps.orders.models import ImportJob
from tests.core.backoffice.visiting import address
from tests.core.rest.routes import routes

Address = Callable[[Any], str]
MODELS = sorted(admin.site._registry, key=lambda model: model._meta.label)
REQUEST = "4f1c2a7e-0000-4000-8000-000000000001"
# Pages that show rows of many kinds, or none: route, arguments, query string.
OTHER_PAGES = {
    "admin:index": ([], ""),
    "admin:search": ([], "?s=ada"),
    "admin:accounts_apitoken_calls": ([], ""),
    "admin:accounts_role_matrix": ([], ""),
    "admin:accounts_user_why": ([], "?person=owner@vitrine.example&permission=orders.view_order"),
    "ops:configuration": ([], ""),
    "ops:limits": ([], ""),
    "ops:request": ([REQUEST], ""),
    "ops:requests": ([], ""),
    "api-index": ([], ""),
    "api-versions": ([], ""),
    "problem": (["not_found"], ""),
    "problems": ([], ""),
    "v1:index": ([], ""),
    "v2:index": ([], ""),
    "v2:me": ([], ""),
    "v2:me-permissions": ([], "?permission=orders.view_order"),
}
# Routes of the API that are made from the code alone, or show nothing.
DOCUMENTS = {"unknown", "v1:docs", "v1:schema", "v2:docs", "v2:schema", "v2:token-rotate"}
# What the admin's routes are called that are neither lists nor pages of a row: forms, actions, files, fragments.
DEEDS = {
    "add", "adjust", "again", "cancel", "close", "columns", "count", "csv", "delete", "filter", "mend", "mending",
    "note", "open", "preview", "price", "progress", "receive", "release", "require", "reserve", "restore", "revoke",
    "rotate", "take",
}  # fmt: skip
DEEDS_OF_THE_SITE = {
    "app_list", "autocomplete", "jsi18n", "login", "logout", "password_change", "password_change_done", "view_on_site",
}  # fmt: skip


def budgeted() -> set[str]:
    """All routes that have a budget."""
    return {*OTHER_PAGES, *(route for model in MODELS for route in pages_of(model))}


def without_budget() -> set[str]:
    """Routes of the admin and the API that show something and have no budget: there should be none."""
    deeds = {f"admin:{name}" for name in DEEDS_OF_THE_SITE} | DOCUMENTS
    named = {f"admin:{pattern.name}" for pattern in _patterns(admin.site.urls[0]) if pattern.name}
    found = {name for name in named if name.rpartition("_")[2] not in DEEDS} | {name for name, _ in routes()}
    return found - deeds - budgeted()


def _patterns(patterns: list[Any]) -> Iterator[Any]:
    for pattern in patterns:
        yield from _patterns(pattern.url_patterns) if hasattr(pattern, "url_patterns") else [pattern]


def other_pages() -> dict[str, str]:
    """Route and address of the pages that show rows of many kinds, or none."""
    return {route: reverse(route, args=args) + asked for route, (args, asked) in OTHER_PAGES.items()}


def pages_of(model: type[Model]) -> dict[str, Address]:
    """The routes that show rows of the model, each with its address for a row."""
    return dict(_pages_of(model))


def _pages_of(model: type[Model]) -> Iterator[tuple[str, Address]]:
    route = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    yield f"{route}_changelist", lambda _: address(model, "changelist")
    yield f"{route}_change", lambda row: address(model, "change", row.pk)
    yield f"{route}_history", lambda row: address(model, "history", row.pk)
    if model is User:
        yield f"{route}_permissions", lambda row: address(model, "permissions", row.pk)
    for name, view in routes():
        if name not in DOCUMENTS and name not in OTHER_PAGES and _shown(name, view) is model:
            yield name, _address(name, view)


def _shown(name: str, view: Any) -> type[Model] | None:
    """The model whose row the address names, or whose rows are listed."""
    if name == "v2:import-rejections":
        return ImportJob
    serializer = getattr(getattr(view, "cls", None), "serializer_class", None)
    return serializer.Meta.model if serializer else None


def _address(name: str, view: Any) -> Address:
    if name.endswith("-list"):
        return lambda _: reverse(name)
    key = "job_id" if ":import-" in name else view.cls.lookup_field
    return lambda row: reverse(name, args=[getattr(row, key)])
