"""What a new OpenAPI document takes away from who reads or writes by the old one.

An address, a method, a parameter, a field or a value of an enumeration is gone; something must be sent that was not
asked for; what is sent is taken in fewer forms, or what is answered comes in more. Whatever is only added breaks
nobody: clients pass over fields, values and headers that they do not know.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from apps.core.rest.breaking_schemas import Direction, Schemas

SUCCESS = re.compile("[23]")


@dataclass(frozen=True)
class Break:
    """One thing that breaks clients: where, `GET /api/v1/orders/ 200 results[].order_no`, and what happened to it."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


def breaking_changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Break]:
    """Everything that a client of `old` can stumble over, each once; empty when it notices nothing."""
    found = [Break(where, what) for where, what in Comparison(old, new).run()]
    return list(dict.fromkeys(found))


class Comparison:
    """Two documents of one version, side by side."""

    def __init__(self, old: Mapping[str, Any], new: Mapping[str, Any]) -> None:
        self.old, self.new = operations(old), operations(new)
        self.components = old.get("components", {}), new.get("components", {})
        self.schemas = Schemas(*(components.get("schemas", {}) for components in self.components))

    def run(self) -> Iterator[tuple[str, str]]:
        addresses = {address for address, _ in self.new}
        for (address, method), (shown, operation) in self.old.items():
            if address not in addresses:
                yield shown, "the address is gone"
            elif (address, method) not in self.new:
                yield f"{method} {shown}", "the method is gone"
            else:
                _, now = self.new[address, method]
                yield from self.parameters(f"{method} {shown}", operation, now)
                yield from self.body(f"{method} {shown}", operation, now)
                yield from self.answers(f"{method} {shown}", operation, now)
                yield from self.security(f"{method} {shown}", operation, now)

    def parameters(self, where: str, old: Any, new: Any) -> Iterator[tuple[str, str]]:
        before, after = parameters(old), parameters(new)
        for (place, name), parameter in before.items():
            at = f"{where} {place} `{name}`"
            if (place, name) not in after:
                yield at, "is not read any more"
            else:
                now = after[place, name]
                if now.get("required") and not parameter.get("required"):
                    yield at, "is now required"
                yield from self.schemas.compare(at, parameter.get("schema"), now.get("schema"), Direction.SENT)
        for (place, name), parameter in after.items():
            if parameter.get("required") and (place, name) not in before:
                yield f"{where} {place} `{name}`", "is new and required"

    def body(self, where: str, old: Any, new: Any) -> Iterator[tuple[str, str]]:
        before, after = old.get("requestBody", {}), new.get("requestBody", {})
        if after.get("required") and not before.get("required"):
            yield f"{where} body", "is now required"
        yield from self.content(f"{where} body", before, after, Direction.SENT)

    def answers(self, where: str, old: Any, new: Any) -> Iterator[tuple[str, str]]:
        for status, answer in old["responses"].items():
            at = f"{where} {status}"
            if status not in new["responses"]:
                if SUCCESS.match(status):
                    yield at, "is not answered any more"
                continue
            before, after = self.answer(0, answer), self.answer(1, new["responses"][status])
            for header in before.get("headers", {}):
                if header not in after.get("headers", {}):
                    yield f"{at} header `{header}`", "is gone"
            yield from self.content(at, before, after, Direction.TOLD)

    def answer(self, side: int, answer: Any) -> Any:
        name = answer.get("$ref", "").rpartition("/")[2]
        return self.components[side]["responses"][name] if name else answer

    def content(self, where: str, old: Any, new: Any, direction: Direction) -> Iterator[tuple[str, str]]:
        before, after = old.get("content", {}), new.get("content", {})
        for media_type, form in before.items():
            if media_type not in after:
                yield f"{where} {media_type}", "the form is gone"
            else:
                yield from self.schemas.compare(where, form.get("schema"), after[media_type].get("schema"), direction)

    def security(self, where: str, old: Any, new: Any) -> Iterator[tuple[str, str]]:
        """Each way in that was enough before must be enough now."""
        for way in old.get("security", []):
            enough = any(
                all(name in way and set(scopes) <= set(way[name]) for name, scopes in now.items())
                for now in new.get("security", [{}])
            )
            if not enough:
                shown = ", ".join(" ".join([name, *scopes]) for name, scopes in way.items())
                yield f"{where} security", f"`{shown}` is not enough any more"


def operations(document: Mapping[str, Any]) -> dict[tuple[str, str], tuple[str, Any]]:
    """Each operation by its address, whatever the names of its parts, and its method; with the address as it is."""
    return {
        (re.sub(r"\{[^}]*\}", "{}", address), method.upper()): (address, operation)
        for address, methods in document["paths"].items()
        for method, operation in methods.items()
    }


def parameters(operation: Any) -> dict[tuple[str, str], Any]:
    """Each parameter by its place and name; parts of the address by their order."""
    found: dict[tuple[str, str], Any] = {}
    for one in operation.get("parameters", []):
        in_path = one["in"] == "path"
        order = sum(place == "path" for place, _ in found)
        found[one["in"], f"part {order + 1}" if in_path else one["name"]] = one
    return found
