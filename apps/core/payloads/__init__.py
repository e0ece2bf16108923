"""Documents of somebody else, or of an earlier release: read by one policy, or refused with every path at fault."""

from apps.core.payloads.faults import Fault, PayloadRefused
from apps.core.payloads.reading import read, read_arguments
from apps.core.payloads.shapes import ABSENT, Absent, Member

__all__ = ["ABSENT", "Absent", "Fault", "Member", "PayloadRefused", "read", "read_arguments"]
