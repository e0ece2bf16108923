"""What a process used, read by itself."""

import resource
import sys
from pathlib import Path

STATUS = Path("/proc/self/status")


def peak_bytes() -> int:
    """The most memory this process had resident since it began its program.

    Not `ru_maxrss` where /proc is there: on Linux that starts with what the parent had when it forked.
    """
    if STATUS.exists():
        for line in STATUS.read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def address_space_bytes() -> int:
    """The address space in use now; 0 where the system does not tell."""
    statm = Path("/proc/self/statm")
    return int(statm.read_text().split()[0]) * resource.getpagesize() if statm.exists() else 0


def limit_memory(megabytes: int) -> None:
    """Let this process take at most so much more memory; beyond it Python raises MemoryError.

    The soft limit alone: a child of this one can have a limit of its own. A hard limit that this process was given
    stays and is not exceeded.
    """
    if address_space_bytes():
        limit = address_space_bytes() + megabytes * 1024 * 1024
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))
