"""A list of the admin, as one request sees it."""

from collections.abc import Iterator
from copy import copy
from functools import cached_property, partial
from typing import Any

from django.contrib.admin import ChoicesFieldListFilter, FieldListFilter, SimpleListFilter
from django.contrib.admin.utils import label_for_field
from django.contrib.admin.views.main import ORDER_VAR
from django.http import HttpRequest
from django.utils.text import capfirst
from unfold.views import ChangeList

from apps.core.backoffice.counts import Choice, counts
from apps.core.backoffice.pages import DEEPEST_PAGE
from apps.core.backoffice.periods import Periods, periods
from apps.core.backoffice.refusals import UnreadableFilter
from apps.core.backoffice.viewer import signed_in
from apps.core.models import SavedFilter


class ShopChangeList(ChangeList):  # type: ignore[misc] # unfold has no types
    """Past DEEPEST_PAGE it reads nothing and says to filter instead (`too_deep`, in the template).

    The address names the columns that it sorts by (`?o=-total_money.number`), not their places as Django has it: people
    choose their columns, and an address must mean the same to all of them.
    """

    too_deep = False
    deepest_page = DEEPEST_PAGE

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        self.viewer = signed_in(request)
        self.title = capfirst(self.opts.verbose_name_plural)

    def get_results(self, request: HttpRequest) -> None:
        if self.page_num > DEEPEST_PAGE or getattr(request, "wants_no_page", False):
            self.too_deep = True
            self.paginator = self.model_admin.get_paginator(request, self.queryset.none(), self.list_per_page)
            self.result_list = self.queryset.none()
            self.result_count = self.full_result_count = 0
            self.show_full_result_count = self.can_show_all = self.multi_page = False
            return
        super().get_results(request)
        self.full_result_count = self.result_count

    @cached_property
    def periods(self) -> Periods | None:
        """The years, months or days above the list."""
        return periods(self) if self.date_hierarchy else None

    @cached_property
    def saved_filters(self) -> list[SavedFilter]:
        """What the viewer kept of this list, by name."""
        kept = SavedFilter.objects.visible_to(self.viewer).filter(list_of=self.opts.label_lower)
        return list(kept.order_by("name"))

    @property
    def columns(self) -> list[dict[str, Any]]:
        """The columns to choose from: name, title, whether it is shown, and whether it always is."""
        return [
            {
                "name": name,
                "title": label_for_field(name, self.model, self.model_admin),
                "shown": name in self.list_display,
                "fixed": name in self.model_admin.fixed_columns(),
            }
            for name in self.model_admin.offered_columns()
        ]

    @property
    def kept_query(self) -> str:
        """What narrows and sorts the list, without the page: the part of the address after the question mark."""
        return str(self.get_query_string()).removeprefix("?")

    # Filters.

    def get_filters(self, request: HttpRequest) -> Any:
        found = super().get_filters(request)
        for spec in found[0]:
            refuse_unknown_choice(spec)
            if isinstance(spec, FieldListFilter):
                setattr(spec, "get_facet_queryset", partial(self.counts_of, spec))  # noqa: B010 (words, not numbers)
            else:
                spec.choices = partial(self.uncounted, spec.choices)
        return found

    def uncounted(self, choices: Any, change_list: Any) -> Any:
        """The choices of a filter with conditions of its own: nobody knows what counting them would cost."""
        without = copy(change_list)
        without.add_facets = False
        return choices(without)

    @cached_property
    def counts(self) -> dict[Choice, str]:
        """How many rows each choice of each filter of a column has."""
        return counts(
            self.root_queryset,
            {
                (spec.field_path, key): count.filter
                for spec in self.filter_specs
                if isinstance(spec, FieldListFilter)
                for key, count in spec.get_facet_counts(self.opts.pk.attname, self.root_queryset).items()
            },
            total=self.paginator.rows_of_table,
        )

    def counts_of(self, spec: Any, change_list: Any) -> dict[str, str]:
        """Stands in for Django's own query, which would count every row."""
        return {key: count for (path, key), count in self.counts.items() if path == spec.field_path}

    # Ordering.

    def sorted_by(self) -> Iterator[tuple[str, str]]:
        """The columns that the address names, each with "-" for downwards or ""."""
        for asked in filter(None, self.params.get(ORDER_VAR, "").split(".")):
            name = asked.removeprefix("-")
            if name not in self.model_admin.offered_columns() or not self.get_ordering_field(name):
                raise UnreadableFilter(f"The list cannot be sorted by {name[:80]}.")
            yield asked.removesuffix(name), name

    def get_ordering_field(self, field_name: str) -> Any:
        """What a column sorts by; nothing unless it is in `sortable_by`."""
        sortable = self.sortable_by is None or field_name in self.sortable_by
        return super().get_ordering_field(field_name) if sortable else None

    def get_ordering(self, request: HttpRequest, queryset: Any) -> list[str]:
        if not self.params.get(ORDER_VAR):
            return list(super().get_ordering(request, queryset))
        asked = [f"{down}{self.get_ordering_field(name)}" for down, name in self.sorted_by()]
        return list(self._get_deterministic_ordering([*asked, *queryset.query.order_by]))

    def get_ordering_field_columns(self) -> dict[int, str]:
        """The places of the shown columns that the list is sorted by, for the arrows in its head."""
        if ORDER_VAR not in self.params:
            return dict(super().get_ordering_field_columns())
        shown = list(self.list_display)
        return {shown.index(name): "desc" if down else "asc" for down, name in self.sorted_by() if name in shown}

    def get_query_string(self, new_params: dict[str, Any] | None = None, remove: list[str] | None = None) -> str:
        """Django's head of the list asks for places (`-3.0`); they become names."""
        new_params = dict(new_params or {})
        if places := new_params.get(ORDER_VAR):
            new_params[ORDER_VAR] = ".".join(self._named(place) for place in places.split("."))
        return str(super().get_query_string(new_params, remove))

    def _named(self, place: str) -> str:
        index = place.removeprefix("-")
        return f"{place.removesuffix(index)}{self.list_display[int(index)]}"


def refuse_unknown_choice(spec: Any) -> None:
    """A value that is none of the choices would show an empty list, as if there were no such rows, or the whole one."""
    if isinstance(spec, ChoicesFieldListFilter):
        choices, asked = spec.field.flatchoices, [*(spec.lookup_val or ())]
    elif isinstance(spec, SimpleListFilter):
        choices, asked = spec.lookup_choices, [*filter(None, [spec.value()])]
    else:
        return
    known = {str(value) for value, _ in choices}
    for value in asked:
        if value not in known:
            raise UnreadableFilter(f"{capfirst(str(spec.title))} cannot be “{value[:80]}”.")
