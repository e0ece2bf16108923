"""What came of an import, and what to do next, as its page tells it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString

from apps.catalog.models import Product
from apps.core.backoffice.cells import amount_text, link_to, number_text
from apps.core.backoffice.tables import list_url
from apps.core.models import AuditEntry, JobState
from apps.orders.admin.import_mending import mending_of
from apps.orders.admin.import_progress import GOING_ON, progress_of
from apps.orders.enums import ImportMode, RowVerdict
from apps.orders.models import Customer, ImportJob, ImportRejection, Order
from apps.orders.rules.importing.replacing import Replacement, replacements
from apps.orders.services.importing.comparing import REPLACED_KEPT
from apps.orders.services.importing.problems import KEPT

MAY_IMPORT = "orders.import_orders"
REPLACED_SHOWN = 100
IMPORTED = "orders.orders_imported"


@dataclass(frozen=True)
class Share:
    """A part of the rows that were read; `link` leads to those that are kept."""

    name: str
    css: str
    rows: int
    percent: str
    offset: str
    link: str


@dataclass(frozen=True)
class Reason:
    """A code, how often it came, and the list of its rows."""

    code: str
    count: int
    width: str
    link: str


@dataclass(frozen=True)
class Change:
    """How many of something the import made, and where they are."""

    name: str
    count: int
    link: str


@dataclass(frozen=True)
class ReplacedOrder:
    """A replaced order before and after, amounts as text in the shop's currency."""

    link: SafeString
    rows_before: int
    rows_after: int
    total_before: str
    total_after: str
    change: str
    placed_before: datetime
    placed_after: datetime
    import_before: int


@dataclass(frozen=True)
class Again:
    """A button that imports the same file once more."""

    label: str
    mode: ImportMode
    why: str


def outcome(request: HttpRequest, done: ImportJob) -> dict[str, Any]:
    """The context of `admin/imports/outcome.html`."""
    if done.job.state in GOING_ON:
        return {"going_on": True, "progress": progress_of(done), "may_cancel": may_cancel(request, done)}
    may_import = may_import_orders(request)
    entry = trail_of(done) if done.orders_replaced else None
    replaced = replacements(before=entry.before, after=entry.after) if entry else []
    return {
        "going_on": False,
        "headline": headline(done),
        "tone": tone(done),
        "shares": shares(done),
        "reasons": reasons(done),
        "kept": KEPT,
        "changes": changes(done),
        "net_total": f"{amount_text(done.net_total, settings.CURRENCY)} {settings.CURRENCY}",
        "replaced": shown(replaced),
        "replaced_more": max(done.orders_replaced - REPLACED_SHOWN, 0),
        "replaced_kept": REPLACED_KEPT,
        "entry": entry,
        "again": again(done) if may_import and done.upload_id else [],
        "mending": mending_of(done) if may_import and done.upload_id and done.rows_rejected else None,
        "left_out_url": rejections_url(done),
        "left_out_csv": f"{reverse('admin:orders_importrejection_csv')}?import_job__id__exact={done.pk}",
        "upload_url": f"{reverse('admin:orders_importjob_add')}?{upsert(done)}",
        "most_bytes": settings.UPLOAD_MAX_BYTES,
        "may_import": may_import,
    }


def trail_of(done: ImportJob) -> AuditEntry | None:
    """The entry of the audit trail that was written with what it stored."""
    return AuditEntry.objects.filter(
        object_type=done._meta.label_lower, object_id=str(done.pk), action=IMPORTED
    ).first()


def may_import_orders(request: HttpRequest) -> bool:
    return request.user.has_perm(MAY_IMPORT)


def may_cancel(request: HttpRequest, done: ImportJob) -> bool:
    return done.job.owner_id == request.user.pk or request.user.has_perm("core.change_job")


def headline(done: ImportJob) -> str:
    """What came of it, in one sentence."""
    if done.job.state != JobState.SUCCEEDED:
        return done.job.cause or "It ended without a word."
    what = f"{counted(done.lines_stored, 'line')} of {counted(done.orders_created + done.orders_replaced, 'order')}"
    out = left_out(done)
    if not done.dry_run and done.lines_stored:
        return f"{what} {'was' if done.lines_stored == 1 else 'were'} stored{out}."
    if not done.dry_run:
        return f"Nothing was stored{out}: there was nothing new in the file."
    if done.lines_stored:
        return f"{what} would be stored{out}. This was a dry run: nothing has changed."
    if done.mode == ImportMode.ALL_OR_NOTHING and (done.rows_rejected or done.rows_in_conflict):
        return "Nothing would be stored in mode all-or-nothing. This was a dry run: nothing has changed."
    return "Nothing would be stored: there is nothing new in the file. This was a dry run."


def left_out(done: ImportJob) -> str:
    """Rows that are left out for a fault or a conflict, as the rest of a sentence."""
    parts = [(done.rows_rejected, "rejected"), (done.rows_in_conflict, "in conflict")]
    told = ", ".join(f"{counted(rows, 'row')} {word}" for rows, word in parts if rows)
    return f"; {told}" if told else ""


