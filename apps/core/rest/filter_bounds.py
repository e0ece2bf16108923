"""What the value of a filter may be, in the OpenAPI document: the filters know, drf-spectacular does not ask."""

from typing import Any

from drf_spectacular.contrib.django_filters import DjangoFilterExtension

from apps.core.rest.filters import NOTHING


class BoundedFilters(DjangoFilterExtension):  # type: ignore[no-untyped-call] # the library has no types
    """Says what a filter has as `documented`; of the others how long their text may be."""

    priority = 1

    def resolve_filter_field(self, auto_schema: Any, model: Any, filters: Any, name: str, field: Any) -> Any:
        found = super().resolve_filter_field(auto_schema, model, filters, name, field)  # type: ignore[no-untyped-call]
        longest = field.extra.get("max_length")
        for parameter in found:
            schema = parameter["schema"] | ({"maxLength": longest} if longest else {})
            parameter["schema"] = getattr(field, "documented", schema)
            if schema.get("format") == "uuid":
                parameter["schema"] = {"anyOf": [schema, NOTHING]}
            if "enum" in schema or parameter["schema"].get("type") == "boolean":
                parameter["allowEmptyValue"] = True  # in the schema it would hide the choices
        return found
