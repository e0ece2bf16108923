from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from apps.core.models import Job
from apps.orders.enums import ImportMode, RowVerdict
from apps.orders.querysets import ImportJobQuerySet, ImportRejectionQuerySet
from apps.uploads.models import Upload


class ImportJob(models.Model):
    """One import of a file of order lines: what was asked for and, when its job has ended, what came of it.

    Of a dry run the figures say what would have been stored.
    """

    job = models.OneToOneField(Job, on_delete=models.PROTECT, related_name="order_import")
    upload = models.ForeignKey(
        Upload,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="order_imports",
        help_text="The file, where it was uploaded; one from the command line is not kept.",
    )
    mend_job = models.ForeignKey(
        Job,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="The job that writes the file of its rows to mend, or has written it.",
    )
    file_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64, blank=True)
    mode = models.CharField(max_length=20, choices=ImportMode, default=ImportMode.ALL_OR_NOTHING)
    dry_run = models.BooleanField(default=False)
    timezone = models.CharField(max_length=64, default="Europe/London")
    rows_read = models.PositiveIntegerField(default=0)
    lines_stored = models.PositiveIntegerField(default=0)
    rows_rejected = models.PositiveIntegerField(default=0)
    rows_repeated = models.PositiveIntegerField(default=0)
    rows_in_conflict = models.PositiveIntegerField(default=0)
    orders_created = models.PositiveIntegerField(default=0)
    orders_replaced = models.PositiveIntegerField(default=0)
    products_created = models.PositiveIntegerField(default=0)
    customers_created = models.PositiveIntegerField(default=0)
    stored_at = models.DateTimeField(
        null=True, blank=True, help_text="When it was stored: orders, products and customers it made say the same."
    )
    net_total = models.DecimalField(max_digits=24, decimal_places=3, default=0)
    counts_by_code = models.JSONField(
        default=dict,
        blank=True,
        help_text="Of each code, how many rejections there were; the rows keep the first ones.",
    )

    objects = ImportJobQuerySet.as_manager()

    class Meta:
        verbose_name = "import"
        ordering = ["-id"]
        permissions = [("import_orders", "Can import orders")]
        constraints = [
            models.CheckConstraint(condition=Q(mode__in=ImportMode.values), name="import_mode_known"),
        ]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.mode})"


class ImportRejection(models.Model):
    """A row, or an invoice, of a file that was not stored, and why. Lines count from 1, the header is line 1."""

    import_job = models.ForeignKey(ImportJob, on_delete=models.CASCADE, related_name="rejections", db_index=False)
    verdict = models.CharField(max_length=20, choices=RowVerdict)
    line = models.PositiveIntegerField()
    column = models.CharField(max_length=40, blank=True)
    code = models.CharField(max_length=40)
    reason = models.CharField(max_length=300)
    invoice = models.CharField(max_length=40, blank=True)
    rows = models.PositiveIntegerField(default=1)
    raw = models.JSONField(encoder=DjangoJSONEncoder, null=True, blank=True)

    objects = ImportRejectionQuerySet.as_manager()

    class Meta:
        verbose_name = "row left out"
        verbose_name_plural = "rows left out"
        ordering = ["id"]
        indexes = [models.Index(fields=["import_job", "code", "id"], name="import_rejection_by_code")]

    def __str__(self) -> str:
        return f"line {self.line}: {self.code}"

    @property
    def row_text(self) -> str:
        """The row as it stood, its cells with commas between them; empty for an invoice."""
        return ",".join(self.raw or [])
