"""What the comparison of two OpenAPI documents says: pairs of documents, and the shop's own against its code."""

import re
from copy import deepcopy
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from apps.core.rest import documents
from apps.core.rest.breaking import breaking_changes
from apps.orders.api.v1 import serializers as orders_v1
from apps.orders.api.v2 import serializers as orders
from tests.core.rest.planting import rename_field

ADDRESS, OTHER = "/api/v9/lamps/{id}/", "/api/v9/lamps/"
LAMP = {
    "type": "object",
    "required": ["name", "watts"],
    "properties": {
        "name": {"type": "string", "maxLength": 40},
        "watts": {"type": "number"},
        "colour": {"allOf": [{"$ref": "#/components/schemas/Colour"}], "nullable": True},
        "made_at": {"type": "string", "format": "date-time", "readOnly": True},
        "secret": {"type": "string", "writeOnly": True},
        "made_by": {"type": "string", "pattern": "^(ada|bob)$", "default": "ada"},
        "parts": {"type": "array", "items": {"$ref": "#/components/schemas/Lamp"}},
    },
}
OPERATION = {
    "parameters": [
        {"in": "path", "name": "id", "required": True, "schema": {"type": "integer"}},
        {"in": "query", "name": "page", "schema": {"type": "integer", "maximum": 100}},
        {"in": "query", "name": "q", "schema": {}},
    ],
    "security": [{"token": ["lamps:write"]}, {"session": []}],
    "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Lamp"}}}},
    "responses": {
        "200": {
            "headers": {"ETag": {}},
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Lamp"}}},
        },
        "404": {"$ref": "#/components/responses/404"},
    },
}
DOCUMENT: dict[str, Any] = {
    "paths": {ADDRESS: {"put": OPERATION}},
    "components": {
        "schemas": {"Lamp": LAMP, "Colour": {"type": "string", "enum": ["red", "green"]}},
        "responses": {"404": {"content": {"application/problem+json": {"schema": {"type": "object"}}}}},
    },
}
AT = f"PUT {ADDRESS}"


def changed(change: Any) -> dict[str, Any]:
    document = deepcopy(DOCUMENT)
    schemas = document["components"]["schemas"]
    change(document, document["paths"][ADDRESS]["put"], schemas["Lamp"], schemas)
    return document


def says(change: Any) -> list[str]:
    return [str(one) for one in breaking_changes(DOCUMENT, changed(change))]


def rename(fields: dict[str, Any], old: str, new: str) -> None:
    fields[new] = fields.pop(old)


