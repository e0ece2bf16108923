"""The broken twins: a version that is guessed, and a version 1 that shares the serializer of version 2."""

from typing import Any

from django.http import HttpRequest

NEWEST = "v2"
KNOWN = {"1": "v1", "2": "v2"}
RENAMED = {
    "number": "order_no",
    "placed_at": "order_date",
    "kind": "order_type",
    "total": "amount",
    "line_count": "item_count",
}


def guess(request: HttpRequest) -> str:
    """The version of a request: the parameter's, else the address's; who says nothing gets the newest."""
    by_address = next((name for name in KNOWN.values() if f"/{name}/" in request.path), NEWEST)
    return KNOWN.get(request.GET.get("version", ""), by_address)


def shared(newest: Any) -> Any:
    """Version 1 made of the serializer of version 2: its fields, under the old names where they have one."""

    class OrderSerializer(newest):
        """An order under the names of version 1."""

        def get_fields(self) -> Any:
            fields = super().get_fields()
            for name in RENAMED.keys() & fields.keys():
                fields[name].source = fields[name].source or name
            return {RENAMED.get(name, name): field for name, field in fields.items()}

    return OrderSerializer
