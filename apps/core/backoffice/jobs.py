"""How jobs are shown, on their own pages and on those of what they do."""

from django.utils.html import format_html
from django.utils.safestring import SafeString

from apps.core.backoffice.cells import EMPTY, Tone, number_text
from apps.core.models import Job, JobState

JOB_TONES = {
    JobState.QUEUED: Tone.WAIT,
    JobState.RUNNING: Tone.WAIT,
    JobState.SUCCEEDED: Tone.OK,
    JobState.FAILED: Tone.BAD,
    JobState.CANCELLED: Tone.PLAIN,
    JobState.INTERRUPTED: Tone.WARN,
}


def progress(job: Job) -> SafeString:
    """A bar with its figures in words; the figure alone when all is done or the total is unknown."""
    if not job.total or job.done == job.total:
        return format_html("{}", number_text(job.done)) if job.done else EMPTY
    return format_html(
        '<span class="cell-progress"><meter min="0" max="{}" value="{}"></meter>'
        '<span class="cell-number">{} of {}</span></span>',
        job.total,
        job.done,
        number_text(job.done),
        number_text(job.total),
    )
