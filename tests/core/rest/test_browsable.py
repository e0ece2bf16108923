"""The API as pages."""

from html import unescape
from typing import Any

import pytest
from django.test import Client

from apps.accounts.models import User
from tests import shop

PAGE = {"Accept": "text/html"}


@pytest.fixture
def support(people: dict[str, User], client: Client) -> Client:
    client.force_login(people["support"])
    return client


def directives(response: Any) -> dict[str, str]:
    policy = response.headers["Content-Security-Policy"]
    return dict(directive.strip().split(" ", 1) for directive in policy.split(";"))


def test_a_list_is_a_page_in_the_shop_s_frame(support: Client) -> None:
    shop.orders(1)
    response = support.get("/api/v2/orders/", headers=PAGE)
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    text = response.content.decode()
    assert '<a class="brand" href="/">' in text
    assert "Sign out" in text
    assert "Django REST framework" not in text
    assert '<a href="/api/">Vitrine API</a>' in text
    assert '<a href="/api/v2/">Version 2</a>' in text
    assert '<a href="/api/v2/orders/" aria-current="page">Orders</a>' in text


def test_styles_may_be_inline_there_and_nowhere_else(support: Client) -> None:
    page = support.get("/api/v2/orders/", headers=PAGE)
    assert directives(page)["style-src"] == "'self' 'unsafe-inline'"
    assert directives(page)["script-src"] == "'self'"
    assert "unsafe-inline" not in directives(support.get("/api/v2/orders/"))["style-src"]


def test_no_script_stands_in_the_page(support: Client) -> None:
    text = support.get("/api/v2/uploads/", headers=PAGE).content.decode()
    assert text.count("<script") == text.count("<script src=") + text.count('<script type="application/json"')


def test_pages_that_only_read_have_no_forms_to_write(support: Client) -> None:
    assert b"raw-data" not in support.get("/api/v2/orders/", headers=PAGE).content
    assert b'name="_content"' not in support.get("/api/v2/orders/", headers=PAGE).content
    assert b'type="file"' in support.get("/api/v2/uploads/", headers=PAGE).content


def test_who_may_not_send_files_gets_no_form_for_it(people: dict[str, User], client: Client) -> None:
    client.force_login(people["auditor"])
    response = client.get("/api/v2/uploads/", headers=PAGE)
    assert response.status_code == 200
    assert b'type="file"' not in response.content


@pytest.mark.parametrize(
    ("address", "status"),
    [("/api/v2/orders/?limt=3", 400), ("/api/v2/imports/", 403), ("/api/v2/orders/9/", 404), ("/api/v2/nothing/", 404)],
)
def test_problems_are_pages_too(support: Client, address: str, status: int) -> None:
    response = support.get(address, headers=PAGE)
    assert response.status_code == status
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "application/problem+json" in response.content.decode()


@pytest.mark.parametrize(
    ("address", "title", "status"),
    [
        ("/api/orders/", "Validation failed", "400 Bad Request"),
        ("/api/nothing/", "Not found", "404 Not Found"),
        ("/api/orders/?version=9", "Version unknown", "406 Not Acceptable"),
        ("/api/v2/orders/?limt=3", "Validation failed", "400 Bad Request"),
    ],
)
def test_title_and_status_of_a_problem_agree(support: Client, address: str, title: str, status: str) -> None:
    text = support.get(address, headers=PAGE).content.decode()
    assert f"<title>{title} · API" in text
    assert f"<h1>{title}</h1>" in text
    assert f">{status}</span>" in text


@pytest.mark.parametrize("address", ["/api/", "/api/v2/", "/api/v1/", "/api/problems/", "/api/problems/not_found/"])
def test_strangers_can_look_around(db: None, client: Client, address: str) -> None:
    response = client.get(address, headers=PAGE)
    assert response.status_code == 200
    assert b"Sign in" in response.content


def test_strangers_are_told_to_sign_in(db: None, client: Client) -> None:
    response = client.get("/api/v2/orders/", headers=PAGE)
    assert response.status_code == 401
    assert "/sign-in/?next=/api/v2/orders/" in response.content.decode()


def test_a_wrong_token_is_a_page_too(db: None, client: Client) -> None:
    for address, status in (("/api/v2/orders/", 401), ("/api/v2/nothing/", 404), ("/api/", 200)):
        assert client.get(address, headers=PAGE | {"Authorization": "Token x"}).status_code == status


def test_what_somebody_named_a_thing_is_text(support: Client) -> None:
    shop.order("1", customer=shop.customer("13085", name="<script>alert(1)</script>"))
    text = support.get("/api/v2/orders/1/", headers=PAGE).content.decode()
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text


def test_links_are_those_of_the_index(client: Client, db: None) -> None:
    index = client.get("/api/").json()
    assert list(index["versions"]) == ["v1", "v2"]
    for links in index["versions"].values():
        for link in links.values():
            assert client.get(link).status_code == 200, link
    assert client.get(index["problems"]).status_code == 200
    for link in client.get("/api/v2/").json().values():
        assert client.get(link).status_code in (200, 401), link


def test_only_lists_with_more_pages_have_buttons_to_turn_them(support: Client) -> None:
    shop.orders(3)
    assert b"Next" in support.get("/api/v2/orders/?limit=2", headers=PAGE).content
    assert b"Next" not in support.get("/api/v2/orders/", headers=PAGE).content
    assert b"Next" not in support.get("/api/v2/orders/1001/", headers=PAGE).content


def test_every_filter_has_a_label(people: dict[str, User], client: Client) -> None:
    client.force_login(people["owner"])
    for link in [*client.get("/api/v2/").json().values(), *client.get("/api/v1/").json().values()]:
        assert b"[invalid name]" not in client.get(link, headers=PAGE).content, link


def test_a_change_from_a_page_says_what_the_page_showed(support: Client) -> None:
    shop.customer("13085", name="Ada")
    address = "/api/v2/customers/13085/"
    text = support.get(address, headers=PAGE).content.decode()
    read = unescape(text.partition('data-read="')[2].partition('"')[0])
    as_the_page_does = {"Accept": "text/html; q=1.0, */*", "If-Match": read}
    for status in (200, 412):
        changed = support.patch(address, {"name": "Bob"}, content_type="application/json", headers=as_the_page_does)
        assert (changed.status_code, changed["Content-Type"]) == (status, "text/html; charset=utf-8")
