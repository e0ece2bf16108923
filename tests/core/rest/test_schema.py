"""The OpenAPI documents."""

import json
from concurrent.futures import ThreadPoolExecutor
from io import StringIO
from threading import Barrier, BrokenBarrierError
from typing import Any
from unittest import mock

import pytest
from django.core.management import call_command
from drf_spectacular.generators import SchemaGenerator

from apps.accounts.api.v2 import serializers as accounts
from apps.accounts.models import User
from apps.catalog.api.v1 import serializers as catalog_v1
from apps.catalog.api.v2 import serializers as catalog
from apps.core.rest.problems import problem_document
from apps.core.rest.schema import PROBLEM
from apps.orders.api.v1 import serializers as orders_v1
from apps.orders.api.v2 import serializers as orders
from apps.payments.api.v2 import serializers as payments
from apps.uploads.api.v2 import serializers as uploads
from tests.calling import client_of


def schema(version: str) -> Any:
    return json.loads(json.dumps(SchemaGenerator(api_version=version).get_schema(public=True), default=str))


@pytest.mark.parametrize("version", ["v1", "v2"])
def test_the_document_is_valid_and_made_without_a_warning(db: None, version: str) -> None:
    out = StringIO()
    call_command(
        "spectacular", "--api-version", version, "--validate", "--fail-on-warn", "--format", "openapi-json", stdout=out
    )
    assert all(path.startswith(f"/api/{version}/") for path in json.loads(out.getvalue())["paths"])


def test_each_version_has_its_own_operations(db: None) -> None:
    assert sorted(schema("v1")["paths"]) == [
        "/api/v1/customers/",
        "/api/v1/customers/{number}/",
        "/api/v1/orders/",
        "/api/v1/orders/{number}/",
        "/api/v1/products/",
        "/api/v1/products/{sku}/",
    ]
    assert sorted(schema("v2")["paths"]) == [
        "/api/v2/categories/",
        "/api/v2/categories/{slug}/",
        "/api/v2/customers/",
        "/api/v2/customers/{number}/",
        "/api/v2/imports/",
        "/api/v2/imports/{id}/",
        "/api/v2/imports/{id}/rejections/",
        "/api/v2/me/",
        "/api/v2/me/permissions/",
        "/api/v2/me/tokens/",
        "/api/v2/me/tokens/{prefix}/",
        "/api/v2/me/tokens/{prefix}/rotate/",
        "/api/v2/orders/",
        "/api/v2/orders/{number}/",
        "/api/v2/payments/",
        "/api/v2/payments/{reference}/",
        "/api/v2/products/",
        "/api/v2/products/{sku}/",
        "/api/v2/uploads/",
        "/api/v2/uploads/{id}/",
    ]


def test_version_1_is_marked_as_deprecated_and_version_2_is_not(db: None) -> None:
    for version, deprecated in (("v1", True), ("v2", False)):
        for operations in schema(version)["paths"].values():
            assert {operation.get("deprecated", False) for operation in operations.values()} == {deprecated}


def test_every_operation_documents_its_problems(db: None) -> None:
    document = schema("v2")
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            expected = {"400", "401", "403", "406"}
            expected |= {"404"} if "{" in path else set()
            expected |= {"413", "415"} if method == "post" else set()
            assert expected <= set(operation["responses"]), (path, method)
    assert document["components"]["schemas"]["Problem"] == PROBLEM


