"""Periodic work of uploads."""

from datetime import timedelta

from apps.core.jobs import slot
from apps.uploads.services.sweeping import remove_orphans


@slot(every=timedelta(hours=1))
def sweep_orphans() -> None:
    """Remove files that no upload names."""
    remove_orphans()
