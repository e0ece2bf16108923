"""Development: every answer leads to the debug toolbar's record of its very request."""

from typing import Any

import pytest

from apps.accounts.models import User
from tests import shop
from tests.calling import client_of
from tests.config.test_env import GOOD
from tests.config.test_settings import PRODUCTION, manage

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
    assert "Answered with 200. 2 queries" in text
    assert 'data-default-show="true"' in text
    assert "X-Debug-Toolbar" not in page.headers
    assert "Answered with 400" in support.get(links[2]).content.decode()
    assert "Answered with 304" in support.get(links[3]).content.decode()


def test_programs_read_the_same_as_json(people: dict[str, User]) -> None:
    shop.orders(2)
    support = client_of(people["support"])
    link = support.get("/api/v2/orders/?fields=number").headers["X-Debug-Toolbar"]
    listed = support.get("/toolbar/?format=json").json()["requests"][0]
    assert listed["url"] == link
    assert {name: listed[name] for name in ("method", "path", "status", "query_count", "verdict", "findings")} == {
        "method": "GET",
        "path": "/api/v2/orders/?fields=number",
        "status": 200,
        "query_count": 2,
        "verdict": "nothing to cure",
        "findings": [],
    }
    record = support.get(f"{link}?format=json").json()
    assert record == {**listed, "shapes": record["shapes"], "queries": record["queries"]}
    assert [one["count"] for one in record["shapes"]] == [1, 1]
    assert [one["sql"].partition(" ")[0] for one in record["queries"]] == ["SELECT"] * 2
    assert record["queries"][-1]["place"].startswith("apps/core/rest/")
    assert "GET /api/v2/orders/?fields=number" in support.get("/toolbar/").content.decode()


def test_findings_stand_on_the_page_of_the_record_and_in_the_panel(client: Any, db: None) -> None:
    shop.orders(3)
    answer = client.get("/planted/forward/")
    assert "<small>1 thing to cure</small>" in answer.content.decode()
    record = answer.headers["djdt-request-id"]
    panel = client.get("/__debug__/render_panel/", {"request_id": record, "panel_id": "CurePanel"}).json()["content"]
    page = client.get(f"/toolbar/{record}/").content.decode()
    for text in (panel, page):
        assert "3 queries of one shape" in text
        assert "Each order asks for its customer." in text
        assert "planted.py" in text
    assert "<h2>1 thing to cure</h2>" in page


def test_without_its_sql_panel_it_says_that_it_is_off(client: Any, db: None) -> None:
    client.cookies["djdtSQLPanel"] = "off"
    assert "<small>off, like the SQL panel</small>" in client.get("/planted/forward/").content.decode()


def test_a_record_that_is_gone_says_so(db: None, client: Any) -> None:
    response = client.get("/toolbar/0123456789abcdef0123456789abcdef/")
    assert response.status_code == 404
    assert "The toolbar keeps the last 100 requests" in response.content.decode()


IN_PRODUCTION = """
from django.conf import settings
from django.http import Http404, HttpResponse
from django.test import RequestFactory
from django.urls import Resolver404, resolve, reverse
from apps.core.observability.middleware import ServerTimingMiddleware
asked = RequestFactory().get("/")
def leads(path):
    try:
        match = resolve(path)
        return match.func(asked, **match.kwargs) is not None
    except (Resolver404, Http404):
        return False
way = "/lab/n-plus-one/naive/"
assert reverse("showcase:lab-way", args=["n-plus-one", "naive"]) == way
print([path for path in ("/toolbar/", "/__debug__/render_panel/", way) if leads(path)])
print([name for name in (*settings.INSTALLED_APPS, *settings.MIDDLEWARE) if any(
    word in name for word in ("debug_toolbar", "showcase.toolbar", "zeal", "repeats"))])
print("X-Query-Count" in ServerTimingMiddleware(lambda request: HttpResponse())(asked))
"""


def test_production_has_none_of_it() -> None:
    told = manage("shell", "--no-imports", "-c", IN_PRODUCTION, **PRODUCTION, **GOOD, SHOWCASE="1")
    assert (told.stdout.splitlines(), told.returncode) == (["[]", "[]", "False"], 0), told.stderr
