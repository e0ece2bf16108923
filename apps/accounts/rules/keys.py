"""How long programs' keys live, and what one key may make of another."""

from collections.abc import Collection
from datetime import datetime, timedelta

USUAL_LIFE = timedelta(days=90)  # what forms propose
MOST_KEYS = 50  # of one person that work at a time
LONGEST_OVERLAP = timedelta(hours=24)  # of a key and the one that replaces it


def usual_end(now: datetime, bound: datetime | None = None) -> datetime:
    """When a key ends of which nobody says so: not after `bound`, the end of the key it is made with."""
    return min(filter(None, (now + USUAL_LIFE, bound)))


def outlives(end: datetime | None, bound: datetime | None) -> bool:
    """Whether something that ends then (None: never) goes on after `bound`."""
    return bound is not None and (end is None or end > bound)


def beyond(scopes: Collection[str], held: Collection[str]) -> list[str]:
    """The scopes that are not among those held, sorted."""
    return sorted(set(scopes) - set(held))
