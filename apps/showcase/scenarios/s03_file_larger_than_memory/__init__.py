"""A file larger than memory."""

from apps.showcase.scenarios.s03_file_larger_than_memory.scenario import SCENARIO

__all__ = ["SCENARIO"]
