"""What the OpenAPI document says of an operation beyond its serializers and filters."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from drf_spectacular.drainage import has_override
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiExample, OpenApiParameter

from apps.core.idempotency.keys import HEADER, LONGEST, SHORTEST
from apps.core.rest import filter_bounds as filter_bounds  # registers itself with the library
from apps.core.rest.permissions import scope_of
from apps.core.rest.selection import EXPAND, FIELDS, Expansion, members_of

VALIDATOR = {"description": "A strong validator; send it back as `If-None-Match`.", "schema": {"type": "string"}}
ETAG = {"description": "The validator of the row; send it back as `If-Match`.", "schema": {"type": "string"}}
LOCATION = {"description": "The address of what was made.", "schema": {"type": "string", "format": "uri"}}
NOT_MODIFIED = {"description": "The answer that `If-None-Match` names still holds.", "headers": {"ETag": VALIDATOR}}
IF_NONE_MATCH = OpenApiParameter(
    "If-None-Match",
    str,
    OpenApiParameter.HEADER,
    description="The `ETag` of an earlier answer: only an answer that has changed is sent again.",
)


REPLAYED = {
    "description": "`true` where the answer is that to an earlier request with the key, word for word.",
    "schema": {"type": "string", "enum": ["true"]},
}
ORIGINAL = {"description": "The id of that earlier request.", "schema": {"type": "string"}}


class Operation(AutoSchema):
    """An operation that reads says what of its answer can be chosen, and how to ask again."""

    view: Any

    def _get_serializer_name(self, *args: Any, **kwargs: Any) -> Any:
        # Serializers of bodies are called inputs: no need to say it again.
        name: str = super()._get_serializer_name(*args, **kwargs)
        return name.replace("InputRequest", "Input")

    def get_override_parameters(self) -> list[Any]:
        parameters = [*super().get_override_parameters()]
        known = self.view.query_parameters() if self.is_validated() else set()
        if EXPAND in known:
            parameters.append(expand_parameter(self.view.expandable))
        if FIELDS in known:
            parameters.append(self.fields_parameter())
        if self.is_validated():
            parameters.append(IF_NONE_MATCH)
        if self.is_change() and self.view.action == "partial_update":
            parameters.append(if_match(required=self.view.must_match))
        if self.is_keyed():
            parameters.append(self.key_parameter())
        return parameters

    def get_auth(self) -> list[dict[str, list[str]]]:
        """Tokens name the scope they need; where there is none they do not open the address."""
        scope = scope_of(self.view, self.method)
        ways: list[dict[str, list[str]]] = super().get_auth()
        return [{"token": [scope]} if "token" in way else way for way in ways if scope or "token" not in way]

    def get_operation(self, *args: Any, **kwargs: Any) -> Any:
        operation = super().get_operation(*args, **kwargs)
        if operation and self.is_validated():
            operation["responses"]["200"]["headers"] = {"ETag": VALIDATOR}
            operation["responses"]["304"] = NOT_MODIFIED
        if operation and self.is_change():
            made = operation["responses"].get("201")
            answer = made or operation["responses"]["200"]
            answer["headers"] = {"ETag": ETAG, **({"Location": LOCATION} if made else {})}
            if self.is_keyed():
                answer["headers"] |= {"Idempotent-Replayed": REPLAYED, "Original-Request": ORIGINAL}
        return operation

    def get_response_serializers(self) -> Any:
        """A change is answered with the row as details show it."""
        if self.is_change():
            return {201 if self.view.action == "create" else 200: self.view.details_class}
        return super().get_response_serializers()

    def is_change(self) -> bool:
        """Whether the operation makes or changes a row and answers with it."""
        return getattr(self.view, "action", "") in getattr(self.view, "inputs", {})

    def is_keyed(self) -> bool:
        """Whether the operation has one effect for a key."""
        return hasattr(getattr(self.view, getattr(self.view, "action", None) or "", None), "is_idempotent")

    def _get_format_parameters(self) -> list[Any]:
        return [one | {"allowEmptyValue": True} for one in super()._get_format_parameters()]

    def key_parameter(self) -> OpenApiParameter:
        return OpenApiParameter(
            HEADER,
            {"type": "string", "minLength": SHORTEST, "maxLength": LONGEST},
            OpenApiParameter.HEADER,
            required=self.view.must_key,
            description="Of your own making, such as a UUID. The same request with the same key has one effect and the "
            "same answer, for 72 hours; while the first one runs, others get 409. Another body gets 422.",
            examples=[OpenApiExample("A UUID", value="0191f2b6-8c1e-4f7a-9d3b-2a6c5e1f4b70")],
        )

    def is_validated(self) -> bool:
        """Whether the answer has a validator: that of a list or of details."""
        return hasattr(self.view, "query_parameters") and self.view.action in ("list", "retrieve")

    def fields_parameter(self) -> OpenApiParameter:
        members = self.view.get_serializer().fields
        names = list(members)
        whole = dict.fromkeys([*names, *(path.split(".")[0] for path in self.view.expandable)])
        parted = {name for name in whole if name not in members or members_of(members[name])}
        return OpenApiParameter(
            FIELDS,
            comma_separated(rf"{name}(\.[a-z_]+)*" if name in parted else name for name in whole),
            description="Members to show, separated by commas; `customer.name` for a part of a part. Without it: all.",
            examples=[
                OpenApiExample("All of them", value=""),
                OpenApiExample("Two members", value=f"{names[0]},{names[-1]}"),
            ],
        )

    def _get_serializer_field_meta(self, field: Any, direction: Any) -> Any:
        meta = super()._get_serializer_field_meta(field, direction)  # type: ignore[no-untyped-call]
        if has_override(field, "field"):
            meta.pop("minLength", None)  # it says so itself
        if getattr(field, "allow_empty", True) is False:
            meta["minItems"] = 1
        return meta

    def _map_basic_serializer(self, serializer: Any, direction: Any) -> Any:
        schema = super()._map_basic_serializer(serializer, direction)  # type: ignore[no-untyped-call]
        if fewest := getattr(serializer, "fewest_members", 0):
            schema["minProperties"] = fewest
        if getattr(self.view, "takes_fields", False) and direction == "response":
            schema.pop("required", None)  # `fields` can leave out any member
        return schema


def if_match(*, required: bool) -> OpenApiParameter:
    """The precondition of a change."""
    return OpenApiParameter(
        "If-Match",
        str,
        OpenApiParameter.HEADER,
        required=required,
        description="The `ETag` that was read. A row that has changed since is answered with 412, its lack with 428.",
        examples=[OpenApiExample("As it is now", value="*"), OpenApiExample("As it was read", value='"6fb1c0"')],
    )


def comma_separated(names: Iterable[str]) -> dict[str, Any]:
    """The schema of a parameter that has some of these names, which are patterns."""
    one = "|".join(names)
    return {"type": "string", "pattern": f"^(({one})(,({one}))*)?$"}


def expand_parameter(expandable: Mapping[str, Expansion]) -> OpenApiParameter:
    """What can be expanded, in words."""
    names = "; ".join(f"`{path}`: {expansion.about}" for path, expansion in expandable.items())
    pages = "".join(
        f" Pages with `{path}` have at most {expansion.largest_page} rows."
        for path, expansion in expandable.items()
        if expansion.largest_page
    )
    return OpenApiParameter(
        EXPAND,
        comma_separated(map(re.escape, expandable)),
        description=f"What to show in full, separated by commas. {names}.{pages}",
        examples=[
            OpenApiExample("Nothing", value=""),
            *(OpenApiExample(expansion.about, value=path) for path, expansion in expandable.items()),
        ],
    )
