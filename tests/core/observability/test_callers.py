"""The caller's address is what the connection says, and behind our own proxies what those have written."""

from typing import Any

import pytest
from django.test import RequestFactory

from apps.core.observability.callers import address_of, network_of


@pytest.mark.parametrize(
    ("connected", "told", "address"),
    [
        ("192.0.2.7", "", "192.0.2.7"),
        ("192.0.2.7", "198.51.100.1", "192.0.2.7"),  # whoever it is says so
        ("10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "1.1.1.1, 198.51.100.1", "198.51.100.1"),  # the caller has put something before it
        ("10.0.0.1", "1.1.1.1, 198.51.100.1, 10.0.0.9", "198.51.100.1"),
        ("10.0.0.1", "10.0.0.8, 10.0.0.9", "10.0.0.8"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "198.51.100.1, unknown", "10.0.0.1"),
        ("", "198.51.100.1", "198.51.100.1"),
        ("::ffff:10.0.0.1", "::ffff:198.51.100.1", "198.51.100.1"),
    ],
)
def test_only_what_trusted_proxies_have_written_is_believed(
    settings: Any, connected: str, told: str, address: str
) -> None:
    settings.TRUSTED_PROXIES = ["10.0.0.0/8", "unix"]
    request = RequestFactory().get("/", REMOTE_ADDR=connected, **({"HTTP_X_FORWARDED_FOR": told} if told else {}))
    assert address_of(request) == address


def test_a_socket_is_no_proxy_unless_it_is_said(settings: Any) -> None:
    settings.TRUSTED_PROXIES = []
    assert address_of(RequestFactory().get("/", REMOTE_ADDR="", HTTP_X_FORWARDED_FOR="198.51.100.1")) == ""


def test_one_subscriber_is_one_network() -> None:
    assert network_of("2001:db8:1:2:3:4:5:6") == network_of("2001:db8:1:2::9") == "2001:db8:1:2::/64"
    assert network_of("::ffff:192.0.2.7") == network_of("192.0.2.7") == "192.0.2.7"
    assert network_of("") == ""
