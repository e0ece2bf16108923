"""What a page of one app shows of another: the registries, and the panels that stand in them.

An upper app fills them when it starts (`apps.py`), so that no lower app knows it:

    detail_panels[Order].append(RelatedPanel(title="Payments", model=Payment, path="order", columns=(...)))
    detail_panels[Customer].append(FiguresPanel(title="Balance", permission="...", figures=balance))
    dashboard_panels.append(DashboardPanel(title="Newest orders", ...))
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from apps.core.backoffice.cells import number_text
from apps.core.backoffice.figures import Figure
from apps.core.backoffice.tables import Table, list_url, page_url, table
from apps.core.charts import LineChart
from apps.core.models import AuditEntry


@dataclass(frozen=True, kw_only=True)
class PanelContent:
    """A panel ready for `admin/panels.html`: what `template` shows as `panel`, and the words and links of its head.

    On paper those that are `screen_only` are left out.
    """

    title: str
    template: str
    note: str = ""
    more_url: str = ""
    add_url: str = ""
    screen_only: bool = False


@dataclass(frozen=True, kw_only=True)
class Rows(PanelContent):
    """A table of rows."""

    template: str = "admin/panels/rows.html"
    table: Table
    empty: str


@dataclass(frozen=True, kw_only=True)
class Figures(PanelContent):
    """Figures, set large."""

    template: str = "admin/panels/figures.html"
    figures: list[Figure]


@dataclass(frozen=True, kw_only=True)
class Charts(PanelContent):
    """Charts beside each other."""

    template: str = "admin/panels/charts.html"
    charts: list[LineChart]
    empty: str


class Panel(Protocol):
    """A part of an object's page."""

    def content(self, request: HttpRequest, target: Any) -> PanelContent | None:
        """What it shows of the object to this viewer; None when there is nothing to say, or nothing they may see."""


@dataclass(frozen=True, kw_only=True)
class FiguresPanel:
    """What `figures` computes of the object of the page, for those with `permission`; left out without figures."""

    title: str
    permission: str
    figures: Callable[[Any], list[Figure]]

    def content(self, request: HttpRequest, target: Model) -> Figures | None:
        if not request.user.has_perm(self.permission):
            return None
        figures = self.figures(target)
        return Figures(title=self.title, figures=figures) if figures else None


@dataclass(frozen=True, kw_only=True)
class ChartsPanel:
    """What `charts` draws of the object of the page, for those with `permission`; without charts it says `empty`, or
    is left out when that is empty too."""

    title: str
    permission: str
    charts: Callable[[Any], list[LineChart]]
    empty: str = ""

    def content(self, request: HttpRequest, target: Model) -> Charts | None:
        if not request.user.has_perm(self.permission):
            return None
        charts = self.charts(target)
        return Charts(title=self.title, charts=charts, empty=self.empty) if charts or self.empty else None


@dataclass(frozen=True, kw_only=True)
class RelatedPanel:
    """Rows of `model` that point by `path` at the object of the page.

    With `by`, rows that share a value with the object: `path` equals its attribute `by`. Without a `path`, rows that
    name the object by `object_type` and `object_id`, as the audit trail does. At most `limit` rows, then a link to all
    of them, which is a list filtered likewise. `count` says how many there are where the object knows it; otherwise
    nobody counts. Narrow screens leave `minor` columns out. `add_with` names the attribute of the object that the form
    for another row begins with. Without rows the panel says `empty`, or is left out when that is empty too.
    """

    title: str
    model: type[Model]
    path: str = ""
    by: str = ""
    columns: tuple[str, ...]
    ordering: tuple[str, ...]
    minor: tuple[str, ...] = ()
    limit: int = 10
    count: Callable[[Any], int] | None = None
    add_with: str = ""
    empty: str = ""

    def content(self, request: HttpRequest, target: Model) -> Rows | None:
        """The rows for this viewer; None when there is nothing to say, or the viewer may not see rows of `model`."""
        model_admin = admin.site.get_model_admin(self.model)
        if not model_admin.has_view_permission(request):
            return None
        rows = table(
            request,
            self.model,
            columns=self.columns,
            ordering=self.ordering,
            limit=self.limit,
            minor=self.minor,
            where=self._where(target),
        )
        if not rows.rows and not self.empty:
            return None
        return Rows(
            title=self.title,
            table=rows,
            note=self._note(target) if rows.more_url else "",
            more_url=self._all_rows(target) if rows.more_url else "",
            add_url=self._form(target) if self.add_with and model_admin.has_add_permission(request) else "",
            empty=self.empty,
        )

    def _where(self, target: Model) -> dict[str, Any]:
        if not self.path:
            return named(target)
        return {self.path: getattr(target, self.by) if self.by else target}

    def _note(self, target: Model) -> str:
        shown = f"The first {self.limit}"
        return f"{shown} of {number_text(self.count(target))}" if self.count else shown

    def _form(self, target: Model) -> str:
        return page_url(self.model, "add", **{self.path: getattr(target, self.add_with)})

    def _all_rows(self, target: Model) -> str:
        if not self.path:
            return list_url(self.model, **{f"{name}__exact": value for name, value in named(target).items()})
        if self.by:
            return list_url(self.model, **{f"{self.path}__exact": getattr(target, self.by)})
        return list_url(self.model, **{f"{self.path}__{target._meta.pk.name}__exact": target.pk})


TRAIL = RelatedPanel(
    title="Trail",
    model=AuditEntry,
    columns=("at", "by", "action_code", "changes", "reason"),
    ordering=("-id",),
    limit=5,
)


@dataclass(frozen=True, kw_only=True)
class DashboardPanel:
    """A part of the first page, for those with `permission`. `context` reads what `template` shows as `panel`.

    Panels stand by `position`, lowest first; a wide one takes the whole row.
    """

    title: str
    permission: str
    context: Callable[[HttpRequest], dict[str, Any]]
    template: str = "admin/dashboard/table.html"
    position: int = 100
    wide: bool = False


def named(target: Model) -> dict[str, str]:
    """How rows that may belong to any object name this one."""
    return {"object_type": target._meta.label_lower, "object_id": str(target.pk)}


detail_panels: defaultdict[type[Model], list[Panel]] = defaultdict(list)
dashboard_panels: list[DashboardPanel] = []
