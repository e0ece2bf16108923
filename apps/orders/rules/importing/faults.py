"""Why a row cannot be taken. The codes are stable: people filter by them and docs/import.md explains each."""

from enum import StrEnum


class FaultCode(StrEnum):
    """One code for each kind of fault; the comment of a group says what it is about."""

    # The row as a whole
    WRONG_NUMBER_OF_CELLS = "wrong_number_of_cells"
    BROKEN_QUOTES = "broken_quotes"
    LINE_BREAK = "line_break"
    # Any cell
    MISSING = "missing"
    CONTROL_CHARACTER = "control_character"
    TOO_LONG = "too_long"
    # One column
    INVOICE_FORMAT = "invoice_format"
    SKU_FORMAT = "sku_format"
    QUANTITY_FORMAT = "quantity_format"
    QUANTITY_ZERO = "quantity_zero"
    QUANTITY_RANGE = "quantity_range"
    DATE_FORMAT = "date_format"
    DATE_RANGE = "date_range"
    DATE_SKIPPED = "date_skipped"
    PRICE_FORMAT = "price_format"
    PRICE_DECIMALS = "price_decimals"
    PRICE_RANGE = "price_range"
    CUSTOMER_FORMAT = "customer_format"
    COUNTRY_UNKNOWN = "country_unknown"
    # How a customer is reached: the codes of apps.core.contacts, which every door has
    EMAIL_INVALID = "email_invalid"
    EMAIL_DOMAIN_INVALID = "email_domain_invalid"
    EMAIL_NOT_ASCII = "email_not_ascii"
    EMAIL_TOO_LONG = "email_too_long"
    PHONE_INVALID = "phone_invalid"
    PHONE_COUNTRY_NEEDED = "phone_country_needed"
    CUSTOMER_NEEDED = "customer_needed"
    # Kind of invoice against sign
    PRICE_NEGATIVE = "price_negative"
    QUANTITY_NEGATIVE = "quantity_negative"
    QUANTITY_POSITIVE = "quantity_positive"
    SKU_NOT_BAD_DEBT = "sku_not_bad_debt"
    # A row against the rows of its invoice before it
    CUSTOMER_DIFFERS = "customer_differs"
    COUNTRY_DIFFERS = "country_differs"
    # An invoice as a whole
    REPEATED_INVOICE = "repeated_invoice"
    INVOICE_CONFLICT = "invoice_conflict"


class Fault(Exception):
    """A row or a cell cannot be taken. `column` is empty where the whole row is meant."""

    def __init__(self, code: FaultCode, reason: str, column: str = "") -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason
        self.column = column
