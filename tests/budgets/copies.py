"""More rows of a kind, and more rows below one: what a list, and a page, has to cope with."""

from collections.abc import Iterator
from itertools import count as counting
from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import AutoField, GeneratedField, IntegerField, Model, UniqueConstraint

from tests.core.backoffice.rows import ROWS, audit_entries, notes

_number = counting(1)


def copies(sample: Model, count: int, **values: Any) -> list[Model]:
    """Rows that say the same as the sample, but for `values` and what may stand in the table only once."""
    model = type(sample)
    given = [field for field in model._meta.concrete_fields if not _made_by_itself(field)]
    kept = {field.name: getattr(sample, field.name) for field in given} | values
    new = {field.name: iter(_new(field, kept, count)) for field in _once(model, given, set(values))}
    made = [model(**kept | {name: next(column) for name, column in new.items()}) for _ in range(count)]
    return model._base_manager.bulk_create(made)


def grow(row: Model, count: int) -> None:
    """Give the row so many more of everything that belongs to it: lines, payments, notes, its history."""
    kind, key = row._meta.label_lower, str(row.pk)
    for relation in row._meta.related_objects:
        if relation.one_to_many and relation.related_model in ROWS:
            (sample,) = ROWS[relation.related_model](1)
            copies(sample, count, **{relation.field.name: row})
    for field in row._meta.many_to_many:
        if field.related_model in ROWS:
            getattr(row, field.name).add(*ROWS[field.related_model](count))
    copies(audit_entries(1)[0], count, object_type=kind, object_id=key)
    copies(notes(1)[0], count, object_type=kind, object_id=key)


def _once(model: type[Model], given: list[Any], said: set[str]) -> Iterator[Any]:
    """The fields to vary: those that are unique, and of those that are so together one that is not said."""
    for field in given:
        if field.unique and field.name not in said:
            yield field
    for constraint in model._meta.constraints:
        if isinstance(constraint, UniqueConstraint) and len(constraint.fields) > 1:
            fields = [model._meta.get_field(name) for name in constraint.fields if name not in said]
            yield next((field for field in fields if not field.is_relation), fields[-1])


def _new(field: Any, kept: dict[str, Any], count: int) -> list[Any]:
    if field.related_model is Permission:
        carried = field.model._base_manager.filter(role=kept["role"]).values(field.name)
        return list(Permission.objects.exclude(pk__in=carried).order_by("pk")[:count])
    if field.related_model:
        return ROWS[field.related_model](count)
    if isinstance(field, IntegerField):
        return [next(_number) + 1000 for _ in range(count)]
    return [f"C{next(_number)}" for _ in range(count)]


def _made_by_itself(field: Any) -> bool:
    key = field.primary_key and (field.has_default() or isinstance(field, AutoField))
    return key or isinstance(field, GeneratedField)
