"""Permissions, their sources and chains of rules as pages show them: words, moments, links."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from apps.accounts.models import RoleAssignment
from apps.accounts.rules.access import Effective, Grant, words_of_amount
from apps.accounts.selectors import Why, code_of
from apps.core.access import Answer, Finding, Place, Remedy, Row, Step
from apps.core.backoffice.cells import Tone, chip, object_url
from apps.core.backoffice.tables import page_url
from apps.core.backoffice.viewer import may_open

ANSWERS = {Answer.YES: ("Yes", Tone.OK), Answer.NO: ("No", Tone.BAD), Answer.OPEN: ("Open", Tone.WAIT)}
VERDICTS = {
    Answer.YES: ("may", "ok"),
    Answer.NO: ("may not", "bad"),
    Answer.OPEN: ("may, unless an open question below says no:", "warn"),
}


@dataclass(frozen=True)
class ShownPermission:
    """A permission that somebody has: in words, as code, and each grant through which."""

    app: str
    words: str
    code: str
    sources: tuple[Grant, ...]
    up_to: Decimal | None
    until: datetime | None

    @property
    def limit(self) -> str:
        """In words; empty without one."""
        return "" if self.up_to is None else words_of_amount(self.up_to, settings.CURRENCY)


def shown_rows(held: Sequence[Effective], permissions: Iterable[Permission]) -> list[ShownPermission]:
    by_code = {one.permission: one for one in held}
    return [
        ShownPermission(area(one.content_type.app_label), words(one), code, found.sources, found.up_to, found.until)
        for one in permissions
        if (found := by_code.get(code := code_of(one)))
    ]


def by_app(rows: Iterable[ShownPermission]) -> list[tuple[str, list[ShownPermission]]]:
    return [(app, list(group)) for app, group in groupby(rows, key=lambda row: row.app)]


def words(permission: Permission) -> str:
    """ "Can import orders" is "import orders"."""
    return str(permission.name).removeprefix("Can ")


def area(app_label: str) -> str:
    return capfirst(str(apps.get_app_config(app_label).verbose_name))


@dataclass(frozen=True)
class ShownStep:
    question: str
    rule: str
    answer: SafeString
    says: str
    read: list[tuple[Finding, SafeString]]
    remedy: str
    remedy_url: str


@dataclass(frozen=True)
class ShownChain:
    """`tone` is that of the notice with the verdict."""

    verdict: str
    tone: str
    steps: list[ShownStep]


def shown_chain(request: HttpRequest, why: Why) -> ShownChain:
    may, tone = VERDICTS[why.answer]
    on = f" on {why.row.name}" if why.row else ""
    about = f", {words_of_amount(why.amount, settings.CURRENCY)}" if why.amount is not None else ""
    verdict = f"{why.person} {may} {words(why.permission)}{on}{about}."
    return ShownChain(verdict, tone, [shown_step(request, step, why) for step in why.steps])


def shown_step(request: HttpRequest, step: Step, why: Why) -> ShownStep:
    word, tone = ANSWERS[step.answer]
    return ShownStep(
        question=step.question,
        rule=step.rule,
        answer=chip(word, tone),
        says=step.says,
        read=[(finding, link_of(finding.row)) for finding in step.read],
        remedy=step.remedy.words if step.remedy else "",
        remedy_url=remedy_url(request, step.remedy, why) if step.remedy else "",
    )


def link_of(row: Row | None) -> SafeString:
    """The way to the row for those who may open its page; empty otherwise."""
    url = url_of(row)
    return format_html('<a class="cell-link" href="{}">{}</a>', url, row.name) if url and row else SafeString("")


def url_of(row: Row | None) -> str:
    model: type[Model] | None = apps.get_model(row.model) if row else None
    if row is None or model is None or not admin.site.is_registered(model) or not may_open(model):
        return ""
    return object_url(model, row.key)


def remedy_url(request: HttpRequest, remedy: Remedy, why: Why) -> str:
    """Where the viewer could change it; empty for those who may not."""
    user: Any = request.user
    if remedy.place == Place.GIVE_ROLE:
        may = user.has_perm("accounts.add_roleassignment")
        return page_url(RoleAssignment, "add", user=why.person.email) if may else ""
    if remedy.place == Place.MATRIX:
        return reverse("admin:accounts_role_matrix") if user.has_perm("accounts.change_role") else ""
    return url_of(remedy.row)
