"""What of an answer the caller wants: `?expand=customer,lines.product` and `?fields=number,total,customer.name`.

Both shape the serializer of one request, before a row is read: what is not shown is not fetched either.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request
from rest_framework.serializers import BaseSerializer, ListSerializer, Serializer

from apps.core.errors import NotAllowed
from apps.core.rest.permissions import refuse_out_of_scope, scope_of

EXPAND, FIELDS = "expand", "fields"
Tree = dict[str, "Tree"]


@dataclass(frozen=True)
class Expansion:
    """What stands at a place of the answer when the caller expands it.

    `policy` names the permissions of which one is enough; it must let nobody see a row that its own list hides.
    Empty means that it belongs to the row itself; otherwise `resource` names the one whose read scope a token needs.
    `largest_page` bounds the rows of a list that shows many of them.
    """

    serializer: type[BaseSerializer[Any]]
    about: str
    policy: tuple[str, ...] = ()
    resource: str = ""
    many: bool = False
    source: str | None = None
    largest_page: int | None = None

    def field(self) -> BaseSerializer[Any]:
        """A new serializer for that place."""
        given: dict[str, Any] = {"source": self.source} if self.source else {}
        return self.serializer(many=self.many, read_only=True, allow_null=not self.many, **given)


@dataclass(frozen=True)
class Selection:
    """What is expanded, and which members are wanted; all of them when none is named."""

    expanded: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.expanded or self.fields)


def read_selection(request: Request, expandable: Mapping[str, Expansion]) -> Selection:
    """What the request asks for; to expand `lines.product` is to expand `lines` too.

    Raises ValidationError that names `expand` and each unknown name, NotAllowed for what the caller may not read.
    """
    asked = split(request.query_params.get(EXPAND))
    if unknown := [name for name in asked if name not in expandable]:
        raise refusal(EXPAND, "name", unknown, expandable, "unknown_expansion")
    expanded = dict.fromkeys(path for name in asked for path in ancestry(name) if path in expandable)
    for path in expanded:
        refuse_unless_allowed(request, path, expandable[path])
    return Selection(tuple(expanded), split(request.query_params.get(FIELDS)))


def refuse_unless_allowed(request: Request, path: str, expansion: Expansion) -> None:
    """Raises NotAllowed unless the policy is empty or the user has one of its permissions; ScopeMissing for a token
    that does not read that resource."""
    if not expansion.policy:
        return
    if not any(request.user.has_perm(permission) for permission in expansion.policy):
        raise NotAllowed(f"You may not read what “{path}” would show.", field=EXPAND)
    refuse_out_of_scope(request.auth, scope_of(expansion, "GET"))


def shape(serializer: Any, selection: Selection, expandable: Mapping[str, Expansion]) -> None:
    """Give one serializer of a row the members that are wanted. Raises ValidationError that names `fields`."""
    for path in selection.expanded:
        *above, name = path.split(".")
        holder: Any = serializer
        for step in above:
            holder = members_of(holder.fields[step])
        holder.fields[name] = expandable[path].field()
    if selection.fields:
        tree = tree_of(selection.fields)
        if unknown := list(unknown_paths(serializer, tree)):
            raise refusal(FIELDS, "field", unknown, serializer.fields, "unknown_field")
        keep(serializer, tree)


def members_of(field: Any) -> Serializer[Any] | None:
    """The serializer that names the members of this field, of each item when it is a list; None for a plain value."""
    inner = field.child if isinstance(field, ListSerializer) else field
    return inner if isinstance(inner, Serializer) else None


def unknown_paths(serializer: Serializer[Any], tree: Tree, above: str = "") -> Iterator[str]:
    """The paths in the tree that the serializer does not have."""
    for name, below in tree.items():
        if name not in serializer.fields:
            yield f"{above}{name}"
        elif inner := members_of(serializer.fields[name]):
            yield from unknown_paths(inner, below, f"{above}{name}.")
        else:
            yield from (f"{above}{name}.{part}" for part in below)


def keep(serializer: Serializer[Any], tree: Tree) -> None:
    """Leave only what the tree names; a name with nothing below it is wanted whole."""
    for name in list(serializer.fields):
        if name not in tree:
            del serializer.fields[name]
        elif tree[name] and (inner := members_of(serializer.fields[name])):
            keep(inner, tree[name])


def tree_of(paths: Iterable[str]) -> Tree:
    """`a, b.c` as nested names. Who names both `b` and `b.c` wants the whole `b`."""
    tree: Tree = {}
    wholes = dict.fromkeys(paths)
    for path in wholes:
        if any(above in wholes for above in ancestry(path)[:-1]):
            continue
        level = tree
        for name in path.split("."):
            level = level.setdefault(name, {})
    return tree


def paths_of(serializer: Serializer[Any], above: str = "") -> Iterator[str]:
    """Every place in the answer of a serializer, as `lines` and `lines.product`."""
    for name, field in serializer.fields.items():
        yield f"{above}{name}"
        if inner := members_of(field):
            yield from paths_of(inner, f"{above}{name}.")


@cache
def usual_paths(serializer_class: Any) -> frozenset[str]:
    """Every place in an answer that nobody has shaped."""
    return frozenset(paths_of(serializer_class()))


def ancestry(path: str) -> list[str]:
    """`lines`, `lines.product` for the latter."""
    names = path.split(".")
    return [".".join(names[:depth]) for depth in range(1, len(names) + 1)]


def split(text: str | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.strip() for name in text.split(","))) if text else ()


def refusal(parameter: str, what: str, unknown: list[str], known: Iterable[str], code: str) -> ValidationError:
    names = ", ".join(f"“{name[:60]}”" for name in unknown[:10])
    plural = "s" if len(unknown) > 1 else ""
    text = f"Unknown {what}{plural} {names}; there are: {', '.join(known)}."
    return ValidationError({parameter: [ErrorDetail(text, code)]})
