"""Filters that several lists share."""

import re
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, ClassVar

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils.dateparse import parse_date, parse_datetime
from drf_spectacular.utils import extend_schema_field

from apps.core.contacts import ContactRefused, canonical_email
from apps.core.querysets import HasText

AMOUNT = re.compile(r"[+-]?[0-9]{1,17}(\.[0-9]{0,3})?", re.ASCII)
FIRST_DAY = date(1900, 1, 1)
LAST_DAY = date(2199, 12, 31)
# An empty value filters nothing.
NOTHING = {"type": "string", "maxLength": 0}
MOMENT = {
    "anyOf": [{"type": "string", "format": "date"}, {"type": "string", "format": "date-time"}, NOTHING],
    "description": "A day (2011-12-09, in UTC) or a moment (2011-12-09T12:50:00Z; UTC when it names no offset),"
    f" from {FIRST_DAY} to {LAST_DAY}.",
}


class EmailField(forms.CharField):
    """An address in the one spelling that is kept; what is no address stays as it is written, and finds nothing."""

    def to_python(self, value: Any) -> str:
        written: str = super().to_python(value) or ""
        with suppress(ContactRefused):
            return canonical_email(written)
        return written


class EmailFilter(django_filters.CharFilter):  # type: ignore[misc] # the library has no types
    """Rows with this address, however its domain is written."""

    field_class = EmailField


class OutOfRange(ValueError):
    """A well-written day or moment that no list asks for sensibly."""


class MomentField(forms.Field):
    """A day or a moment; the result is the moment at which it begins and the one at which it is over."""

    default_error_messages = {
        "invalid": "A day such as 2011-12-09, or a moment such as 2011-12-09T12:50:00Z.",
        "out_of_range": f"A day or a moment from {FIRST_DAY} to {LAST_DAY}.",
    }

    def to_python(self, value: Any) -> tuple[datetime, datetime] | None:
        if value in self.empty_values:
            return None
        try:
            return bounds(str(value).strip())
        except OutOfRange as error:
            raise ValidationError(self.error_messages["out_of_range"], code="out_of_range") from error
        except ValueError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error


def bounds(text: str) -> tuple[datetime, datetime]:
    """The first moment of what `text` names and the first moment after it. Raises ValueError.

    OutOfRange, which is a ValueError, when that is before FIRST_DAY or after LAST_DAY in UTC.
    """
    day: date | None = parse_date(text) if len(text) == len("2011-12-09") else None
    if day is not None:
        return within_range(day), within_range(day) + timedelta(days=1)
    # In a query string an unescaped plus sign means a space.
    moment = parse_datetime(text.replace(" ", "+") if "T" in text else text)
    if moment is None:
        raise ValueError(text)
    # Before the zone is applied: that would leave the calendar near its ends.
    within_range(moment.date())
    begin = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    within_range(begin.date())
    return begin, begin + timedelta(microseconds=1)


def within_range(day: date) -> datetime:
    """The beginning of the day in UTC. Raises OutOfRange."""
    if not FIRST_DAY <= day <= LAST_DAY:
        raise OutOfRange(str(day))
    return datetime.combine(day, time(), UTC)


@extend_schema_field(MOMENT)
class FromFilter(django_filters.Filter):  # type: ignore[misc] # the library has no types
    """Rows from this day or moment on."""

    field_class = MomentField

    def filter(self, qs: Any, value: tuple[datetime, datetime] | None) -> Any:
        return qs if value is None else qs.filter(**{f"{self.field_name}__gte": value[0]})


@extend_schema_field(MOMENT)
class ToFilter(django_filters.Filter):  # type: ignore[misc] # the library has no types
    """Rows up to and including this day or moment."""

    field_class = MomentField

    def filter(self, qs: Any, value: tuple[datetime, datetime] | None) -> Any:
        return qs if value is None else qs.filter(**{f"{self.field_name}__lt": value[1]})


class DecimalField(forms.DecimalField):
    """An amount in plain digits: no exponent, no infinity, nothing that the column could not hold."""

    default_error_messages = {"invalid": "An amount in plain digits, such as 12.50 or -3."}

    def to_python(self, value: Any) -> Any:
        if value not in self.empty_values and not AMOUNT.fullmatch(str(value).strip()):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)


class AmountFilter(django_filters.Filter):  # type: ignore[misc] # the library has no types
    """Rows with an amount from, or up to, this one."""

    field_class = DecimalField
    documented: ClassVar = {"type": "string", "format": "decimal", "pattern": f"^({AMOUNT.pattern})?$"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, max_digits=20, decimal_places=3, **kwargs)


class CurrencyFilter(django_filters.CharFilter):  # type: ignore[misc] # the library has no types
    """Rows in this currency; codes are kept in capitals, however they are asked for."""

    documented: ClassVar = {"type": "string", "pattern": r"^(\S{3})?$"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, max_length=3, min_length=3, help_text="Three letters, such as GBP.", **kwargs)

    def filter(self, qs: Any, value: str) -> Any:
        return super().filter(qs, capitals(value))


class FlagFilter(django_filters.TypedChoiceFilter):  # type: ignore[misc] # the library has no types
    """`true` or `false`; anything else is refused, where a BooleanFilter would not filter at all."""

    documented: ClassVar = {"type": "boolean"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        choices = [("true", "true"), ("false", "false")]
        super().__init__(*args, choices=choices, coerce=lambda text: text == "true", **kwargs)


class TextFilter(django_filters.CharFilter):  # type: ignore[misc] # the library has no types
    """Rows whose column has this text somewhere in it, whatever its capitals; a trigram index finds them."""

    def filter(self, qs: Any, value: str) -> Any:
        return qs.filter(HasText(F(self.field_name), value)) if value else qs


class NumberFilter(django_filters.CharFilter):  # type: ignore[misc] # the library has no types
    """Numbers of orders and customers are kept in capitals, however they are asked for."""

    def filter(self, qs: Any, value: str) -> Any:
        return super().filter(qs, capitals(value))


def capitals(text: str) -> str:
    """The text in capitals, if it is ASCII: of other letters capitals can be more letters, or those of another word."""
    return text.upper() if text.isascii() else text
