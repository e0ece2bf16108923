"""What people set up for themselves above the lists: their columns and their saved filters."""

from collections.abc import Sequence

from django.db import IntegrityError, transaction

from apps.core.actor import Actor
from apps.core.audit import record
from apps.core.errors import Conflict, DomainError
from apps.core.models import ListColumns, SavedFilter

MOST_SAVED = 30
LONGEST_NAME = 60
LONGEST_QUERY = 2_000


@transaction.atomic
def choose_columns(*, list_of: str, columns: Sequence[str], by: Actor) -> ListColumns:
    """Show `by` these columns of the list (`orders.order`) from now on."""
    before = ListColumns.objects.filter(owner_id=by.pk, list_of=list_of).values_list("columns", flat=True).first()
    chosen, _ = ListColumns.objects.update_or_create(owner_id=by.pk, list_of=list_of, defaults={"columns": [*columns]})
    if before != chosen.columns:
        was = None if before is None else {"columns": before}
        record(
            actor=by,
            action="core.columns_chosen",
            target=chosen,
            before=was,
            after={"list": list_of, "columns": chosen.columns},
        )
    return chosen


@transaction.atomic
def reset_columns(*, list_of: str, by: Actor) -> None:
    """Show `by` the columns that the list begins with again."""
    for chosen in ListColumns.objects.filter(owner_id=by.pk, list_of=list_of):
        record(actor=by, action="core.columns_reset", target=chosen, before={"columns": chosen.columns})
        chosen.delete()


def save_filter(*, list_of: str, name: str, query: str, by: Actor) -> SavedFilter:
    """Keep the query of a list under a name of `by`'s own.

    The caller has seen that the list understands it. Raises DomainError (field `name` or `query`) when there is no
    name, one too long or with a null character, nothing to keep or too much of it, Conflict when the name is taken or
    MOST_SAVED are kept.
    """
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise DomainError(f"A filter needs a name of at most {LONGEST_NAME} characters.", field="name")
    if "\x00" in name:
        raise DomainError("A name has no null character.", field="name")
    if not query:
        raise DomainError("There is nothing to keep: filter, search or sort the list first.", field="query")
    if len(query) > LONGEST_QUERY:
        raise DomainError(f"A filter is kept up to {LONGEST_QUERY:,} characters; this one is longer.", field="query")
    if SavedFilter.objects.filter(owner_id=by.pk, list_of=list_of).count() >= MOST_SAVED:
        raise Conflict(f"You keep {MOST_SAVED} filters of this list already. Delete one first.", field="name")
    try:
        with transaction.atomic():
            saved = SavedFilter.objects.create(owner_id=by.pk, list_of=list_of, name=name, query=query)
            record(actor=by, action="core.filter_saved", target=saved, after=_described(saved))
    except IntegrityError as error:
        raise Conflict(f"You have a filter “{name}” of this list already.", field="name") from error
    return saved


@transaction.atomic
def delete_filter(*, saved: SavedFilter, by: Actor) -> None:
    """Forget a filter. The caller has found it among those of `by`."""
    record(actor=by, action="core.filter_deleted", target=saved, before=_described(saved))
    saved.delete()


def _described(saved: SavedFilter) -> dict[str, str]:
    return {"list": saved.list_of, "name": saved.name, "query": saved.query}
