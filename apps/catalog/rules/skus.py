"""SKUs as people write and paste them."""

import re

from apps.catalog.exceptions import SkuRefused
from apps.catalog.rules.sequences import unique_in_order

LONGEST = 40

_NEW = re.compile(r"[A-Z0-9]([A-Z0-9 ._+-]*[A-Z0-9._+-])?")
_BETWEEN = re.compile(r"[,;\n\t]+")


def canonical_sku(text: str) -> str:
    """A SKU as it is kept: trimmed, in capitals."""
    return text.strip().upper()


def check_new_sku(text: str) -> str:
    """The SKU as it is kept: letters of ASCII and digits, between them spaces and `. _ + -`. Raises SkuRefused.

    Files bring others, which stay as they are; these can be written into an address and read out on the telephone.
    """
    sku = canonical_sku(text)
    if len(sku) > LONGEST:
        raise SkuRefused(f"A SKU has at most {LONGEST} characters.", code="sku_too_long", field="sku")
    if not _NEW.fullmatch(sku):
        raise SkuRefused("A SKU has letters from A to Z, digits, and after the first also spaces . _ + -", field="sku")
    return sku


def read_sku_list(text: str) -> list[str]:
    """The SKUs of a pasted list, between commas, semicolons, tabs or line breaks; each once, in the order written."""
    written = (canonical_sku(part) for part in _BETWEEN.split(text))
    return unique_in_order(sku for sku in written if sku).kept
