"""The matrix of roles and permissions: read, edited, looked at once more, saved with a reason."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import Permission
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from apps.accounts.admin.access_shown import area, words
from apps.accounts.admin.forms import ReasonForm
from apps.accounts.admin.matrix_form import Sent, kept_as_asked, limit_field, read
from apps.accounts.rules.access import words_of_amount
from apps.accounts.rules.role_editing import digest
from apps.accounts.selectors import RoleNow, code_of, permissions_in_words, roles_now
from apps.accounts.services.role_editing import EDIT, edit_roles
from apps.accounts.services.roles import OWNER
from apps.core.access import about_amounts
from apps.core.backoffice.areas import Area
from apps.core.backoffice.model_admin import ShopModelAdmin
from apps.core.backoffice.navigation import NavigationPage
from apps.core.backoffice.policies import doing, seeing
from apps.core.backoffice.viewer import signed_in
from apps.core.errors import DomainError
from apps.core.policy import Policies

MATRIX = NavigationPage(
    title="Who may what",
    icon="grid_on",
    area=Area.PEOPLE,
    url_name="admin:accounts_role_matrix",
    permission="accounts.view_role",
)
PAGE, REVIEW = "admin/people/matrix.html", "admin/people/matrix_review.html"


@dataclass(frozen=True)
class Column:
    """A role: `locked` ones are not edited here."""

    now: RoleNow
    locked: bool
    seen: str


@dataclass(frozen=True)
class Cell:
    """Whether a role carries a permission; `limit` is what stands in its box, `differs` from the shop's definition."""

    column: Column
    carried: bool
    limit: str
    limit_field: str
    wrong: bool
    differs: bool
    offered: bool


@dataclass(frozen=True)
class Line:
    words: str
    code: str
    cells: list[Cell]


class MatrixPages(ShopModelAdmin):
    """Pages of all roles together. Everybody who may see roles reads them; who may edit them gets boxes."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.matrix)
        return [path("matrix/", view, name="accounts_role_matrix"), *super().get_urls()]

    def policies(self) -> dict[str, Policies]:
        return {**super().policies(), "matrix": {"GET": seeing(self.opts), "POST": doing(EDIT)}}

    def matrix(self, request: HttpRequest) -> HttpResponse:
        """GET shows it; POST `step` is "review" (what would change), "edit" (back to the boxes) or "save"."""
        permissions = permissions_in_words()
        roles = roles_now([code_of(one) for one in permissions])
        if request.method != "POST":
            return self._boxes(request, permissions, roles, Sent())
        sent = read(request.POST, roles, {code_of(one) for one in permissions}, about_amounts())
        if sent.unreadable or request.POST.get("step") == "edit":
            return self._boxes(request, permissions, roles, sent)
        if request.POST.get("step") != "save":
            return self._review(request, permissions, roles, sent)
        form = ReasonForm(request.POST)
        if not form.is_valid():
            return self._review(request, permissions, roles, sent, refusal=str(form.errors["reason"][0]))
        try:
            done = edit_roles(edits=sent.edits, by=signed_in(request), reason=form.cleaned_data["reason"])
        except DomainError as refusal:
            if refusal.code == "changed_meanwhile":
                self.message_user(request, f"{refusal.message} Your choices are still below.", messages.ERROR)
                return self._boxes(request, permissions, roles, sent)
            return self._review(request, permissions, roles, sent, refusal=refusal.message)
        count = sum(len(made) for made in done.values())
        self.message_user(request, f"{count} change{'s'[: count != 1]} saved.", messages.SUCCESS)
        return redirect("admin:accounts_role_matrix")

    def _boxes(
        self, request: HttpRequest, permissions: Sequence[Permission], roles: Sequence[RoleNow], sent: Sent
    ) -> HttpResponse:
        columns = [Column(one, one.role.slug == OWNER, digest(one.carried)) for one in roles]
        context = {
            "title": "Who may what",
            "columns": columns,
            "apps": blocks(permissions, columns, kept_as_asked(roles, sent.edits), sent),
            "count": len(permissions),
            "may_edit": request.user.has_perm(EDIT),
            "unreadable": [f"“{written}”" for written in sent.unreadable.values()],
            "currency": settings.CURRENCY,
            "news": [one for one in roles if one.offered],
        }
        return self._matrix_page(request, PAGE, context)

    def _review(
        self,
        request: HttpRequest,
        permissions: Sequence[Permission],
        roles: Sequence[RoleNow],
        sent: Sent,
        refusal: str = "",
    ) -> HttpResponse:
        names, of_amounts = {code_of(one): words(one) for one in permissions}, about_amounts()
        edited = [
            (
                one.role,
                [
                    (
                        change,
                        names.get(change.permission, ""),
                        *(told(limit, money=change.permission in of_amounts) for limit in change.limits),
                    )
                    for change in made
                ],
            )
            for one, made in sent.changes(roles)
        ]
        context = {
            "title": "Look at the changes",
            "edited": edited,
            "fields": sent.fields(),
            "refusal": refusal,
            "reason": request.POST.get("reason", ""),
        }
        return self._matrix_page(request, REVIEW, context)

    def _matrix_page(self, request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
        return TemplateResponse(request, template, self.admin_site.each_context(request) | context)


def blocks(
    permissions: Sequence[Permission],
    columns: Sequence[Column],
    shown: Mapping[str, Mapping[str, Decimal | None]],
    sent: Sent,
) -> list[tuple[str, list[Line]]]:
    """The lines in groups by app and model."""
    of_amounts = about_amounts()

    def line(permission: Permission) -> Line:
        code = code_of(permission)
        return Line(
            words(permission), code, [cell(column, code, shown, sent, money=code in of_amounts) for column in columns]
        )

    groups = [list(found) for _, found in groupby(permissions, key=lambda one: one.content_type_id)]
    return [
        (f"{area(group[0].content_type.app_label)} · {group[0].content_type.name}", [line(one) for one in group])
        for group in groups
    ]


def cell(
    column: Column, code: str, shown: Mapping[str, Mapping[str, Decimal | None]], sent: Sent, *, money: bool
) -> Cell:
    now, slug = column.now, column.now.role.slug
    carried = shown[slug]
    limit = carried.get(code)
    written = sent.unreadable.get((slug, code))
    return Cell(
        column,
        code in carried,
        written or (f"{limit.normalize():f}" if limit is not None else ""),
        limit_field(slug, code) if money else "",
        written is not None,
        (code in now.carried) != (code in now.defined) or now.carried.get(code) != now.defined.get(code),
        code in now.offered,
    )


def told(limit: Decimal | None, *, money: bool) -> str:
    """What a role carries; amounts only where the permission is about them."""
    if not money:
        return "yes"
    return "any amount" if limit is None else f"up to {words_of_amount(limit, settings.CURRENCY)}"
