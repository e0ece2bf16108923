"""What somebody may do in the admin, in words: by area and list, as far as pages and permissions go."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils.text import capfirst

from apps.core.backoffice.areas import Area
from apps.core.backoffice.tables import list_url

ELSEWHERE = "Elsewhere"


@dataclass(frozen=True)
class Permitted:
    """Rows of one kind, the way to them, and what may be done with them."""

    title: str
    url: str
    acts: list[str]


def permitted(request: HttpRequest) -> list[tuple[str, list[Permitted]]]:
    """The areas in which the person may do something, as the navigation orders them; no query."""
    registered: dict[type[Model], Any] = dict(admin.site._registry)
    found: dict[str, list[Permitted]] = {area: [] for area in (*(area.value for area in Area), ELSEWHERE)}
    for model, model_admin in sorted(registered.items(), key=lambda pair: pair[1].position):
        acts = [*acts_here(request, model_admin), *acts_beside(request, model)]
        if acts:
            url = list_url(model) if model_admin.has_view_permission(request) else ""
            found[model_admin.area].append(Permitted(plural(model), url, acts))
    for model in apps.get_models():
        if model not in registered and (acts := list(acts_beside(request, model))):
            found[ELSEWHERE].append(Permitted(plural(model), "", acts))
    return [(area, rows) for area, rows in found.items() if rows]


def acts_here(request: HttpRequest, model_admin: Any) -> Iterable[str]:
    """What the pages of a list offer; a permission that no page uses is not told as one."""
    if model_admin.has_view_permission(request):
        yield "see"
    if model_admin.has_add_permission(request):
        yield "add"
    if model_admin.has_change_permission(request):
        yield f"change {', '.join(name.replace('_', ' ') for name in model_admin.editable_fields)}"
    if model_admin.has_delete_permission(request):
        yield "delete"
    yield from (words for permission, words in model_admin.acts.items() if request.user.has_perm(permission))


def acts_beside(request: HttpRequest, model: type[Model]) -> Iterable[str]:
    """The permissions that a model defines by itself, as it words them: "Can import orders" is "import orders"."""
    options = model._meta
    for codename, words in options.permissions:
        if request.user.has_perm(f"{options.app_label}.{codename}"):
            yield str(words).removeprefix("Can ")


def plural(model: type[Model]) -> str:
    return capfirst(str(model._meta.verbose_name_plural))
