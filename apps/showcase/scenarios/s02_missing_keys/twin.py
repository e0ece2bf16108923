"""The broken twins: raw access, and a default for everything."""

from decimal import Decimal
from typing import Any


def by_raw_access(document: dict[str, Any]) -> dict[str, Any]:
    """What is booked: dies of the first key that is not there, and knows no more than its name."""
    lines = [
        {"sku": line["sku"], "quantity": line.get("quantity", 1), "value": Decimal(line["amount"]["value"])}
        for line in document["lines"]
    ]
    amount = document["amount"]
    return {
        "on": document["reference"],
        "at": document["made_at"],
        "booked": Decimal(amount["value"]),
        "currency": amount["currency"],
        "lines": lines,
    }


def by_defaults(document: dict[str, Any]) -> dict[str, Any]:
    """What is booked: never dies of a key that is not there, and books nought for it."""
    lines = [
        {
            "sku": line.get("sku", ""),
            "quantity": line.get("quantity", 1),
            "value": Decimal(line.get("amount", {}).get("value", 0)),
        }
        for line in document.get("lines", [])
    ]
    amount = document.get("amount", {})
    return {
        "on": document.get("reference", ""),
        "at": document.get("made_at", ""),
        "booked": Decimal(amount.get("value", 0)),
        "currency": amount.get("currency", "EUR"),
        "lines": lines,
    }
