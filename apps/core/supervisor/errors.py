"""What stops a start, in words for the person at the console."""


class CannotRun(Exception):
    """The run cannot go on; the message says why and what to do, in one line."""
