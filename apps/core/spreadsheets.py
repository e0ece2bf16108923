"""Files that a spreadsheet will open: a formula in a cell must not run.

The signs are those of OWASP's page on CSV injection, https://owasp.org/www-community/attacks/CSV_Injection.
"""

import re

BYTE_ORDER_MARK = "\ufeff"
"""By which spreadsheets know that a file is UTF-8."""

# Apostrophes that stand there already count, so that `plain_cell` can tell ours from theirs.
_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")


def safe_cell(text: str) -> str:
    """The text with an apostrophe before it if a spreadsheet might take it for a formula; numbers stay as they are."""
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def plain_cell(text: str) -> str:
    """What `safe_cell` was given to make this of it."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text
