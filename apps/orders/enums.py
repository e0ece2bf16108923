from django.db import models


class OrderKind(models.TextChoices):
    SALE = "sale", "Sale"
    CREDIT_NOTE = "credit_note", "Credit note"
    ADJUSTMENT = "adjustment", "Adjustment"


class OrderStatus(models.TextChoices):
    PLACED = "placed", "Placed"
    PAID = "paid", "Paid"
    SHIPPED = "shipped", "Shipped"
    COMPLETED = "completed", "Completed"
    CANCELLED = "cancelled", "Cancelled"


class ImportMode(models.TextChoices):
    ALL_OR_NOTHING = "all-or-nothing", "All or nothing: one bad row and nothing is stored"
    SKIP_BAD = "skip-bad", "Skip bad rows: store the rest"
    UPSERT = "upsert", "Upsert: like skip-bad, and orders that differ are replaced by the file's"


class RowVerdict(models.TextChoices):
    REJECTED = "rejected", "Rejected"
    REPEATED = "repeated_invoice", "Repeated invoice"
    CONFLICT = "invoice_conflict", "Invoice conflict"
