"""A list of the admin, as one request sees it."""

from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.utils.text import capfirst
from unfold.views import ChangeList

from apps.core.backoffice.pages import DEEPEST_PAGE
from apps.core.backoffice.periods import Periods, periods


class ShopChangeList(ChangeList):  # type: ignore[misc] # unfold has no types
    """Past DEEPEST_PAGE it reads nothing and says to filter instead (`too_deep`, in the template)."""

    too_deep = False
    deepest_page = DEEPEST_PAGE

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = capfirst(self.opts.verbose_name_plural)

    def get_results(self, request: HttpRequest) -> None:
        if self.page_num > DEEPEST_PAGE:
            self.too_deep = True
            self.paginator = self.model_admin.get_paginator(request, self.queryset.none(), self.list_per_page)
            self.result_list = self.queryset.none()
            self.result_count = self.full_result_count = 0
            self.show_full_result_count = self.can_show_all = self.multi_page = False
            return
        super().get_results(request)
        self.full_result_count = self.result_count

    def get_ordering_field(self, field_name: str) -> Any:
        """What a column sorts by; nothing unless it is in `sortable_by`, also when the address asks for it."""
        sortable = self.sortable_by is None or field_name in self.sortable_by
        return super().get_ordering_field(field_name) if sortable else None

    @cached_property
    def periods(self) -> Periods | None:
        """The years, months or days above the list."""
        return periods(self) if self.date_hierarchy else None
