"""The proof `headers` at a small scale: in this process, with production's headers, over some of every kind of page."""

from typing import Any

import pytest
from django.test import Client
from django.urls import include, path

from apps.accounts.models import User
from proofs.headers import GUARDS, addresses
from proofs.page_headers import cookie_faults, faults, policy_faults
from proofs.planted import ERRORS, fail

urlpatterns = [path("planted/<int:status>/", fail), path("", include("config.urls"))]
handler400 = "apps.core.observability.errors.bad_request"
handler403 = "apps.core.observability.errors.permission_denied"
handler404 = "apps.core.observability.errors.page_not_found"
handler500 = "apps.core.observability.errors.server_error"
pytestmark = pytest.mark.urls("tests.proofs.test_headers")
PAGES = ("/sign-in/", "/admin/", "/admin/accounts/user/", "/ops/requests/", "/api/v2/orders/", "/api/v2/docs/", "/api/")


@pytest.fixture
def production(settings: Any) -> None:
    settings.SECURE_HSTS_SECONDS = 31536000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True
    settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True


def found(client: Client, address: str, **more: Any) -> list[str]:
    answer = client.get(address, headers={"Accept": "text/html"}, secure=True, **more)
    assert answer.headers["Content-Type"].startswith("text/html")
    cookies = [cookie.OutputString() for cookie in answer.cookies.values()]
    return [f"{address}: {fault}" for fault in faults(address, answer.headers, cookies)]


def all_found(owner: User) -> list[str]:
    client = Client(raise_request_exception=False)
    client.force_login(owner)
    errors = (f"/planted/{status}/" for status in (*ERRORS, 500))
    wrong = [fault for address in (*PAGES, *errors, "/nothing-there/") for fault in found(client, address)]
    return [*wrong, *found(Client(), "/sign-in/"), *found(Client(), "/", SERVER_NAME="elsewhere.example")]


def test_every_kind_of_page_has_its_headers(people: dict[str, User], production: None) -> None:
    assert all_found(people["owner"]) == []


def test_without_the_middleware_they_are_missing(people: dict[str, User], production: None, settings: Any) -> None:
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name not in GUARDS]
    wrong = all_found(people["owner"])
    assert "/admin/: no Content-Security-Policy" in wrong
    assert "/planted/500/: Strict-Transport-Security: None" in wrong


def test_the_full_walk_knows_every_route(people: dict[str, User]) -> None:
    walked = set(addresses())
    assert len(walked) > 200
    assert {"/", "/sign-in/", "/admin/", "/admin/accounts/user/", "/api/v2/orders/", "/ops/config/"} <= walked
    assert f"/admin/accounts/user/{User.objects.first().pk}/change/" in walked


@pytest.mark.parametrize(
    ("where", "policy", "fault"),
    [
        ("/", {"script-src": ["'self'", "'unsafe-eval'"]}, "script-src 'unsafe-eval'"),
        ("/admin/", {"script-src": ["'unsafe-inline'"]}, "script-src 'unsafe-inline'"),
        ("/", {"style-src": ["'unsafe-inline'"]}, "style-src 'unsafe-inline'"),
        ("/", {"script-src": ["https://cdn.example"]}, "script-src https://cdn.example"),
    ],
)
def test_what_is_too_wide_is_named(where: str, policy: dict[str, list[str]], fault: str) -> None:
    rest = {"default-src": ["'self'"], "frame-ancestors": ["'none'"], "object-src": ["'none'"]}
    assert list(policy_faults(where, rest | policy)) == [fault]


def test_a_loose_cookie_is_named() -> None:
    assert list(cookie_faults("__Host-session=a; Path=/; Secure; HttpOnly; SameSite=Lax")) == []
    assert list(cookie_faults("sessionid=a; Path=/; Secure; SameSite=Lax")) == [
        "cookie sessionid is not httponly",
        "cookie sessionid is not bound to the host",
    ]
