from django.contrib import admin
from django.utils.safestring import SafeString

from apps.catalog.models import Product
from apps.core.backoffice.areas import Area
from apps.core.backoffice.cells import (
    Tone,
    code,
    flag,
    link,
    link_to,
    moment,
    number,
    number_cell,
    state,
)
from apps.core.backoffice.jobs import JOB_TONES, progress
from apps.core.backoffice.model_admin import ShopModelAdmin
from apps.core.backoffice.notes import Noted
from apps.core.backoffice.panels import RelatedPanel
from apps.orders.admin.import_filters import CodeFilter, ColumnFilter
from apps.orders.admin.import_pages import ImportPages
from apps.orders.admin.tones import VERDICT_TONES
from apps.orders.models import Customer, ImportJob, ImportRejection, Order


@admin.register(ImportJob)
class ImportJobAdmin(Noted, ImportPages):
    """Imports of order files: how far they are, what came of them, which rows were left out and why."""

    area = Area.FILES
    position = 10
    icon = "publish"
    list_display = (
        "file_name",
        "state_chip",
        "progress",
        "lines_stored_number",
        "left_out",
        "owner_link",
        "created",
    )
    list_select_related = ("job__owner",)
    list_filter = ("job__state", "mode", "dry_run")
    list_lookups = ("job__id__exact", "sha256__exact")
    ordering = ("-id",)
    sortable_by = ()
    search_fields = ("=sha256", "=file_name", "^file_name")
    search_help_text = "File name or SHA-256"
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("mode", "dry_run_flag"),
                    ("state_chip", "job_link"),
                    ("owner_link", "timezone"),
                    ("created", "finished"),
                    ("upload_link", "sha256_code"),
                )
            },
        ),
    )
    panels = (
        RelatedPanel(
            title="Rows left out",
            model=ImportRejection,
            path="import_job",
            columns=("line_number", "verdict_chip", "column", "code", "reason", "invoice", "rows_number"),
            ordering=("id",),
            minor=("verdict_chip", "code", "invoice", "rows_number"),
        ),
        RelatedPanel(
            title="Orders of this import",
            model=Order,
            path="imported_by",
            columns=("order_link", "kind_chip", "status_chip", "customer_link", "lines", "total_money", "placed"),
            ordering=("-id",),
            minor=("kind_chip", "customer_link", "lines", "placed"),
            count=lambda done: done.orders_created + done.orders_replaced,
        ),
        RelatedPanel(
            title="Products it made",
            model=Product,
            path="created_at",
            by="stored_at",
            columns=("product_link", "kind_chip"),
            ordering=("sku",),
            count=lambda done: done.products_created,
        ),
        RelatedPanel(
            title="Customers it made",
            model=Customer,
            path="created_at",
            by="stored_at",
            columns=("customer_link", "country"),
            ordering=("number",),
            count=lambda done: done.customers_created,
        ),
    )

    dry_run_flag = flag("dry_run", "Yes, nothing was stored", "No", tones=(Tone.WARN, Tone.PLAIN), title="dry run")
    state_chip = state("job__state", JOB_TONES, title="state")
    owner_link = link("job__owner", title="by")
    job_link = link("job")
    upload_link = link("upload", title="file")
    created = moment("job__created_at", title="asked for")
    finished = moment("job__finished_at", title="finished")
    sha256_code = code("sha256", title="SHA-256", length=16)
    rows_read_number = number("rows_read")
    lines_stored_number = number("lines_stored")

    @admin.display(description="progress")
    def progress(self, done: ImportJob) -> SafeString:
        return progress(done.job)

    @admin.display(description="rows left out")
    def left_out(self, done: ImportJob) -> SafeString:
        return number_cell(done.rows_rejected + done.rows_repeated + done.rows_in_conflict)

    @admin.display(description="import")
    def import_link(self, done: ImportJob) -> SafeString:
        return link_to(done)


@admin.register(ImportRejection)
class ImportRejectionAdmin(ShopModelAdmin):
    """Rows of files that were not stored, and why."""

    area = Area.FILES
    position = 20
    icon = "playlist_remove"
    list_display = ("line_number", "verdict_chip", "column", "code", "reason", "invoice", "rows_number", "import_link")
    more_columns = ("row_code",)
    list_select_related = ("import_job",)
    list_filter = ("verdict", CodeFilter, ColumnFilter)
    list_lookups = ("import_job__id__exact", "code__exact", "column__exact")
    ordering = ("-id",)
    sortable_by = ()
    fields = ("import_link", "line_number", "verdict_chip", "column", "code", "reason", "invoice", "rows_number", "raw")

    import_link = link("import_job", title="import")
    verdict_chip = state("verdict", VERDICT_TONES)
    line_number = number("line")
    rows_number = number("rows")
    row_code = code("row_text", title="row", length=80)
