"""The API's second form: what JSON says, as MessagePack, in fewer bytes.

One model of documents holds for both: objects with members named once, arrays, text, whole numbers, true, false, null.
Amounts and times are text. What MessagePack has beyond that (binary values, extension types, names that are no text) is
neither written nor read.
"""

from collections.abc import Mapping
from decimal import Decimal
from math import isfinite
from typing import Any

import msgpack
import orjson
from rest_framework.exceptions import ParseError

from apps.core.rest.parsers import (
    DEEPEST,
    MOST_VALUES,
    DuplicateMemberError,
    StrictJSONParser,
    TooManyValuesError,
    unique_members,
)
from apps.core.rest.renderers import JSONRenderer

MEDIA_TYPE = "application/vnd.msgpack"
FORMAT = "msgpack"
SINGLE, ARRAY, OBJECT, BYTES = 0, 1, 2, 3
"""Kinds of values: an array holds one for each that it counts, an object two; text and most numbers are bytes."""
HEADERS: dict[int, tuple[int, int, int]] = {
    # By the first byte: the kind, its size, and how many bytes follow that say the size.
    **dict.fromkeys((*range(128), 192, 194, 195, *range(224, 256)), (SINGLE, 0, 0)),
    **{0x80 + size: (OBJECT, size, 0) for size in range(16)},
    **{0x90 + size: (ARRAY, size, 0) for size in range(16)},
    **{0xA0 + size: (BYTES, size, 0) for size in range(32)},
    **dict(zip((0xD9, 0xDA, 0xDB), ((BYTES, 0, width) for width in (1, 2, 4)), strict=True)),
    **dict(zip((0xDC, 0xDD), ((ARRAY, 0, width) for width in (2, 4)), strict=True)),
    **dict(zip((0xDE, 0xDF), ((OBJECT, 0, width) for width in (2, 4)), strict=True)),
    **{code: (BYTES, 1 << code % 4, 0) for code in (0xCC, 0xCD, 0xCE, 0xCF, 0xD0, 0xD1, 0xD2, 0xD3)},
    0xCA: (BYTES, 4, 0),
    0xCB: (BYTES, 8, 0),
}


class MessagePackRenderer(JSONRenderer):
    """The same facts as JSON has: whatever MessagePack does not know is written as JSON would write it.

    Problems are `application/problem+json` for everybody: RFC 9457 knows no other binary form.
    """

    media_type = MEDIA_TYPE
    format = FORMAT
    charset = None

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Mapping[str, Any] | None = None
    ) -> bytes:
        response = (renderer_context or {}).get("response")
        if data is None or (response is not None and response.exception):
            return super().render(data, accepted_media_type, renderer_context)
        packed: bytes = msgpack.packb(data, default=self.encode)
        return packed

    def encode(self, value: Any) -> Any:
        """A value that MessagePack does not know, in JSON's words."""
        return orjson.loads(orjson.dumps(value, default=super().encode))


class StrictMessagePackParser(StrictJSONParser):
    """One MessagePack document that could as well have come as JSON, and with the same bounds.

    Numbers with a point become the Decimal that their shortest text says, as they would have come in JSON.
    """

    media_type = MEDIA_TYPE
    renderer_class = MessagePackRenderer

    def read(self, body: bytes) -> Any:
        return parse_message_pack(body)


def parse_message_pack(body: bytes) -> Any:
    """The document. Raises ParseError, TooManyValuesError."""
    try:
        check_promises(body)
        return exact(msgpack.unpackb(body, object_pairs_hook=members, list_hook=items))
    except DuplicateMemberError as error:
        raise ParseError(code="json_duplicate_member") from error
    except (msgpack.UnpackException, ValueError, TypeError, LookupError) as error:
        raise ParseError(code="malformed_msgpack") from error


def check_promises(body: bytes) -> None:
    """Look at what the document says it will hold, before room is made for it: five bytes promise four billion values.

    Raises ParseError for more levels than 32, TooManyValuesError, and LookupError for what JSON cannot say.
    """
    at, promised, open_ones = 0, 0, [1]
    while open_ones:
        if not open_ones[-1]:
            open_ones.pop()
            continue
        open_ones[-1] -= 1
        kind, size, width = HEADERS[body[at]]
        if width:
            size = int.from_bytes(body[at + 1 : at + 1 + width])
        at += 1 + width
        if kind is BYTES:
            at += size
            continue
        promised += size
        if promised > MOST_VALUES:
            raise TooManyValuesError
        if kind is not SINGLE:
            if len(open_ones) > DEEPEST:
                raise ParseError(code="json_too_deep")
            open_ones.append(size * kind)


def items(values: list[Any]) -> list[Any]:
    return [exact(value) for value in values]


def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    return unique_members([(name, exact(value)) for name, value in pairs])


def exact(value: Any) -> Any:
    """A float as Decimal; raises ValueError for one that JSON cannot say."""
    if isinstance(value, float) and not isfinite(value):
        raise ValueError(value)
    return Decimal(repr(value)) if isinstance(value, float) else value