BREAKING = {
    "an address": (lambda d, o, lamp, s: rename(d["paths"], ADDRESS, OTHER), [f"{ADDRESS}: the address is gone"]),
    "a method": (lambda d, o, lamp, s: rename(d["paths"][ADDRESS], "put", "post"), [f"{AT}: the method is gone"]),
    "a field": (
        lambda d, o, lamp, s: rename(lamp["properties"], "name", "title"),
        [f"{AT} body name: is gone", f"{AT} 200 name: is gone"],
    ),
    "a value": (
        lambda d, o, lamp, s: s["Colour"]["enum"].remove("red"),
        [f"{AT} body colour: the value `red` is gone", f"{AT} 200 colour: the value `red` is gone"],
    ),
    "a parameter": (lambda d, o, lamp, s: o["parameters"].pop(1), [f"{AT} query `page`: is not read any more"]),
    "a header": (lambda d, o, lamp, s: o["responses"]["200"].pop("headers"), [f"{AT} 200 header `ETag`: is gone"]),
    "a status": (lambda d, o, lamp, s: rename(o["responses"], "200", "202"), [f"{AT} 200: is not answered any more"]),
    "a form": (
        lambda d, o, lamp, s: rename(o["responses"]["200"]["content"], "application/json", "text/csv"),
        [f"{AT} 200 application/json: the form is gone"],
    ),
    "a form of problems": (
        lambda d, o, lamp, s: d["components"]["responses"]["404"].update(content={}),
        [f"{AT} 404 application/problem+json: the form is gone"],
    ),
    "a scope": (
        lambda d, o, lamp, s: o.update(security=[{"token": ["lamps:write", "shop:write"]}, {"session": []}]),
        [f"{AT} security: `token lamps:write` is not enough any more"],
    ),
    "a new field to send": (
        lambda d, o, lamp, s: (lamp["properties"].update(volts={"type": "integer"}), lamp["required"].append("volts")),
        [f"{AT} body volts: is new and required"],
    ),
    "a new parameter to send": (
        lambda d, o, lamp, s: o["parameters"].append({"in": "header", "name": "If-Match", "required": True}),
        [f"{AT} header `If-Match`: is new and required"],
    ),
    "a parameter to send": (
        lambda d, o, lamp, s: o["parameters"][1].update(required=True),
        [f"{AT} query `page`: is now required"],
    ),
    "a body to send": (lambda d, o, lamp, s: o["requestBody"].update(required=True), [f"{AT} body: is now required"]),
    "a field to send": (
        lambda d, o, lamp, s: lamp["required"].append("secret"),
        [f"{AT} body secret: is now required"],
    ),
    "a field that may be missing": (
        lambda d, o, lamp, s: lamp["required"].remove("watts"),
        [f"{AT} 200 watts: can now be missing"],
    ),
    "a field that may be null": (
        lambda d, o, lamp, s: lamp["properties"]["name"].update(nullable=True),
        [f"{AT} 200 name: can now be null"],
    ),
    "a field that may not be null": (
        lambda d, o, lamp, s: lamp["properties"]["colour"].update(nullable=False),
        [f"{AT} body colour: cannot be null any more"],
    ),
    "another type": (
        lambda d, o, lamp, s: lamp["properties"]["watts"].update(type="string"),
        [f"{AT} body watts: cannot be number any more", f"{AT} 200 watts: can now be string"],
    ),
    "any type": (
        lambda d, o, lamp, s: lamp["properties"]["watts"].pop("type"),
        [f"{AT} 200 watts: can now be anything"],
    ),
    "a type where there was none": (
        lambda d, o, lamp, s: o["parameters"][2].update(schema={"type": "integer"}),
        [f"{AT} query `q`: takes nothing but integer any more"],
    ),
    "a narrower type": (
        lambda d, o, lamp, s: lamp["properties"]["watts"].update(type="integer"),
        [f"{AT} body watts: cannot be number any more"],
    ),
    "another format": (
        lambda d, o, lamp, s: lamp["properties"]["made_at"].update(format="date"),
        [f"{AT} 200 made_at: is date, was date-time"],
    ),
    "a tighter bound": (
        lambda d, o, lamp, s: (
            lamp["properties"]["name"].update(maxLength=20),
            o["parameters"][1]["schema"].update(maximum=9),
        ),
        [f"{AT} query `page`: maximum is 9, was 100", f"{AT} body name: maxLength is 20, was 40"],
    ),
    "a pattern": (
        lambda d, o, lamp, s: lamp["properties"]["secret"].update(pattern="^a"),
        [f"{AT} body secret: must be like `^a`, was anything"],
    ),
    "a choice of a pattern": (
        lambda d, o, lamp, s: lamp["properties"]["made_by"].update(pattern="^(ada)$"),
        [f"{AT} body made_by: must be like `^(ada)$`, was ^(ada|bob)$"],
    ),
    "one more part of a pattern": (
        lambda d, o, lamp, s: lamp["properties"]["made_by"].update(pattern="^(ada|bob)(c)$"),
        [f"{AT} body made_by: must be like `^(ada|bob)(c)$`, was ^(ada|bob)$"],
    ),
    "what is meant by leaving it out": (
        lambda d, o, lamp, s: (
            lamp["properties"]["made_by"].update(default="bob"),
            o["parameters"][1]["schema"].update(default=1),
        ),
        [
            f"{AT} query `page`: left out, it is 1, was not said",
            f"{AT} body made_by: left out, it is 'bob', was 'ada'",
        ],
    ),
    "a list of values where there was none": (
        lambda d, o, lamp, s: lamp["properties"]["secret"].update(enum=["x", "y"]),
        [f"{AT} body secret: takes nothing but x, y any more"],
    ),
}
SAFE = {
    "nothing": lambda d, o, lamp, s: None,
    "a new address": lambda d, o, lamp, s: d["paths"].update({OTHER: {"get": OPERATION}}),
    "another name of a part of the address": lambda d, o, lamp, s: rename(
        d["paths"], ADDRESS, ADDRESS.replace("id", "pk")
    ),
    "a new method": lambda d, o, lamp, s: d["paths"][ADDRESS].update(get=OPERATION),
    "a new field": lambda d, o, lamp, s: lamp["properties"].update(volts={"type": "integer"}),
    "a new value": lambda d, o, lamp, s: s["Colour"]["enum"].append("blue"),
    "a new parameter": lambda d, o, lamp, s: o["parameters"].append({"in": "query", "name": "sort"}),
    "a new status": lambda d, o, lamp, s: o["responses"].update({"429": {}}),
    "a problem less": lambda d, o, lamp, s: o["responses"].pop("404"),
    "a new form": lambda d, o, lamp, s: o["responses"]["200"]["content"].update({"application/msgpack": {}}),
    "another way in": lambda d, o, lamp, s: o["security"].append({"key": []}),
    "more than was taken": lambda d, o, lamp, s: (
        lamp["properties"]["name"].update(maxLength=80),
        o["parameters"][1]["schema"].pop("maximum"),
    ),
    "a field that need not be sent": lambda d, o, lamp, s: o["requestBody"]["content"]["application/json"].update(
        schema=LAMP | {"required": []}
    ),
    "never null any more": lambda d, o, lamp, s: o["responses"]["200"]["content"]["application/json"].update(
        schema=LAMP | {"properties": LAMP["properties"] | {"colour": {"$ref": "#/components/schemas/Colour"}}}
    ),
    "one more choice of a pattern": lambda d, o, lamp, s: lamp["properties"]["made_by"].update(
        pattern="^(ada|bob|eve)$"
    ),
    "a description": lambda d, o, lamp, s: lamp["properties"]["name"].update(description="What it is called."),
}


