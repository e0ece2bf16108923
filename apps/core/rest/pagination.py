"""Pages of a list."""

from rest_framework.pagination import BasePagination


class KeysetPagination(BasePagination):
    """Pages by the values of the ordering columns."""
