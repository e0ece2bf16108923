"""What stands above every list besides its filters: the person's columns and saved filters, and the list as CSV."""

from collections.abc import Sequence
from copy import copy
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.text import slugify

from apps.core.backoffice.export import csv_parts
from apps.core.backoffice.policies import seeing
from apps.core.backoffice.preferences import choose_columns, delete_filter, reset_columns, save_filter
from apps.core.backoffice.refusals import UnreadableFilter
from apps.core.backoffice.viewer import signed_in
from apps.core.errors import DomainError
from apps.core.models import ListColumns, SavedFilter
from apps.core.observability.errors import bad_request
from apps.core.policy import Policies


class ListTools:
    """Mixed into the admin class of a list. `more_columns` are offered beside those that the list begins with."""

    more_columns: ClassVar[tuple[str, ...]] = ()
    model: Any
    opts: Any
    list_display: Any
    list_display_links: Any
    sortable_by: Any

    def get_urls(self) -> list[Any]:
        own = {
            "columns/": ("columns", self.columns_view),
            "csv/": ("csv", self.csv_view),
            "filters/": ("save_filter", self.save_filter_view),
            "filters/<int:pk>/": ("saved_filter", self.saved_filter_view),
            "filters/<int:pk>/delete/": ("delete_filter", self.delete_filter_view),
        }
        wrap: Any = self.admin_site.admin_view  # type: ignore[attr-defined]
        return [
            *(path(route, wrap(view), name=self.url_name(page)) for route, (page, view) in own.items()),
            *super().get_urls(),  # type: ignore[misc]
        ]

    def policies(self) -> dict[str, Policies]:
        see, mine = seeing(self.opts), seeing(self.opts, all_rows=())
        return {
            "columns_view": {"POST": mine},
            "csv_view": {"GET": see},
            "save_filter_view": {"POST": mine},
            "saved_filter_view": {"GET": mine},
            "delete_filter_view": {"POST": mine},
        }

    def url_name(self, page: str) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_{page}"

    # Columns.

    def offered_columns(self) -> tuple[str, ...]:
        return (*self.list_display, *self.more_columns)

    def fixed_columns(self) -> tuple[str, ...]:
        """Those that lead to the row's page: without them nobody would come there."""
        return tuple(self.list_display_links or self.list_display[:1])

    def get_list_display(self, request: HttpRequest) -> Sequence[str]:
        mine = ListColumns.objects.visible_to(request.user).filter(list_of=self.opts.label_lower)
        chosen = mine.values_list("columns", flat=True).first()
        if chosen is None:
            return tuple(self.list_display)
        return [name for name in self.offered_columns() if name in chosen or name in self.fixed_columns()]

    def get_sortable_by(self, request: HttpRequest) -> Sequence[str]:
        return self.offered_columns() if self.sortable_by is None else tuple(self.sortable_by)

    def columns_view(self, request: HttpRequest) -> HttpResponse:
        if "reset" in request.POST:
            reset_columns(list_of=self.opts.label_lower, by=signed_in(request))
        else:
            asked = request.POST.getlist("column")
            if unknown := [name for name in asked if name not in self.offered_columns()]:
                return bad_request(request, UnreadableFilter(f"The list has no column {unknown[0][:80]}."))
            choose_columns(list_of=self.opts.label_lower, columns=asked, by=signed_in(request))
        return self._back(request.POST.get("query", ""))

    # Saved filters.

    def save_filter_view(self, request: HttpRequest) -> HttpResponse:
        """A query is kept if the list understands it; what it does not understand is refused by name."""
        query = request.POST.get("query", "")
        try:
            kept = self.list_asked_for(request, query).kept_query
        except UnreadableFilter as refusal:
            return bad_request(request, refusal)
        try:
            saved = save_filter(
                list_of=self.opts.label_lower, name=request.POST.get("name", ""), query=kept, by=signed_in(request)
            )
        except DomainError as refusal:
            self.message_user(request, refusal.message, "ERROR")  # type: ignore[attr-defined]
        else:
            self.message_user(request, f"“{saved.name}” is kept above the list.", "SUCCESS")  # type: ignore[attr-defined]
        return self._back(kept)

    def saved_filter_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        saved = self._saved(request, pk)
        try:
            self.list_asked_for(request, saved.query)
        except UnreadableFilter as refusal:
            words = f"The saved filter “{saved.name}” no longer fits this list. {refusal.message}"
            return bad_request(request, UnreadableFilter(words))
        return self._back(saved.query)

    def delete_filter_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        saved = self._saved(request, pk)
        delete_filter(saved=saved, by=signed_in(request))
        self.message_user(request, f"“{saved.name}” is deleted.", "SUCCESS")  # type: ignore[attr-defined]
        return self._back(request.POST.get("query", ""))

    def _saved(self, request: HttpRequest, pk: int) -> SavedFilter:
        """The person's own filter of this list; 404 for anybody else's."""
        mine = SavedFilter.objects.visible_to(request.user).filter(list_of=self.opts.label_lower)
        saved: SavedFilter = get_object_or_404(mine, pk=pk)
        return saved

    # The list as a file.

    def csv_view(self, request: HttpRequest) -> HttpResponseBase:
        try:
            asked = self.list_asked_for(request, request.GET.urlencode())
        except UnreadableFilter as refusal:
            return bad_request(request, refusal)
        name = f"{slugify(self.opts.verbose_name_plural)}-{timezone.localdate():%Y-%m-%d}.csv"
        return StreamingHttpResponse(
            csv_parts(asked),
            content_type="text/csv; charset=utf-8",
            headers={
                "Content-Disposition": f'attachment; filename="{name}"',
                "Cache-Control": "no-store",
                "X-Accel-Buffering": "no",
            },
        )

    # What they share.

    def list_asked_for(self, request: HttpRequest, query: str) -> Any:
        """The list as `query` asks for it, without reading a page of it. Raises UnreadableFilter."""
        asked: Any = copy(request)
        asked.GET = QueryDict(query)
        asked.wants_no_page = True
        return self.get_changelist_instance(asked)  # type: ignore[attr-defined]

    def _back(self, query: str) -> HttpResponse:
        page = reverse(f"admin:{self.url_name('changelist')}")
        return redirect(f"{page}?{query}" if query else page)
