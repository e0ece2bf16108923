"""Reading JSON bodies: exactly JSON, nothing that the database, Python or another parser would read differently."""

import json
import re
from decimal import Decimal
from typing import Any, NoReturn

from rest_framework.exceptions import APIException, ParseError, UnsupportedMediaType
from rest_framework.parsers import JSONParser

DEEPEST = 32
MOST_VALUES = 50_000
"""In one document: `[]` takes two bytes to send and seventy to keep, so its length alone bounds no memory."""
MOST_DIGITS = 40
LARGEST = 10**MOST_DIGITS
STRING = re.compile(rb'"[^"\\]*+(?:\\.?[^"\\]*+)*+"?', re.DOTALL)
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class DuplicateMemberError(ValueError):
    """An object names a member twice: parsers differ in which one they believe."""


class TooManyValuesError(APIException):
    """A document of more than MOST_VALUES values."""

    status_code = 413
    default_code = "too_large"


class StrictJSONParser(JSONParser):
    """UTF-8 JSON with finite numbers of bounded length, members named once, at most 32 levels, storable text.

    Numbers with a point or exponent become Decimal, never float. The size of a body is bounded by
    DATA_UPLOAD_MAX_MEMORY_SIZE, the number of values by MOST_VALUES. Whatever is wrong raises ParseError with the code
    of a problem kind, or TooManyValuesError.
    """

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        charset = (parser_context or {}).get("encoding") or "utf-8"
        if charset.lower() not in ("utf-8", "utf8"):
            raise UnsupportedMediaType(media_type or "")
        document = self.read(stream.read())
        check(document)
        return document

    def read(self, body: bytes) -> Any:
        """The document. Raises ParseError, TooManyValuesError."""
        return parse_json(body)


def parse_json(body: bytes) -> Any:
    """The document. Raises ParseError, TooManyValuesError."""
    if has_too_many_values(body):
        raise TooManyValuesError
    try:
        return json.loads(
            body.decode("utf-8"),
            parse_float=Decimal,
            parse_constant=refuse_constant,
            object_pairs_hook=unique_members,
        )
    except DuplicateMemberError as error:
        raise ParseError(code="json_duplicate_member") from error
    except RecursionError as error:
        raise ParseError(code="json_too_deep") from error
    except (ValueError, ArithmeticError) as error:  # not JSON, not UTF-8, or a number beyond all bounds
        raise ParseError(code="malformed_json") from error


def has_too_many_values(body: bytes) -> bool:
    """Each value but the first of its array or object comes after a comma that stands in no text."""
    return body.count(b",") >= MOST_VALUES and STRING.sub(b"", body).count(b",") >= MOST_VALUES


def check(document: Any) -> None:
    """Raises ParseError for a document that is too deep, or holds text or numbers that cannot be stored."""
    level: list[Any] = [document]
    depth = 0
    while level:
        below: list[Any] = []
        for value in level:
            if depth == DEEPEST and isinstance(value, (dict, list)):
                raise ParseError(code="json_too_deep")
            if isinstance(value, dict):
                check_names(value)
                below.extend(value.values())
            elif isinstance(value, list):
                below.extend(value)
            elif isinstance(value, str):
                check_text(value)
            else:
                check_number(value)
        level = below
        depth += 1


def check_names(members: dict[str, Any]) -> None:
    """Raises ParseError for a member's name that cannot be stored."""
    for name in members:
        check_text(name)


def check_text(text: str) -> None:
    """Raises ParseError for NUL characters and halves of surrogate pairs."""
    if UNSTORABLE.search(text):
        raise ParseError(code="json_unstorable_text")


def check_number(number: Any) -> None:
    """Raises ParseError for a number that is of no use here and costly to write out: 1e999999 has a million digits."""
    if isinstance(number, Decimal):
        digits = len(number.as_tuple().digits)
        fits = digits <= MOST_DIGITS and -MOST_DIGITS <= number.adjusted() < MOST_DIGITS
    else:
        fits = not isinstance(number, int) or -LARGEST < number < LARGEST
    if not fits:
        raise ParseError(code="json_number_out_of_range")


def unique_members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object's members; raises DuplicateMemberError."""
    members = dict(pairs)
    if len(members) != len(pairs):
        raise DuplicateMemberError
    return members


def refuse_constant(name: str) -> NoReturn:
    """`NaN` and `Infinity` are not JSON."""
    raise ValueError(name)
