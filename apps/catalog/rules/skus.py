"""SKUs as people write and paste them."""

import re

from apps.catalog.rules.sequences import unique_in_order

_BETWEEN = re.compile(r"[,;\n\t]+")


def canonical_sku(text: str) -> str:
    """A SKU as it is kept: trimmed, in capitals."""
    return text.strip().upper()


def read_sku_list(text: str) -> list[str]:
    """The SKUs of a pasted list, between commas, semicolons, tabs or line breaks; each once, in the order written."""
    written = (canonical_sku(part) for part in _BETWEEN.split(text))
    return unique_in_order(sku for sku in written if sku).kept
