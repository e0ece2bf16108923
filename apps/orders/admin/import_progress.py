"""How far an import is, as its page tells it while it runs."""

from dataclasses import dataclass

from apps.core.backoffice.cells import number_text
from apps.core.models import Job, JobState
from apps.orders.enums import RowVerdict
from apps.orders.models import ImportJob
from apps.orders.services.importing.steps import COMPARING, RATE, READING, STORING, WAITING

GOING_ON = (JobState.QUEUED, JobState.RUNNING)
STEPS = (WAITING, READING, COMPARING, STORING)
NAMES = {WAITING: "Waiting", READING: "Reading", COMPARING: "Comparing with the shop", STORING: "Storing"}
WORDS = {RowVerdict.REJECTED: "rejected", RowVerdict.REPEATED: "repeated", RowVerdict.CONFLICT: "in conflict"}


@dataclass(frozen=True)
class Step:
    """A step of the import; `state` is done, now or to come."""

    name: str
    state: str


@dataclass(frozen=True)
class Progress:
    """Ready for `admin/imports/progress.html`. `left` is how long reading will take, in words."""

    words: str
    begun: bool
    steps: list[Step]
    done: int
    total: int
    rate: int
    left: str
    counts: list[tuple[str, int]]
    cancelling: bool


def progress_of(done: ImportJob) -> Progress:
    """What the rows of the job say now."""
    job = done.job
    now = step_of(job)
    figures = job.progress_figures
    rate = figures.get(RATE, 0)
    return Progress(
        words=words(done, now),
        begun=now != WAITING,
        steps=[Step(NAMES[step], state_of(step, now)) for step in STEPS],
        done=job.done,
        total=job.total or 0,
        rate=rate,
        left=left(job, rate) if now == READING else "",
        counts=[(word, figures.get(verdict.value, 0)) for verdict, word in WORDS.items()],
        cancelling=job.cancel_requested_at is not None,
    )


def step_of(job: Job) -> str:
    """The step by the job's note, which begins with its name."""
    if job.state == JobState.QUEUED:
        return WAITING
    note = job.progress_note.casefold()
    return next((step for step in reversed(STEPS) if note.startswith(step)), WAITING)


def state_of(step: str, now: str) -> str:
    place, current = STEPS.index(step), STEPS.index(now)
    return "now" if place == current else "done" if place < current else "to come"


def words(done: ImportJob, now: str) -> str:
    """One sentence about this moment."""
    if done.job.cancel_requested_at:
        return "It was cancelled and ends with its next step; nothing will be stored."
    if now != WAITING:
        return f"{NAMES[now]}."
    before = ImportJob.objects.going_on_before(done).count()
    if before:
        return f"Waiting for another import to end: {number_text(before)} before this one."
    return "Waiting for the bulk worker, which takes it in a moment."


def left(job: Job, rate: int) -> str:
    """How long reading the rest takes at this rate."""
    if not job.total or not rate:
        return ""
    seconds = max(job.total - job.done, 0) / rate
    if seconds < 1:
        return "less than a second"
    if seconds < 90:
        return f"about {seconds:.0f} s"
    return f"about {seconds / 60:.0f} min"
