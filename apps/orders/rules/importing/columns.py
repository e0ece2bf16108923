"""The header: the eight columns of UCI Online Retail II, in any order, also under the names of the older edition.

Two more may stand among them, which that data set does not have: how the customer is reached.
"""

from collections.abc import Sequence
from difflib import get_close_matches

from apps.catalog.rules.sequences import unique_in_order

INVOICE = "Invoice"
SKU = "StockCode"
DESCRIPTION = "Description"
QUANTITY = "Quantity"
DATE = "InvoiceDate"
PRICE = "Price"
CUSTOMER = "Customer ID"
COUNTRY = "Country"
COLUMNS = (INVOICE, SKU, DESCRIPTION, QUANTITY, DATE, PRICE, CUSTOMER, COUNTRY)
EMAIL = "email"  # as the API and the forms of the shop call it
PHONE = "phone"
OPTIONAL = (EMAIL, PHONE)
BECOMES = {
    INVOICE: "number of the order",
    SKU: "SKU of the product",
    DESCRIPTION: "name on the line",
    QUANTITY: "quantity",
    DATE: "time of the order, in UTC",
    PRICE: "unit price",
    CUSTOMER: "number of the customer",
    COUNTRY: "country, as a code",
    EMAIL: "e-mail of a customer who has none",
    PHONE: "phone of a customer who has none",
}

_OLDER_EDITION = {"invoiceno": INVOICE, "unitprice": PRICE}
_OTHER_NAMES = {
    **dict.fromkeys(("e-mail", "emailaddress", "e-mailaddress", "customeremail"), EMAIL),
    **dict.fromkeys(("phonenumber", "telephone", "mobile", "customerphone"), PHONE),
}


class HeaderFault(ValueError):
    """The first line does not name the eight columns; the message says what is missing, strange or there twice."""


def _plain(name: str) -> str:
    return "".join(name.split()).casefold()


_KNOWN = {_plain(name): name for name in (*COLUMNS, *OPTIONAL)} | _OLDER_EDITION | _OTHER_NAMES


def column_positions(header: Sequence[str]) -> dict[str, int]:
    """Where each of COLUMNS, then each of OPTIONAL that is there, stands in a file with this header.

    Case and spaces in names do not matter.

    Raises HeaderFault that names every missing, doubled and unknown column at once.
    """
    found = [_KNOWN.get(_plain(name), "") for name in header]
    problems = []
    if missing := [name for name in COLUMNS if name not in found]:
        problems.append(f"missing: {', '.join(missing)}")
    repeats = unique_in_order(name for name in found if name).repeats
    if doubled := unique_in_order(repeat.item for repeat in repeats).kept:
        problems.append(f"more than once: {', '.join(doubled)}")
    if unknown := [_shown(name) for name, known in zip(header, found, strict=True) if not known]:
        problems.append(f"unknown: {', '.join(unknown)}")
    if problems:
        raise HeaderFault(f"The header is not that of an order file ({'; '.join(problems)}).{_hint(header)}")
    return {name: found.index(name) for name in (*COLUMNS, *OPTIONAL) if name in found}


def _shown(name: str) -> str:
    close = get_close_matches(_plain(name), _KNOWN, n=1, cutoff=0.75)
    shown = repr(name[:40])
    return f"{shown} (is it {_KNOWN[close[0]]}?)" if close else shown


def _hint(header: Sequence[str]) -> str:
    if len(header) == 1:
        for sign, word in ((";", "semicolons"), ("\t", "tabs"), ("|", "bars")):
            if header[0].count(sign) >= len(COLUMNS) - 1:
                return f" Its columns are separated by {word}; commas are needed."
    return f" Expected: {','.join(COLUMNS)}; {' and '.join(OPTIONAL)} if there are any."
