from django.contrib import admin
from django.utils.safestring import SafeString

from apps.core.backoffice.areas import Area
from apps.core.backoffice.cells import link, link_to, moment, request_cell, state
from apps.core.backoffice.jobs import JOB_TONES, progress
from apps.core.backoffice.model_admin import ShopModelAdmin
from apps.core.models import Job, SlotClaim


@admin.register(Job)
class JobAdmin(ShopModelAdmin):
    """Long work: who asked for it, how far it is, what came of it."""

    area = Area.ENGINE
    position = 10
    icon = "manufacturing"
    list_display = ("kind", "state_chip", "progress", "owner_link", "created", "finished", "request_code")
    more_columns = ("started", "progress_note")
    list_select_related = ("owner",)
    list_filter = ("state",)
    list_lookups = ("owner__id__exact",)
    ordering = ("-created_at",)
    sortable_by = ()
    search_fields = ("=id", "=request_id")
    search_help_text = "Job or request id"
    fields = (
        "kind",
        "state_chip",
        "progress",
        "progress_note",
        "owner_link",
        "created",
        "started",
        "finished",
        "lease",
        "cancel_requested",
        "cause",
        "parameters",
        "result",
        "request_code",
    )

    state_chip = state("state", JOB_TONES)
    owner_link = link("owner")
    created = moment("created_at")
    started = moment("started_at")
    finished = moment("finished_at")
    lease = moment("lease_until", title="lease until")
    cancel_requested = moment("cancel_requested_at")
    request_code = request_cell(length=8)

    @admin.display(description="job")
    def job_link(self, job: Job) -> SafeString:
        return link_to(job)

    @admin.display(description="progress")
    def progress(self, job: Job) -> SafeString:
        return progress(job)


@admin.register(SlotClaim)
class SlotClaimAdmin(ShopModelAdmin):
    """Ticks of periodic jobs, each claimed once."""

    area = Area.ENGINE
    icon = "schedule"
    list_display = ("job", "tick")
    ordering = ("-id",)
    sortable_by = ()
    fields = ("job", "tick")

    tick = moment("slot")