def tone(done: ImportJob) -> str:
    """The class of the headline's notice."""
    if done.job.state != JobState.SUCCEEDED:
        return "bad" if done.job.state == JobState.FAILED else "warn"
    return "warn" if done.rows_rejected or done.rows_in_conflict else "ok"


def shares(done: ImportJob) -> list[Share]:
    """The rows that were read, by what became of them. After a refusal good rows are not stored either."""
    left_out = done.rows_rejected + done.rows_repeated + done.rows_in_conflict
    stored = "Would be stored" if done.dry_run else "Stored"
    not_taken = done.rows_read - done.lines_stored - left_out
    parts = [
        (stored, "stored", done.lines_stored, ""),
        ("Good, not stored", "good", not_taken, ""),
        ("Repeated", "repeated", done.rows_repeated, rejections_url(done, verdict__exact=RowVerdict.REPEATED.value)),
        ("Rejected", "rejected", done.rows_rejected, rejections_url(done, verdict__exact=RowVerdict.REJECTED.value)),
        (
            "In conflict",
            "conflict",
            done.rows_in_conflict,
            rejections_url(done, verdict__exact=RowVerdict.CONFLICT.value),
        ),
    ]
    found, so_far = [], 0
    for name, css, rows, link in parts:
        if rows or css == "stored":
            found.append(Share(name, css, rows, percent(rows, done.rows_read), percent(so_far, done.rows_read), link))
        so_far += rows
    return found if done.rows_read else []


def reasons(done: ImportJob) -> list[Reason]:
    """The codes, the most frequent first."""
    counts = sorted(done.counts_by_code.items(), key=lambda pair: -pair[1])
    most = counts[0][1] if counts else 0
    return [Reason(code, count, percent(count, most), rejections_url(done, code__exact=code)) for code, count in counts]


def changes(done: ImportJob) -> list[Change]:
    """What the import made; empty when it stored nothing."""
    if done.stored_at is None:
        return []
    made = {"created_at__exact": done.stored_at.isoformat()}
    return [
        Change("Orders made", done.orders_created, list_url(Order, imported_by__id__exact=done.pk, **made)),
        Change("Orders replaced", done.orders_replaced, "#replaced" if done.orders_replaced else ""),
        Change("Products made", done.products_created, list_url(Product, **made)),
        Change("Customers made", done.customers_created, list_url(Customer, **made)),
    ]


def shown(replaced: list[Replacement]) -> list[ReplacedOrder]:
    """The first replaced orders."""
    first = replaced[:REPLACED_SHOWN]
    orders = {order.number: order for order in Order.objects.filter(number__in=[each.number for each in first])}
    return [
        ReplacedOrder(
            link=link_to(orders[each.number]),
            rows_before=each.rows_before,
            rows_after=each.rows_after,
            total_before=amount_text(each.total_before, settings.CURRENCY),
            total_after=amount_text(each.total_after, settings.CURRENCY),
            change=f"{'+' if each.changed > 0 else ''}{amount_text(each.changed, settings.CURRENCY)}",
            placed_before=each.placed_before,
            placed_after=each.placed_after,
            import_before=each.import_before,
        )
        for each in first
        if each.number in orders
    ]


def again(done: ImportJob) -> list[Again]:
    """What the same file could be imported for, the likeliest first."""
    mode, state = ImportMode(done.mode), done.job.state
    if state in (JobState.CANCELLED, JobState.INTERRUPTED):
        return [Again("Start again", mode, "Nothing of it was stored.")]
    refused = mode == ImportMode.ALL_OR_NOTHING and bool(done.rows_rejected or done.rows_in_conflict)
    found = []
    if done.dry_run and done.lines_stored:
        found.append(Again("Import now", mode, "The same file, with the same settings."))
    if refused:
        why = "Bad rows and conflicts are left out, the rest is stored. Mend what was left out afterwards."
        found.append(Again("Import what is good", ImportMode.SKIP_BAD, why))
    if done.rows_in_conflict and mode != ImportMode.UPSERT:
        why = "Orders that the shop has from an earlier import with other rows are replaced by the file's."
        found.append(Again("Replace orders that differ", ImportMode.UPSERT, why))
    if state == JobState.FAILED and not done.rows_read:
        found.append(Again("Try again", mode, "The same file, with the same settings."))
    return found


def upsert(done: ImportJob) -> str:
    return urlencode({"mode": ImportMode.UPSERT.value, "timezone": done.timezone})


def rejections_url(done: ImportJob, **narrowed: str) -> str:
    return list_url(ImportRejection, import_job__id__exact=done.pk, **narrowed)


def percent(part: int, whole: int) -> str:
    """A share for SVG: with two decimals, as text."""
    hundredths = part * 10_000 // whole if whole else 0
    return f"{hundredths // 100}.{hundredths % 100:02d}"


def counted(number: int, thing: str) -> str:
    return f"{number_text(number)} {thing}{'' if number == 1 else 's'}"
