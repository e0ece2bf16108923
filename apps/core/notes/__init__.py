"""Notes of staff on orders, customers and whatever else has a page."""

from django.db import models, transaction

from apps.core.actor import Actor
from apps.core.audit import record
from apps.core.errors import DomainError, NotAllowed
from apps.core.models import Note

LONGEST_NOTE = 4_000


@transaction.atomic
def add_note(*, target: models.Model, text: str, by: Actor) -> Note:
    """Append a note to the object, without the blanks around its text.

    Raises NotAllowed unless `by` may view such objects and may add notes; DomainError at field `text` when it says
    nothing or has more than LONGEST_NOTE characters. The trail says that there is a note, not what it says.
    """
    options = target._meta
    if not by.has_perm(f"{options.app_label}.view_{options.model_name}") or not by.has_perm("core.add_note"):
        raise NotAllowed("You may not write notes here.")
    words = text.strip()
    if not words:
        raise DomainError("A note says something.", code="note_empty", field="text")
    if len(words) > LONGEST_NOTE:
        raise DomainError(f"A note has at most {LONGEST_NOTE:,} characters.", code="note_too_long", field="text")
    note = Note.objects.create(
        author_id=by.pk,
        text=words,
        object_type=options.label_lower,
        object_id=str(target.pk),
        object_name=str(target)[:200],
    )
    record(actor=by, action="core.note_added", target=target, after={"note": note.pk})
    return note
