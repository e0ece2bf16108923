"""Ways to write an order and read it again. The first two are the shop's own code."""

import json
import pickle
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import orjson
from marshmallow import Schema, fields
from pydantic import TypeAdapter
from rest_framework.renderers import JSONRenderer as StockRenderer

from apps.core.rest.message_pack import MessagePackRenderer, parse_message_pack
from apps.core.rest.parsers import parse_json
from apps.core.rest.renderers import JSONRenderer
from apps.orders.enums import OrderStatus
from apps.showcase.scenarios.s28_serialization.order import Order, plain


@dataclass(frozen=True)
class Format:
    """A way from an order to bytes, and from bytes to plain dicts or an order."""

    name: str
    write: Callable[[Order], bytes]
    read: Callable[[bytes], Any]
    runs_code: bool = False


def write_json(order: Order) -> bytes:
    """The shop's JSON, by orjson: amounts are text."""
    return JSONRenderer().render(plain(order))


def write_message_pack(order: Order) -> bytes:
    """The shop's MessagePack: the same facts."""
    return MessagePackRenderer().render(plain(order))


def write_stock_json(order: Order) -> bytes:
    """Django REST framework's own renderer."""
    rendered: bytes = StockRenderer().render(plain(order))
    return rendered


def write_plain_json(order: Order) -> bytes:
    """The standard library, without a word about what it does not know: it refuses."""
    return json.dumps(plain(order)).encode()


def write_floats(order: Order) -> bytes:
    """The twin: what is refused is made to fit, amounts as float."""

    def make_it_fit(value: Any) -> Any:
        return float(value) if isinstance(value, Decimal) else str(value)

    return json.dumps(plain(order), default=make_it_fit).encode()


class LineSchema(Schema):
    """What marshmallow is told of a line."""

    position, quantity = fields.Integer(), fields.Integer()
    sku, name = fields.String(), fields.String()
    unit_price, amount = fields.Decimal(as_string=True), fields.Decimal(as_string=True)
    discount = fields.Decimal(as_string=True, allow_none=True)


class OrderSchema(Schema):
    """What marshmallow is told of an order."""

    id = fields.UUID()
    number, reference, currency = fields.String(), fields.String(), fields.String()
    status = fields.Enum(OrderStatus, by_value=True)
    placed_at = fields.AwareDateTime()
    cancelled_at = fields.AwareDateTime(allow_none=True)
    total = fields.Decimal(as_string=True)
    lines = fields.List(fields.Nested(LineSchema))


ORDERS = TypeAdapter(Order)
SCHEMA = OrderSchema()
FORMATS = (
    Format("JSON (orjson), the shop's", write_json, parse_json),
    Format("MessagePack, the shop's", write_message_pack, parse_message_pack),
    Format("json, standard library", write_plain_json, json.loads),
    Format("json with amounts as float", write_floats, json.loads),
    Format("DRF's renderer", write_stock_json, orjson.loads),
    Format("pydantic", ORDERS.dump_json, ORDERS.validate_json),
    Format("marshmallow", lambda order: SCHEMA.dumps(order).encode(), SCHEMA.loads),
    Format("pickle", pickle.dumps, pickle.loads, runs_code=True),
)
