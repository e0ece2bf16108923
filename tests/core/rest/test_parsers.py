"""Reading JSON bodies: exactly JSON."""

import json
import time
from decimal import Decimal

import pytest
from django.test import Client
from rest_framework import parsers as stock
from rest_framework.exceptions import ParseError

from apps.core.rest import parsers
from apps.core.rest.parsers import MOST_VALUES, TooManyValuesError, check, parse_json

ODD = {
    "empty": (b"", "malformed_json"),
    "not json": (b"{", "malformed_json"),
    "two documents": (b"{} {}", "malformed_json"),
    "trailing comma": (b"[1,]", "malformed_json"),
    "single quotes": (b"{'a': 1}", "malformed_json"),
    "comment": (b"[1] // one", "malformed_json"),
    "nan": (b"[NaN]", "malformed_json"),
    "infinity": (b"[-Infinity]", "malformed_json"),
    "latin-1": (b'["\xe9"]', "malformed_json"),
    "raw surrogate": (b'["\xed\xa0\x80"]', "malformed_json"),
    "byte order mark": (b"\xef\xbb\xbf[]", "malformed_json"),
    "raw control character": (b'["\x01"]', "malformed_json"),
    "number beyond all bounds": (b"[1e9999999999999999999999]", "malformed_json"),
    "endless integer": (b"[" + b"9" * 5000 + b"]", "malformed_json"),
    "41 digits": (b"[" + b"9" * 41 + b"]", "json_number_out_of_range"),
    "a million digits, written short": (b"[1e999999]", "json_number_out_of_range"),
    "a tiny number": (b"[-1e-41]", "json_number_out_of_range"),
    "nul": (rb'["a\u0000b"]', "json_unstorable_text"),
    "nul in a name": (rb'{"a\u0000b": 1}', "json_unstorable_text"),
    "half a pair": (rb'["\ud800"]', "json_unstorable_text"),
    "halves in the wrong order": (rb'["\udc00\ud800"]', "json_unstorable_text"),
    "twice the same member": (b'{"a": 1, "a": 2}', "json_duplicate_member"),
    "twice, written differently": (rb'{"a": 1, "\u0061": 2}', "json_duplicate_member"),
    "twice, deep inside": (b'[[{"b": {"a": 1, "a": 2}}]]', "json_duplicate_member"),
    "33 levels": (b"[" * 33 + b"]" * 33, "json_too_deep"),
    "100,000 levels": (b"[" * 100_000 + b"]" * 100_000, "json_too_deep"),
    "100,000 objects": (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "json_too_deep"),
}


@pytest.mark.urls("tests.core.rest.raising_urls")
@pytest.mark.parametrize("name", [name for name in ODD if name != "empty"])
def test_odd_json_is_refused_with_its_code(client: Client, name: str) -> None:
    body, code = ODD[name]
    response = client.generic("POST", "/api/echo/", body, content_type="application/json")
    assert (response.status_code, response.json()["code"]) == (400, code)


@pytest.mark.urls("tests.core.rest.raising_urls")
@pytest.mark.parametrize(
    "document",
    [{"a": [1, -2, True, None, "é", "😀", {"b": []}]}, [], "text", 0, [0.5, 12345678901234567890123456789], None],
)
def test_json_comes_through_unchanged(client: Client, document: object) -> None:
    assert parse_json(json.dumps(document).encode()) == document
    check(document)


def test_numbers_with_a_point_are_exact() -> None:
    numbers = parse_json(b"[0.1, 12.500, 1e2, 1E-3]")
    assert numbers == [Decimal("0.1"), Decimal("12.500"), Decimal(100), Decimal("0.001")]
    assert [type(number) for number in numbers] == [Decimal] * 4
    assert str(numbers[1]) == "12.500"


def test_a_pair_of_surrogates_is_one_character() -> None:
    text = parse_json(rb'"\ud83d\ude00"')
    check(text)
    assert text == "😀"


def test_more_than_50_000_values_are_too_many() -> None:
    parse_json(b"[" + b",".join([b"1"] * MOST_VALUES) + b"]")
    with pytest.raises(TooManyValuesError):
        parse_json(b"[" + b",".join([b"1"] * (MOST_VALUES + 1)) + b"]")


def test_commas_in_a_text_are_no_values() -> None:
    text = '\\",' * MOST_VALUES
    assert parse_json(json.dumps([text, 1]).encode()) == [text, 1]
    for before in (text, "", "\\", '"'):  # a text, whatever it ends with, hides none of the values after it
        with pytest.raises(TooManyValuesError):
            parse_json(json.dumps([before, *range(MOST_VALUES)]).encode())


def test_a_text_without_an_end_is_looked_through_once() -> None:
    began = time.process_time()
    for body in (b'["' + b'\\",' * 600_000, b'["' + b"," * 2_000_000, b'["' + b"," * 2_000_000 + b"\\"):
        with pytest.raises(ParseError):
            parse_json(body)
    assert time.process_time() - began < 2


def test_32_levels_are_read() -> None:
    document = parse_json(b"[" * 32 + b"]" * 32)
    check(document)
    with pytest.raises(ParseError):
        check([document])


@pytest.mark.urls("tests.core.rest.raising_urls")
@pytest.mark.parametrize("name", ["nul", "half a pair", "twice the same member", "33 levels", "41 digits"])
def test_the_stock_parser_lets_it_through(client: Client, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parsers.StrictJSONParser, "parse", stock.JSONParser.parse)
    client.raise_request_exception = False
    response = client.generic("POST", "/api/echo/", ODD[name][0], content_type="application/json")
    assert response.status_code != 400
