"""Queries that a request sends again and again: what to fetch along, and what to ask once."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model

from apps.showcase.toolbar.findings import Finding, ids_of, where_of
from apps.showcase.toolbar.groups import Group, Query, values_of
from apps.showcase.toolbar.relations import Link, brought_by, joined_path, links_to, models_by_table

MANY = 3
LONGEST_PATH = 5
# The lab's experiments by what a cure calls.
NEARER = {
    "Prefetch(": "filtered-prefetch",
    "prefetch_related(": "prefetch-related",
    "annotate(": "annotations-or-loops",
    "only(": "only-defer-values",
}
CHOOSES = frozenset({"exclude", "filter", "first", "last", "latest", "earliest", "order_by", "distinct"})


def repeats(groups: Sequence[Group]) -> Iterator[Finding]:
    """One finding for each shape that one cause sends MANY times, with other values or for other objects."""
    for group in groups:
        if not is_repeat(group, groups):
            continue
        says, cure = cure_of(group, groups)
        nearer = next((slug for word, slug in NEARER.items() if word in cure), "")
        yield Finding(
            kind="repeat",
            title=f"{len(group.queries)} queries of one shape",
            says=says,
            shape=group.shape,
            milliseconds=group.milliseconds,
            queries=ids_of(group),
            where=where_of(group.asked),
            code=group.asked.get("code", ""),
            cure=cure,
            lab=nearer,
        )


def is_repeat(group: Group, groups: Sequence[Group]) -> bool:
    if len(group.queries) < MANY or "prefetch" in group.asked or not of_a_model(group):
        return False
    return len(set(map(values_of, group.queries))) > 1 or last_link(group, groups) is not None


def of_a_model(group: Group) -> bool:
    """Whether it reads rows of a model, and not what the server says about itself."""
    return group.select is not None and group.select.table in models_by_table()


def duplicates(groups: Sequence[Group]) -> Iterator[Finding]:
    """The very same query, values and all, sent more than once and no part of a repeat."""
    same: dict[tuple[str, str], list[tuple[Group, Query]]] = {}
    for group in groups:
        if of_a_model(group) and not is_repeat(group, groups):
            for query in group.queries:
                same.setdefault(values_of(query), []).append((group, query))
    for found in same.values():
        if len(found) < 2 or may_be_chance(found):
            continue
        causes = {where_of(group.asked): group.asked.get("code", "") for group, _ in found}
        yield Finding(
            kind="duplicate",
            title=f"The very same query {len(found)} times",
            says="Same statement, same values, same answer.",
            shape=found[0][0].shape,
            milliseconds=sum(query["duration"] for _, query in found),
            queries=[query["djdt_query_id"] for _, query in found],
            where=" and ".join(filter(None, causes)),
            code="\n".join(filter(None, causes.values())),
            cure="Ask once and keep the answer.",
        )


def may_be_chance(found: Sequence[tuple[Group, Query]]) -> bool:
    """Two places that look one object up by its key: that it was the same one lies in this page's data."""
    group, others = found[0][0], found[1:]
    assert group.select is not None
    key = (group.select.table, models_by_table()[group.select.table]._meta.pk.column)
    return len(found) == 2 and key in group.select.equals and others[0][0] is not group


def cure_of(group: Group, groups: Sequence[Group]) -> tuple[str, str]:
    """A sentence and a call; the call is empty when it is not sure which relation is meant."""
    if deferred := deferred_field(group):
        model = model_of(group.asked)
        assert model is not None
        says = f"Each {name_of(model)} fetches its {deferred} on its own: the list left it out."
        return says, f'{model.__name__}: only(…, "{deferred}")'
    link = last_link(group, groups)
    if link is None:
        return "Nothing says for certain which relation it follows: ask for all values in one query.", ""
    says = f"Each {name_of(link.source)} asks for its {link.name}."
    if link.many and (call := call_for_many(group, link)):
        return says, f"{link.source.__name__}: {call}"
    path = path_to(group, groups, link)
    if link.many and link.target._meta.pk.column not in columns_of(group, link):
        return says, ""
    kind = "prefetch_related" if any(step.many for step in path) else "select_related"
    return says, f'{path[0].source.__name__}: {kind}("{"__".join(step.name for step in path)}")'


def call_for_many(group: Group, link: Link) -> str:
    """What to write when each object asks for less than all its rows."""
    assert group.select is not None
    if group.select.counts:
        return f'annotate(Count("{link.name}"))'
    if group.select.asks_whether:
        return f'annotate(Exists({link.target.__name__}.objects.filter(… OuterRef("pk"))))'
    if group.select.narrowed or CHOOSES & group.words:
        return f'prefetch_related(Prefetch("{link.name}", queryset=…, to_attr="…"))'
    return ""


def columns_of(group: Group, link: Link) -> set[str]:
    assert group.select is not None
    return group.select.columns_of(link.target._meta.db_table)


def name_of(model: type[Model]) -> str:
    return str(model._meta.verbose_name)


def model_of(asked: dict[str, Any]) -> type[Model] | None:
    """The model of the object that was touched."""
    if "source" not in asked:
        return None
    found: type[Model] = apps.get_model(asked["source"])
    return found._meta.concrete_model or found


def deferred_field(group: Group) -> str:
    """The name of a field of its own that each object had to fetch."""
    model, name = model_of(group.asked), group.asked.get("touched")
    if model is None or name is None or group.select is None or group.select.table != model._meta.db_table:
        return ""
    try:
        return name if not model._meta.get_field(name).is_relation else ""
    except FieldDoesNotExist:
        return ""


def last_link(group: Group, groups: Sequence[Group]) -> Link | None:
    """The relation that the query follows; None unless it is the only one that can be meant."""
    if group.select is None:
        return None
    if (model := model_of(group.asked)) is not None:
        found = links_to(group.select, model)
        if (name := group.asked.get("touched")) is not None:
            found = [link for link in found if link.name == name]
    else:
        # Nobody touched a relation: it was asked by hand. Then the line must name the one that is meant.
        before = {model for other in groups if other.first < group.first for model in brought(other)}
        found = [link for model in before for link in links_to(group.select, model) if names(link) & group.words]
    return found[0] if len(found) == 1 else None


def names(link: Link) -> set[str]:
    return {link.name, f"{link.name}_id"}


def brought(group: Group) -> list[type[Model]]:
    return brought_by(group.select) if group.select is not None else []


def path_to(group: Group, groups: Sequence[Group], link: Link) -> list[Link]:
    """The links from the query that brought the first objects down to this one; the last alone when that is unsure."""
    path = [link]
    while len(path) < LONGEST_PATH:
        loaders = [
            other
            for other in groups
            if other.first < group.first and other is not group and path[0].source in brought(other)
        ]
        if len(loaders) != 1:
            break
        group = loaders[0]
        assert group.select is not None
        root = brought(group)[0]
        if root is not path[0].source:
            joined = joined_path(group.select, root, path[0].source)
            if joined is None:
                break
            path = [*joined, *path]
        above = last_link(group, groups) if is_repeat(group, groups) or "prefetch" in group.asked else None
        if above is None or above.target is not root:
            break
        path = [above, *path]
    return path