def test_what_can_be_chosen_and_asked_again_is_documented(db: None) -> None:
    paths = schema("v2")["paths"]
    orders = paths["/api/v2/orders/"]["get"]
    parameters = {parameter["name"]: parameter for parameter in orders["parameters"]}
    assert "`lines.product`: what the SKU names today" in parameters["expand"]["description"]
    assert "`customer:first`" in parameters["ordering"]["description"]
    assert {"fields", "If-None-Match", "customer_email", "total_from", "imported_by"} <= set(parameters)
    assert (list(orders["responses"]["200"]["headers"]), "304" in orders["responses"]) == (
        ["ETag", "RateLimit-Policy", "RateLimit"],
        True,
    )
    assert "required" not in schema("v2")["components"]["schemas"]["Order"]
    for document in (schema("v1"), schema("v2")):
        for path, operations in document["paths"].items():
            if "get" in operations and not path.endswith(("/me/", "/me/permissions/")):
                assert "304" in operations["get"]["responses"], path
    old = {parameter["name"] for parameter in schema("v1")["paths"]["/api/v1/orders/"]["get"]["parameters"]}
    assert not old & {"fields", "expand"}
    assert "required" in schema("v1")["components"]["schemas"]["Order"]


@pytest.mark.parametrize("version", ["v1", "v2"])
def test_every_documented_example_of_a_parameter_works(people: dict[str, User], version: str) -> None:
    owner = client_of(people["owner"])
    called = 0
    for path, operations in schema(version)["paths"].items():
        for parameter in operations["get"].get("parameters", ()) if "{" not in path else ():
            values = [example["value"] for example in parameter.get("examples", {}).values()]
            values += [parameter["example"]] if "example" in parameter else []
            for value in values:
                assert owner.get(path, {parameter["name"]: value}).status_code == 200, (path, parameter["name"], value)
                called += 1
    assert called >= {"v1": 3, "v2": 20}[version]


def test_the_documented_members_of_a_problem_are_the_real_ones() -> None:
    assert list(problem_document("not_found")) == PROBLEM["required"] == list(PROBLEM["properties"])


def test_amounts_are_strings_in_version_2_and_numbers_in_version_1(db: None) -> None:
    assert schema("v2")["components"]["schemas"]["Order"]["properties"]["total"]["type"] == "string"
    assert schema("v1")["components"]["schemas"]["Order"]["properties"]["amount"] == {
        "type": "number",
        "readOnly": True,
    }


def test_tokens_and_sessions_are_described(db: None) -> None:
    schemes = schema("v2")["components"]["securitySchemes"]
    assert (schemes["token"]["scheme"], schemes["session"]["in"]) == ("bearer", "cookie")


@pytest.mark.parametrize(
    ("method", "address", "accept", "status"),
    [
        ("post", "/api/v2/schema/", "*/*", 405),
        ("get", "/api/v2/schema/", "text/html", 406),
        ("post", "/api/v2/docs/", "*/*", 405),
        ("get", "/api/v2/docs/", "application/json", 406),
    ],
)
def test_a_problem_at_the_address_of_the_document_or_its_page_is_neither(
    client: Any, method: str, address: str, accept: str, status: int
) -> None:
    answer = getattr(client, method)(address, headers={"Accept": accept})
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert answer.json()["status"] == status


@pytest.mark.parametrize("version", ["v1", "v2"])
def test_document_and_page_are_open_to_strangers_and_need_no_other_host(client: Any, version: str, db: None) -> None:
    assert client.get(f"/api/{version}/schema/?format=json").json()["info"]["version"] == version
    page = client.get(f"/api/{version}/docs/")
    assert b"drf_spectacular_sidecar/swagger-ui-dist/swagger-ui-bundle.js" in page.content
    assert b"https://" not in page.content
    assert b"api.css" in page.content
    script = client.get(f"/api/{version}/docs/?script=")
    assert f"/api/{version}/schema/" in script.content.decode()


def test_scripts_of_the_page_are_files_and_only_styles_may_be_inline(client: Any, db: None) -> None:
    policy = client.get("/api/v2/docs/").headers["Content-Security-Policy"]
    directives = dict(directive.strip().split(" ", 1) for directive in policy.split(";"))
    assert directives["script-src"] == "'self'"
    assert directives["style-src"] == "'self' 'unsafe-inline'"
    assert b"<script>" not in client.get("/api/v2/docs/").content


