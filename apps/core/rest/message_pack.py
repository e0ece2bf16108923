"""The API's second form: what JSON says, as MessagePack, in fewer bytes.

One model of documents holds for both: objects with members named once, arrays, text, whole numbers, true, false, null.
Amounts and times are text. What MessagePack has beyond that (binary values, extension types, names that are no text) is
neither written nor read.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from math import isfinite
from typing import Any, NoReturn

import msgpack
import orjson
from rest_framework.exceptions import ParseError

from apps.core.rest.parsers import (
    MOST_VALUES,
    DuplicateMemberError,
    StrictJSONParser,
    TooManyValuesError,
    unique_members,
)
from apps.core.rest.renderers import JSONRenderer

MEDIA_TYPE = "application/vnd.msgpack"
FORMAT = "msgpack"
TOO_MANY = re.compile("exceeds max_(array|map)_len")  # how the package says it


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
    counted = Counted()
    try:
        return exact(
            msgpack.unpackb(
                body,
                object_pairs_hook=counted.members,
                list_hook=counted.items,
                ext_hook=refuse_extension,
                max_bin_len=0,
                max_ext_len=0,
                max_array_len=MOST_VALUES,
                max_map_len=MOST_VALUES,
            )
        )
    except DuplicateMemberError as error:
        raise ParseError(code="json_duplicate_member") from error
    except msgpack.StackError as error:
        raise ParseError(code="json_too_deep") from error
    except (msgpack.UnpackException, ValueError, TypeError) as error:
        if TOO_MANY.search(str(error)):
            raise TooManyValuesError from error
        raise ParseError(code="malformed_msgpack") from error


class Counted:
    """Builds arrays and objects, as long as they do not hold too many values."""

    def __init__(self) -> None:
        self.values = 0

    def items(self, items: list[Any]) -> list[Any]:
        self._count(len(items))
        return [exact(item) for item in items]

    def members(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        self._count(len(pairs))
        return unique_members([(name, exact(value)) for name, value in pairs])

    def _count(self, more: int) -> None:
        self.values += more + 1
        if self.values > MOST_VALUES:
            raise TooManyValuesError


def exact(value: Any) -> Any:
    """A float as Decimal; raises ValueError for what JSON cannot say."""
    if isinstance(value, bytes) or (isinstance(value, float) and not isfinite(value)):
        raise ValueError(value)
    return Decimal(repr(value)) if isinstance(value, float) else value


def refuse_extension(code: int, data: bytes) -> NoReturn:
    """An extension type means what two programs agreed on; the shop has agreed on none."""
    raise ValueError(code)