@pytest.mark.parametrize("name", BREAKING)
def test_what_breaks_a_client_is_named(name: str) -> None:
    change, expected = BREAKING[name]
    assert says(change) == expected


@pytest.mark.parametrize("name", SAFE)
def test_what_is_only_added_breaks_nobody(name: str) -> None:
    assert says(SAFE[name]) == []


def test_alternatives_count_as_what_each_of_them_takes() -> None:
    def document(*alternatives: Any) -> Any:
        field = {"oneOf": [*alternatives]}
        return changed(lambda d, o, lamp, s: lamp["properties"].update(colour=field))

    red, blank, null = {"type": "string", "enum": ["red"]}, {"enum": [""]}, {"type": "null", "enum": [None]}
    found = breaking_changes(document(red, blank, null), document(red, blank))
    assert [str(one) for one in found] == [f"{AT} body colour: cannot be null any more"]
    assert str(breaking_changes(document(red, blank), document(red))[0]) == f"{AT} body colour: the value `` is gone"


@pytest.mark.parametrize("version", ["v1", "v2"])
def test_the_documents_in_the_repository_are_those_that_the_code_makes(db: None, version: str) -> None:
    text = documents.current(version)
    broken = breaking_changes(documents.committed(version), documents.read(text))
    assert [str(one) for one in broken] == []
    assert documents.path_of(version).read_text() == text, "run `make openapi`"


def test_the_page_about_versions_has_every_difference() -> None:
    assert documents.PAGE.read_text() == documents.page(), "run `make openapi`"


def names_of(document: Any, resource: str) -> set[str]:
    """Every parameter and field of the addresses of a resource."""
    schemas, found = document["components"]["schemas"], set()

    def walk(schema: Any) -> None:
        named = schemas[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
        for name, inner in named.get("properties", {}).items():
            found.add(name)
            walk(inner)
        for inner in (*named.get("allOf", ()), *filter(None, [named.get("items")])):
            walk(inner)

    for address, methods in document["paths"].items():
        if address.split("/")[3] == resource:
            found |= {parameter["name"] for parameter in methods["get"]["parameters"]}
            walk(methods["get"]["responses"]["200"]["content"]["application/json"]["schema"])
    return found


@pytest.mark.parametrize("resource", ["orders", "customers", "products"])
def test_every_name_that_version_2_has_not_is_told(resource: str) -> None:
    gone = names_of(documents.committed("v1"), resource) - names_of(documents.committed("v2"), resource)
    about = [one for one in documents.differences()["v1"] if one.where in (f"{resource}/", "lists")]
    told = set(re.findall(r"\w+", " ".join(one.before for one in about)))
    assert len(gone) > 5
    assert gone - told == set()


def test_a_renamed_field_of_version_1_is_named(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    rename_field(monkeypatch, orders_v1.OrderSerializer, "order_no", "order_number")
    found = breaking_changes(documents.committed("v1"), documents.read(documents.current("v1")))
    assert "GET /api/v1/orders/ 200 results[].order_no: is gone" in [str(one) for one in found]
    with pytest.raises(CommandError, match=r"breaks clients:\nGET /api/v1/orders/ 200 results\[\]\.order_no: is gone"):
        call_command("openapi", "--check")


def test_a_renamed_field_of_version_2_is_named_and_version_1_stays(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    rename_field(monkeypatch, orders.OrderSerializer, "line_count", "lines_total")
    found = breaking_changes(documents.committed("v2"), documents.read(documents.current("v2")))
    assert "GET /api/v2/orders/ 200 results[].line_count: is gone" in [str(one) for one in found]
    assert breaking_changes(documents.committed("v1"), documents.read(documents.current("v1"))) == []