EXAMPLES = [
    accounts.TokenSerializer,
    accounts.IssuedTokenSerializer,
    catalog.ProductSerializer,
    orders.OrderSerializer,
    orders.OrderDetailSerializer,
    orders.CustomerSerializer,
    orders.CustomerDetailSerializer,
    orders.ImportSerializer,
    orders.ImportRejectionSerializer,
    catalog_v1.ProductSerializer,
    orders_v1.CustomerSerializer,
    orders_v1.OrderSerializer,
    orders_v1.OrderDetailSerializer,
    payments.PaymentSerializer,
    payments.PaymentDetailSerializer,
    uploads.UploadSerializer,
]


@pytest.mark.parametrize(
    "serializer", EXAMPLES, ids=lambda serializer: f"{serializer.__module__}.{serializer.__name__}"
)
def test_examples_have_the_members_of_their_answers(serializer: Any) -> None:
    (example,) = serializer._spectacular_annotation["examples"]

    def compare(fields: Any, value: Any) -> None:
        assert list(value) == list(fields)
        for name, field in fields.items():
            nested = getattr(field, "child", field)
            if hasattr(nested, "fields"):
                inner = value[name][0] if isinstance(value[name], list) else value[name]
                compare(nested.fields, inner)

    compare(serializer().fields, example.value)


@pytest.mark.parametrize("version", ["v1", "v2"])
def test_every_operation_says_that_it_is_limited(version: str) -> None:
    document = SchemaGenerator(api_version=version).get_schema(public=True)
    for operations in document["paths"].values():
        for operation in operations.values():
            assert "429" in operation["responses"]
            assert all(
                "$ref" in answer or "RateLimit" in answer["headers"] for answer in operation["responses"].values()
            )
    assert list(document["components"]["responses"]["429"]["headers"]) == [
        "RateLimit-Policy",
        "RateLimit",
        "Retry-After",
    ]


def test_the_document_says_what_may_be_sent(db: None) -> None:
    document = schema("v2")
    parameters = {one["name"]: one for one in document["paths"]["/api/v2/orders/"]["get"]["parameters"]}
    assert parameters["ordering"]["schema"]["pattern"].startswith(
        "^(-?(placed_at|number|total|customer(:(first|last))?)"
    )
    assert parameters["country"]["schema"] == {"type": "string", "pattern": r"^(\S{2})?$"}
    assert parameters["number"]["schema"] == {"type": "string", "maxLength": 20}
    assert parameters["imported_by"]["schema"]["anyOf"][1] == {"type": "string", "maxLength": 0}
    bodies = document["components"]["schemas"]
    name = bodies["AddCustomerInput"]["properties"]["name"]
    assert "without control characters" in name.pop("description")
    assert name == {"type": "string", "minLength": 1, "maxLength": 200}
    assert bodies["IssueTokenInput"]["properties"]["scopes"]["minItems"] == 1
    assert bodies["PatchedChangeCustomerInput"]["minProperties"] == 1
    assert bodies["StoreUploadInput"]["properties"]["file"]["format"] == "binary"
    change = {one["name"]: one for one in document["paths"]["/api/v2/customers/{number}/"]["patch"]["parameters"]}
    assert change["If-Match"]["required"]


def test_a_method_that_the_address_does_not_know_is_told_before_its_parameters(people: dict[str, User]) -> None:
    response = client_of(people["owner"]).generic("TRACE", "/api/v2/orders/?country=")
    assert (response.status_code, response.json()["code"]) == (405, "method_not_allowed")


def test_documents_are_made_one_at_a_time(client: Any, db: None) -> None:
    together, met = Barrier(2, timeout=0.2), []

    def get_schema(self: Any, **asked: Any) -> dict[str, Any]:
        try:
            met.append(together.wait())
        except BrokenBarrierError:
            together.reset()
        return {}

    with mock.patch.object(SchemaGenerator, "get_schema", get_schema), ThreadPoolExecutor(2) as people:
        answers = list(people.map(client.get, ["/api/v1/schema/", "/api/v2/schema/"]))
    assert [answer.status_code for answer in answers] == [200, 200]
    assert met == []
