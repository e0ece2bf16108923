"""Where a request comes from: the address that nobody can choose for themselves."""

from collections.abc import Sequence
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any

from django.conf import settings
from django.http import HttpRequest

UNIX = "unix"
SUBSCRIBER_BITS = 64
"""Whoever has one IPv6 address has all those that share its first half."""


def address_of(request: HttpRequest) -> str:
    """The address of the caller; empty when nobody can know it.

    It is the other end of the connection. Where that is one of TRUSTED_PROXIES, `X-Forwarded-For` is read from its end,
    as far as such proxies have written it: what a caller puts at its beginning is not believed.
    """
    caller = str(request.META.get("REMOTE_ADDR") or "")
    told = str(request.META.get("HTTP_X_FORWARDED_FOR") or "").split(",")
    while told and _is_proxy(caller):
        before = _parsed(told.pop().strip())
        if before is None:
            break
        caller = str(before)
    return caller if _parsed(caller) else ""


def network_of(address: str) -> str:
    """What one subscriber has: an IPv4 address, or the IPv6 network that an address is in."""
    parsed = _parsed(address)
    if isinstance(parsed, IPv6Address):
        return str(ip_network((parsed, SUBSCRIBER_BITS), strict=False))
    return str(parsed or "")


def _is_proxy(caller: str) -> bool:
    networks = _networks(tuple(settings.TRUSTED_PROXIES))
    if not caller:  # a Unix socket has no address
        return UNIX in settings.TRUSTED_PROXIES
    parsed = _parsed(caller)
    return parsed is not None and any(parsed in network for network in networks)


@lru_cache(maxsize=8)
def _networks(texts: Sequence[str]) -> list[Any]:
    return [ip_network(text) for text in texts if text != UNIX]


def _parsed(text: str) -> IPv4Address | IPv6Address | None:
    """IPv4 in the clothes of IPv6 is IPv4."""
    try:
        parsed = ip_address(text)
    except ValueError:
        return None
    return (parsed.ipv4_mapped or parsed) if isinstance(parsed, IPv6Address) else parsed
