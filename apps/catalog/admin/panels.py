"""What the first page says of the catalogue."""

from apps.catalog.models import StockItem
from apps.core.backoffice.problems import Problem
from apps.core.backoffice.tables import list_url

PROBLEMS = (
    Problem(
        "Goods running out",
        "catalog.view_stockitem",
        StockItem.objects.low,
        lambda: list_url(StockItem, level="low"),
    ),
)
