"""Search in lists: an exact match first, then prefixes and parts of names, each step by an index."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import CharField, EmailField, Field, Q, QuerySet, TextField
from django.db.models.constants import LOOKUP_SEP
from django.db.models.expressions import F

from apps.core.querysets import HasText

LONGEST_TERM = 200


def search_steps(queryset: QuerySet[Any], fields: tuple[str, ...], term: str) -> Iterator[QuerySet[Any]]:
    """The narrowed querysets to try in order; the first that finds a row is the answer.

    `fields` are written as Django's `search_fields`: `=number` (equal, also in capitals and small letters) is a step
    of its own; `^number` (prefix) and `name` (part of it) make the last step together.
    """
    for field in fields:
        if field.startswith("=") and (values := comparable(queryset, field[1:], term)):
            yield queryset.filter(**{f"{field[1:]}__in": values})
    parts = Q()
    for field in fields:
        if field.startswith("^"):
            parts |= Q(**{f"{field[1:]}__startswith": term}) | Q(**{f"{field[1:]}__startswith": term.upper()})
        elif not field.startswith("="):
            parts |= Q(HasText(F(field), term))
    if parts:
        yield queryset.filter(parts)


def comparable(queryset: QuerySet[Any], path: str, term: str) -> list[Any]:
    """The values of the field at `path` that `term` can mean; none when it cannot be one (letters for a number)."""
    field = field_at(queryset, path)
    if isinstance(field, CharField | TextField | EmailField):
        return sorted({term, term.upper(), term.lower()})
    try:
        return [field.to_python(term)]
    except ValidationError:
        return []


def field_at(queryset: QuerySet[Any], path: str) -> "Field[Any, Any]":
    """The model field that a path such as `customer__number` ends at."""
    options = queryset.model._meta
    *relations, last = path.split(LOOKUP_SEP)
    for relation in relations:
        related = options.get_field(relation).related_model
        if related is None or isinstance(related, str):
            raise FieldDoesNotExist(path)
        options = related._meta
    field = options.get_field(last)
    if not isinstance(field, Field):
        raise FieldDoesNotExist(path)
    return field
