"""The models' relations, found by what a query asks: which path of `select_related` or `prefetch_related` cures it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from django.apps import apps
from django.db.models import ForeignObjectRel, Model
from django.db.models.fields.related import ForeignKey, ManyToManyField

from apps.showcase.toolbar.shapes import Select


@dataclass(frozen=True)
class Link:
    """A relation by its name on the source; rows of the target are found by `column` of `table`."""

    source: type[Model]
    name: str
    target: type[Model]
    many: bool
    table: str
    column: str


@cache
def models_by_table() -> dict[str, type[Model]]:
    """Every model whose rows a table holds, for one of them."""
    return {model._meta.db_table: model for model in apps.get_models() if not model._meta.proxy}


@cache
def links_of(model: type[Model]) -> tuple[Link, ...]:
    """All relations of a model that a path can name."""
    return tuple(_links(model))


def _links(model: type[Model]) -> Iterator[Link]:
    for field in model._meta.get_fields():
        target = field.related_model
        if not isinstance(target, type) or not issubclass(target, Model):
            continue
        table = target._meta.db_table
        if isinstance(field, ForeignKey):
            yield Link(model, field.name, target, False, table, str(field.target_field.column))
        elif isinstance(field, ManyToManyField):
            yield Link(model, field.name, target, True, field.m2m_db_table(), field.m2m_column_name())
        elif isinstance(field, ForeignObjectRel) and (name := field.get_accessor_name()):
            there = field.field
            if isinstance(there, ManyToManyField):
                yield Link(model, name, target, True, there.m2m_db_table(), there.m2m_reverse_name())
            elif isinstance(there, ForeignKey):
                yield Link(model, name, target, field.multiple, table, str(there.column))


def brought_by(select: Select) -> list[type[Model]]:
    """The models of which a query brings whole rows, key included; the one of its first table first."""
    known = models_by_table()
    found = [known[table] for table, _ in select.tables if table in known]
    return [one for one in dict.fromkeys(found) if one._meta.pk.column in select.columns_of(one._meta.db_table)]


def links_to(select: Select, source: type[Model]) -> list[Link]:
    """The relations of `source` that lead to what the query looks for: its table, its column in the condition."""
    target = models_by_table().get(select.table)
    asked = set(select.equals)
    return [link for link in links_of(source) if link.target is target and (link.table, link.column) in asked]


def joined_path(select: Select, root: type[Model], wanted: type[Model]) -> list[Link] | None:
    """How a query that begins at `root` brings `wanted` along by joins; None when there is none, or more than one."""
    along = brought_by(select)
    ways = list(_ways(root, wanted, [one for one in along if one is not root]))
    return ways[0] if len(ways) == 1 else None


def _ways(at: type[Model], wanted: type[Model], along: list[type[Model]]) -> Iterator[list[Link]]:
    for link in links_of(at):
        if link.many or link.target not in along:
            continue
        if link.target is wanted:
            yield [link]
        rest = [one for one in along if one is not link.target]
        for way in _ways(link.target, wanted, rest):
            yield [link, *way]
