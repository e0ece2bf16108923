"""Filters that several lists share."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_date, parse_datetime
from drf_spectacular.utils import extend_schema_field

MOMENT = {
    "type": "string",
    "description": "A day (2011-12-09, in UTC) or a moment (2011-12-09T12:50:00Z; UTC when it names no offset).",
}


class MomentField(forms.Field):
    """A day or a moment; the result is the moment at which it begins and the one at which it is over."""

    default_error_messages = {"invalid": "A day such as 2011-12-09, or a moment such as 2011-12-09T12:50:00Z."}

    def to_python(self, value: Any) -> tuple[datetime, datetime] | None:
        if value in self.empty_values:
            return None
        try:
            return bounds(str(value).strip())
        except (ValueError, OverflowError) as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error


def bounds(text: str) -> tuple[datetime, datetime]:
    """The first moment of what `text` names and the first moment after it. Raises ValueError, OverflowError."""
    day: date | None = parse_date(text) if len(text) == len("2011-12-09") else None
    if day is not None:
        begin = datetime.combine(day, time(), UTC)
        return begin, begin + timedelta(days=1)
    # In a query string an unescaped plus sign means a space.
    moment = parse_datetime(text.replace(" ", "+") if "T" in text else text)
    if moment is None:
        raise ValueError(text)
    begin = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    return begin, begin + timedelta(microseconds=1)


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
