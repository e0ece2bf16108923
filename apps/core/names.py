"""What customers and products are called: one line of text that reads as it is kept (docs/values.md).

Every door asks here: the API, the forms of the admin, the import of files.
"""

import re

from apps.core.errors import DomainError

# Controls (category Cc), line and paragraph separators, and what turns the direction of the text around it. Letters of
# every script are names, also those written from right to left, combined, or joined by ZWJ and ZWNJ.
_NEVER = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


class NameRefused(DomainError):
    """The text holds a character that no name has."""

    code = "control_character"


def control_in(text: str) -> str:
    """The first character that no single line of text holds; empty when there is none."""
    found = _NEVER.search(text)
    return found[0] if found else ""


def why_not(control: str) -> str:
    return f"Character U+{ord(control):04X} is not printable."


def check_name(text: str) -> str:
    """The text itself. Raises NameRefused."""
    if control := control_in(text):
        raise NameRefused(f"{why_not(control)} Type the name anew.", field="name")
    return text
