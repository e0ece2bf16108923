"""How the text of a variable becomes its value; each raises ValueError for what it cannot be."""

from collections.abc import Callable
from datetime import date
from ipaddress import ip_network
from typing import Any

UNIX = "unix"


def _bool(text: str) -> bool:
    words = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}
    if text.lower() not in words:
        raise ValueError(text)
    return words[text.lower()]


def _list(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _networks(text: str) -> list[str]:
    """Addresses and networks such as 10.0.0.0/8, and `unix`."""
    return [part if part == UNIX else str(ip_network(part)) for part in _list(text)]


READERS: dict[str, Callable[[str], Any]] = {
    "str": str,
    "int": int,
    "bool": _bool,
    "list": _list,
    "list of networks": _networks,
    "date": date.fromisoformat,
}
