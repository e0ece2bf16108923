"""Pages of long lists: no exact count above COUNT_LIMIT rows, no deep OFFSET."""

from functools import cached_property
from typing import Any

from django.core.paginator import Paginator
from django.db import connections
from django.db.models import QuerySet

COUNT_LIMIT = 100_000
DEEPEST_PAGE = 1_000


class BoundedPaginator(Paginator):  # type: ignore[type-arg]
    """Counts exactly up to COUNT_LIMIT rows; above it says the planner's estimate, "more than" when rows are filtered.

    Pages end at DEEPEST_PAGE: an OFFSET reads all that it skips. `count_text` is the count for people.
    """

    template_name = "admin/pages.html"
    object_list: QuerySet[Any]

    @cached_property
    def count(self) -> int:
        estimate = 0 if self.object_list.query.where else self.rows_of_table
        return estimate if estimate > COUNT_LIMIT else self._count_up_to_limit()

    @cached_property
    def rows_of_table(self) -> int:
        """The planner's estimate, whatever narrows the list."""
        return estimated_rows(self.object_list)

    @cached_property
    def num_pages(self) -> int:
        return min(super().num_pages, DEEPEST_PAGE)

    @property
    def count_text(self) -> str:
        if self.count <= COUNT_LIMIT:
            return f"{self.count:,}"
        return f"more than {COUNT_LIMIT:,}" if self.count == COUNT_LIMIT + 1 else f"about {self.count:,}"

    def _count_up_to_limit(self) -> int:
        return self.object_list.order_by()[: COUNT_LIMIT + 1].count()


def estimated_rows(queryset: QuerySet[Any]) -> int:
    """How many rows the planner believes the table of `queryset` has; 0 when it was never analysed."""
    with connections[queryset.db].cursor() as cursor:
        cursor.execute(
            "SELECT reltuples::bigint FROM pg_class WHERE oid = %s::regclass", [queryset.model._meta.db_table]
        )
        (rows,) = cursor.fetchone()
    return max(int(rows), 0)
