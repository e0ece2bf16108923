"""What the commands of order files have in common: their arguments, and what they say at the end."""

import argparse
import resource
import sys
from pathlib import Path
from zoneinfo import ZoneInfo

from django.core.management.base import CommandError, DjangoHelpFormatter

from apps.accounts.models import User

UNUSABLE = 2


class KeepLines(argparse.RawDescriptionHelpFormatter, DjangoHelpFormatter):
    """Prints the help text as it is written."""


def named_file(text: str) -> Path:
    """The path of a file, for argparse. Of "" and "." an import could not even say the name."""
    path = Path(text)
    if not text.strip() or not path.name:
        raise argparse.ArgumentTypeError(f"{text!r} names no file")
    return path


def time_zone(name: str) -> ZoneInfo:
    """An IANA time zone, for argparse."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise argparse.ArgumentTypeError(f"there is no time zone {name!r}; try Europe/London") from None


def owner(email: str | None) -> User | None:
    """The person of that address; nobody when none is given."""
    if email is None:
        return None
    try:
        return User.objects.get_by_natural_key(email)
    except User.DoesNotExist:
        raise CommandError(f"Nobody has the address {email}.", returncode=UNUSABLE) from None


def peak_bytes() -> int:
    """The most memory this process has held. Linux counts in KiB, macOS in bytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
