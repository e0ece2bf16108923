from django.conf import settings
from django.contrib import admin
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from apps.core.backoffice.areas import Area
from apps.core.backoffice.cells import (
    EMPTY,
    Tone,
    amount_text,
    code,
    flag,
    link,
    link_to,
    moment,
    number,
    number_cell,
    number_text,
    state,
)
from apps.core.backoffice.jobs import JOB_TONES, progress
from apps.core.backoffice.model_admin import ShopModelAdmin
from apps.core.backoffice.notes import Noted
from apps.core.backoffice.panels import RelatedPanel
from apps.orders.admin.tones import VERDICT_TONES
from apps.orders.models import ImportJob, ImportRejection, Order


@admin.register(ImportJob)
class ImportJobAdmin(Noted, ShopModelAdmin):
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
                    ("file_name", "sha256_code"),
                    ("mode", "dry_run_flag"),
                    ("owner_link", "timezone"),
                    ("state_chip", "progress"),
                    ("created", "finished"),
                    ("job_link", "cause"),
                )
            },
        ),
        (
            "What came of it",
            {
                "fields": (
                    ("rows_read_number", "lines_stored_number"),
                    ("rejected", "repeated"),
                    ("conflict", "net_total_money"),
                    ("orders_created_number", "orders_replaced_number"),
                    ("products_created_number", "customers_created_number"),
                    "reasons",
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
            limit=50,
            empty="No row was left out.",
        ),
        RelatedPanel(
            title="Orders of this import",
            model=Order,
            path="imported_by",
            columns=("order_link", "kind_chip", "status_chip", "customer_link", "lines", "total_money", "placed"),
            ordering=("-id",),
            count=lambda done: done.orders_created,
        ),
    )

    dry_run_flag = flag("dry_run", "Yes, nothing was stored", "No", tones=(Tone.WARN, Tone.PLAIN), title="dry run")
    state_chip = state("job__state", JOB_TONES, title="state")
    owner_link = link("job__owner", title="by")
    job_link = link("job")
    created = moment("job__created_at", title="asked for")
    finished = moment("job__finished_at", title="finished")
    sha256_code = code("sha256", title="SHA-256", length=16)
    rows_read_number = number("rows_read")
    lines_stored_number = number("lines_stored")
    rejected = number("rows_rejected")
    repeated = number("rows_repeated")
    conflict = number("rows_in_conflict")
    orders_created_number = number("orders_created", title="orders created")
    orders_replaced_number = number("orders_replaced", title="orders replaced")
    products_created_number = number("products_created", title="products created")
    customers_created_number = number("customers_created", title="customers created")

    @admin.display(description="progress")
    def progress(self, done: ImportJob) -> SafeString:
        return progress(done.job)

    @admin.display(description="net total")
    def net_total_money(self, done: ImportJob) -> str:
        return f"{amount_text(done.net_total, settings.CURRENCY)} {settings.CURRENCY}"

    @admin.display(description="cause")
    def cause(self, done: ImportJob) -> str:
        return done.job.cause or EMPTY

    @admin.display(description="rows left out")
    def left_out(self, done: ImportJob) -> SafeString:
        return number_cell(done.rows_rejected + done.rows_repeated + done.rows_in_conflict)

    @admin.display(description="left out, by code")
    def reasons(self, done: ImportJob) -> SafeString:
        counted = sorted(done.counts_by_code.items(), key=lambda pair: -pair[1])
        found = ((code, number_text(count)) for code, count in counted)
        return format_html_join(", ", "<code>{}</code> {}", found) or EMPTY

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
    list_select_related = ("import_job",)
    list_filter = ("verdict",)
    list_lookups = ("import_job__id__exact", "code__exact")
    ordering = ("-id",)
    sortable_by = ()
    fields = ("import_link", "line_number", "verdict_chip", "column", "code", "reason", "invoice", "rows_number", "raw")

    import_link = link("import_job", title="import")
    verdict_chip = state("verdict", VERDICT_TONES)
    line_number = number("line")
    rows_number = number("rows")
