"""The same for the schemas of two OpenAPI documents: what a value may be, seen by who sends it and by who reads it."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any

from apps.core.rest.breaking_patterns import takes_as_much

Found = Iterator[tuple[str, str]]
# What a value must keep to, and whether more of it is stricter.
LOWER, UPPER = ("minimum", "minLength", "minItems"), ("maximum", "maxLength", "maxItems")


class Direction(StrEnum):
    """Who is bound by a schema: the client that sends, or the client that reads."""

    SENT = "sent"
    TOLD = "told"


class Schemas:
    """The schemas of the old and of the new document, by their names."""

    def __init__(self, old: Mapping[str, Any], new: Mapping[str, Any]) -> None:
        self._named = old, new
        self._open: set[tuple[str, str]] = set()

    def compare(self, where: str, old: Any, new: Any, direction: Direction) -> Found:
        """What is narrower for who sends it, or wider for who reads it."""
        if old is None or new is None:
            return
        pair = (name_of(old), name_of(new))
        if pair in self._open:
            return  # a schema within itself
        if any(pair):
            self._open.add(pair)
        before, after = self.whole(0, old), self.whole(1, new)
        yield from types(where, before, after, direction)
        yield from values(where, before, after, direction)
        if direction is Direction.SENT:
            yield from bounds(where, before, after)
            yield from defaults(where, before, after)
        yield from self.members(where, before, after, direction)
        for name, suffix in (("items", "[]"), ("additionalProperties", "{}")):
            if isinstance(before.get(name), Mapping) and isinstance(after.get(name), Mapping):
                yield from self.compare(f"{where}{suffix}", before[name], after[name], direction)
        self._open.discard(pair)

    def members(self, where: str, old: Any, new: Any, direction: Direction) -> Found:
        before, after = self.of_direction(0, old, direction), self.of_direction(1, new, direction)
        required, now_required = set(old.get("required", ())), set(new.get("required", ()))
        for name, schema in before.items():
            at = member(where, name)
            if name not in after:
                yield at, "is gone"
                continue
            if direction is Direction.SENT and name in now_required - required:
                yield at, "is now required"
            if direction is Direction.TOLD and name in required - now_required:
                yield at, "can now be missing"
            yield from self.compare(at, schema, after[name], direction)
        if direction is Direction.SENT:
            for name in sorted((now_required & set(after)) - set(before)):
                yield member(where, name), "is new and required"

    def of_direction(self, side: int, schema: Any, direction: Direction) -> dict[str, Any]:
        """The members that are sent, or told."""
        other = "readOnly" if direction is Direction.SENT else "writeOnly"
        found = schema.get("properties", {})
        return {name: one for name, one in found.items() if not self.whole(side, one).get(other)}

    def whole(self, side: int, schema: Any) -> dict[str, Any]:
        """The schema with what it refers to and what it is composed of; alternatives together take what each takes."""
        found: dict[str, Any] = {name: value for name, value in schema.items() if name not in ("$ref", "allOf")}
        parts = [self._named[side][schema["$ref"].rpartition("/")[2]]] if "$ref" in schema else []
        for part in (*parts, *schema.get("allOf", ())):
            found = {**self.whole(side, part), **found}
        alternatives = [self.whole(side, one) for one in (*schema.get("oneOf", ()), *schema.get("anyOf", ()))]
        if alternatives:
            found["type"] = sorted(set().union(*(type_names(one) for one in alternatives)) - {"null"})
            found["nullable"] = any("null" in type_names(one) for one in alternatives)
            if all("enum" in one for one in alternatives):
                found["enum"] = [value for one in alternatives for value in one["enum"]]
        return found


def name_of(schema: Any) -> str:
    """Which named schema it refers to, by itself or with more beside it; empty for one of its own."""
    return str(next((one["$ref"] for one in (schema, *schema.get("allOf", ())) if "$ref" in one), ""))


def types(where: str, old: Any, new: Any, direction: Direction) -> Found:
    """Types and formats that are not taken any more, or come now."""
    before, after = type_names(old), type_names(new)
    sent = direction is Direction.SENT
    if not sent and before and not after and "enum" not in new:
        yield where, "can now be anything"
    if sent and after and not before and "enum" not in old:
        yield where, f"takes nothing but {', '.join(sorted(after))} any more"
    for name in sorted(unknown(before, after) if sent else unknown(after, before)):
        yield where, f"cannot be {name} any more" if sent else f"can now be {name}"
    if before & after - {"null"} and old.get("format") != new.get("format"):
        asked, told = new.get("format"), old.get("format")
        if asked if sent else told:
            yield where, f"is {asked or 'of no form'}, was {told or 'of no form'}"


def values(where: str, old: Any, new: Any, direction: Direction) -> Found:
    """Values of enumerations that are gone."""
    if "enum" not in new:
        return
    if "enum" not in old:
        if direction is Direction.SENT:
            yield where, f"takes nothing but {', '.join(map(str, new['enum']))} any more"
        return
    for value in old["enum"]:
        if value not in new["enum"] and value is not None:
            yield where, f"the value `{value}` is gone"


def bounds(where: str, old: Any, new: Any) -> Found:
    """Bounds that are tighter."""
    for names, tighter in ((LOWER, max), (UPPER, min)):
        for name in names:
            now, then = new.get(name), old.get(name)
            if now is not None and now != then and (then is None or tighter(now, then) == now):
                yield where, f"{name} is {now}, was {'none' if then is None else then}"
    if not takes_as_much(new.get("pattern"), old.get("pattern")):
        yield where, f"must be like `{new['pattern']}`, was {old.get('pattern') or 'anything'}"


def defaults(where: str, old: Any, new: Any) -> Found:
    """What is meant by leaving it out, where that is another thing now."""
    then, now = (repr(one["default"]) if "default" in one else "not said" for one in (old, new))
    if now != then:
        yield where, f"left out, it is {now}, was {then}"


def type_names(schema: Any) -> set[str]:
    """The types that a value may have; none when any."""
    found = schema.get("type", [])
    names = {found} if isinstance(found, str) else set(found)
    return names | ({"null"} if schema.get("nullable") and names else set())


def unknown(some: set[str], known: set[str]) -> set[str]:
    """Types of `some` that `known` does not cover; a whole number is a number."""
    if not known:
        return set()
    return {name for name in some - known if not (name == "integer" and "number" in known)} if some else set()


def member(where: str, name: str) -> str:
    """`GET /orders/ 200` and `total` make `GET /orders/ 200 total`; below, parts are joined by dots."""
    inside = where.rpartition(" ")[2]
    nested = not inside.isdigit() and inside != "body"
    return f"{where}.{name}" if nested else f"{where} {name}"
