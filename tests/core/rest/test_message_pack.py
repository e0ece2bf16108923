"""MessagePack bodies: what JSON can say, read as strictly; and the same facts on the way out."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgpack
import orjson
import pytest
from django.test import Client
from django.utils.translation import gettext_lazy
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.core.rest import message_pack
from apps.core.rest.message_pack import MEDIA_TYPE, MessagePackRenderer, parse_message_pack
from apps.core.rest.parsers import MOST_VALUES, check, parse_json
from apps.core.rest.renderers import JSONRenderer
from apps.orders.enums import OrderStatus
from tests.calling import client_of

TEXT = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]))
FACTS = st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | TEXT
DOCUMENTS = st.recursive(
    FACTS | st.floats(-1e9, 1e9).map(lambda number: round(number, 3)),
    lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner),
    max_leaves=20,
)
ODD = {
    "empty": (b"", 400, "malformed_msgpack"),
    "half a document": (b"\x92\x01", 400, "malformed_msgpack"),
    "two documents": (b"\x01\x01", 400, "malformed_msgpack"),
    "a byte that means nothing": (b"\xc1", 400, "malformed_msgpack"),
    "more items than any": (b"\xdd\xff\xff\xff\xff", 413, "too_large"),
    "more items than there are": (b"\xdc\x00\xff", 400, "malformed_msgpack"),
    "text that is no UTF-8": (b"\xa1\xff", 400, "malformed_msgpack"),
    "half of a pair": (b"\xa3\xed\xa0\x80", 400, "malformed_msgpack"),
    "binary": (b"\xc4\x01a", 400, "malformed_msgpack"),
    "empty binary": (b"\xc4\x00", 400, "malformed_msgpack"),
    "a timestamp": (b"\xd6\xff\x00\x00\x00\x00", 400, "malformed_msgpack"),
    "an extension": (b"\xd4\x05\x00", 400, "malformed_msgpack"),
    "an empty extension": (b"\xc7\x00\x05", 400, "malformed_msgpack"),
    "a number as name": (b"\x81\x01\x02", 400, "malformed_msgpack"),
    "bytes as name": (b"\x81\xc4\x01a\x02", 400, "malformed_msgpack"),
    "many that promise more": (b"\xdd\x00\x00\xc0\x00" * 30, 413, "too_large"),
    "nan": (msgpack.packb([float("nan")]), 400, "malformed_msgpack"),
    "infinity": (msgpack.packb(float("inf")), 400, "malformed_msgpack"),
    "nul": (msgpack.packb({"a": "\x00"}), 400, "json_unstorable_text"),
    "twice the same member": (b"\x82\xa1a\x01\xa1a\x02", 400, "json_duplicate_member"),
    "33 levels": (b"\x91" * 33 + b"\x90", 400, "json_too_deep"),
    "100,000 levels": (b"\x91" * 100_000 + b"\x90", 400, "json_too_deep"),
    "more than 50,000 values": (msgpack.packb([[]] * (MOST_VALUES + 1)), 413, "too_large"),
}


@pytest.mark.urls("tests.core.rest.raising_urls")
@pytest.mark.parametrize("name", [name for name in ODD if name != "empty"])
def test_odd_message_pack_is_refused_with_its_code(client: Client, name: str) -> None:
    body, status, code = ODD[name]
    answer = client.generic("POST", "/api/echo/", body, content_type=MEDIA_TYPE)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


@settings(max_examples=40, deadline=None)
@given(document=DOCUMENTS)
def test_a_document_is_the_same_in_either_form(document: Any) -> None:
    read = parse_message_pack(msgpack.packb(document))
    assert read == parse_json(orjson.dumps(document))
    check(read)


def test_numbers_with_a_point_are_decimals() -> None:
    price = parse_message_pack(msgpack.packb(6.95))
    assert (type(price), str(price)) == (Decimal, "6.95")


def test_what_message_pack_does_not_know_is_written_as_json_writes_it() -> None:
    told = {
        "total": Decimal("505.300"),
        "placed_at": datetime(2011, 12, 9, 12, 50, 0, 123000, tzinfo=UTC),
        "day": date(2011, 12, 9),
        "id": UUID(int=1),
        "status": OrderStatus.PLACED,
        "word": gettext_lazy("Yes"),
        "none": None,
    }
    packed = msgpack.unpackb(MessagePackRenderer().render(told))
    assert packed == orjson.loads(JSONRenderer().render(told))
    assert packed["total"] == "505.300"


@pytest.mark.urls("tests.core.rest.raising_urls")
def test_an_answer_comes_in_the_form_that_is_asked_for(client: Client) -> None:
    body = msgpack.packb({"total": "505.300"})
    for asked, form, read in (
        (MEDIA_TYPE, MEDIA_TYPE, msgpack.unpackb),
        ("application/json", "application/json", orjson.loads),
        (f"application/json;q=0.5, {MEDIA_TYPE}", MEDIA_TYPE, msgpack.unpackb),
        (f"{MEDIA_TYPE};q=0.5, application/json;q=0.4", MEDIA_TYPE, msgpack.unpackb),
        (f"application/json;q=0, {MEDIA_TYPE};q=0.001", MEDIA_TYPE, msgpack.unpackb),
        (f"{MEDIA_TYPE};q=0.1, */*", "application/json", orjson.loads),
        (f"application/json;q=much, {MEDIA_TYPE};q=0.5", "application/json", orjson.loads),
        ("*/*", "application/json", orjson.loads),
    ):
        answer = client.generic("POST", "/api/echo/", body, content_type=MEDIA_TYPE, headers={"Accept": asked})
        assert answer.headers["Content-Type"] == form
        assert "Accept" in answer.headers["Vary"]
        assert read(answer.content) == {"data": {"total": "505.300"}}


@pytest.mark.urls("tests.core.rest.raising_urls")
def test_problems_are_json_for_everybody(client: Client) -> None:
    answer = client.generic("POST", "/api/echo/", b"\xc1", content_type=MEDIA_TYPE, headers={"Accept": MEDIA_TYPE})
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "malformed_msgpack"


def test_version_1_speaks_json_alone(db: None, people: Any) -> None:
    answer = client_of(people["owner"]).get("/api/v1/orders/", headers={"Accept": MEDIA_TYPE})
    assert (answer.status_code, answer.json()["code"]) == (406, "not_acceptable")


@pytest.mark.urls("tests.core.rest.raising_urls")
def test_the_stock_reader_lets_it_through(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(message_pack, "parse_message_pack", msgpack.unpackb)
    client.raise_request_exception = False
    for name in ("binary", "nan", "an extension", "twice the same member", "more than 50,000 values"):
        answer = client.generic("POST", "/api/echo/", ODD[name][0], content_type=MEDIA_TYPE)
        assert answer.status_code not in (400, 413), name
