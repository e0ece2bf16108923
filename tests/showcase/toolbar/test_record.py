"""Development: every answer leads to the debug toolbar's record of its very request."""

from typing import Any

import pytest
from django.conf import settings

from apps.accounts.models import User
from config.settings import base
from tests import shop
from tests.calling import client_of
from tests.showcase.toolbar.conftest import LINK, TOOLBAR

pytestmark = pytest.mark.urls("tests.showcase.toolbar.record_urls")


def test_an_answer_of_the_api_leads_to_its_own_record(people: dict[str, User]) -> None:
    shop.orders(2)
    support = client_of(people["support"])
    first = support.get("/api/v2/orders/?fields=number")
    other = support.get("/api/v2/customers/")
    refused = support.get("/api/v2/orders/?colour=1")
    etag = {"If-None-Match": other.headers["ETag"]}
    unchanged = support.get("/api/v2/customers/", headers=etag)
    links = [response.headers["X-Debug-Toolbar"] for response in (first, other, refused, unchanged)]
    assert len(set(links)) == 4
    assert links[0].startswith("http://testserver/toolbar/")
    page = support.get(links[0])
    text = page.content.decode()
    assert page.status_code == 200
    assert "GET /api/v2/orders/?fields=number" in text
    assert "Answered with 200. 3 queries" in text
    assert 'data-default-show="true"' in text
    assert "X-Debug-Toolbar" not in page.headers
    assert "Answered with 400" in support.get(links[2]).content.decode()
    assert "Answered with 304" in support.get(links[3]).content.decode()


def test_a_record_that_is_gone_says_so(db: None, client: Any) -> None:
    response = client.get("/toolbar/0123456789abcdef0123456789abcdef/")
    assert response.status_code == 404
    assert "The toolbar keeps the last 100 requests" in response.content.decode()


def test_production_has_none_of_it() -> None:
    production = (settings.BASE_DIR / "config/settings/production.py").read_text()
    assert "toolbar" not in production
    assert not {LINK, TOOLBAR} & set(base.MIDDLEWARE)
    assert "debug_toolbar" not in base.INSTALLED_APPS
