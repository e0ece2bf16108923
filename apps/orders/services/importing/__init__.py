"""Import of order files: read, examine, stage, compare with the shop, store. docs/import.md has the rules."""

from apps.orders.services.importing.pipeline import import_orders
from apps.orders.services.importing.report import ImportRefused, ImportReport
from apps.orders.services.importing.steps import Progress

__all__ = ["ImportRefused", "ImportReport", "Progress", "import_orders"]
