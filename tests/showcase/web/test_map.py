"""The map: forty cards, true figures, people to be, ways in, and no dead link anywhere."""

import logging
import re
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from structlog.stdlib import ProcessorFormatter

from apps.accounts.models import ApiToken
from apps.accounts.rules.development import BY_KEY
from apps.accounts.services.development import seed_people
from apps.accounts.services.tokens import authenticate_token
from apps.orders.models import Order
from apps.showcase.models import Run
from apps.showcase.registry import scenarios
from apps.showcase.web.shop_now import Count, count
from tests import shop

MAP = "/"


class Page(HTMLParser):
    """Links, anchors and texts of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.anchors: set[str] = set()
        self.inline: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.anchors.add(found.get("id") or "")
        if tag in ("a", "link") and found.get("href"):
            self.links.append(found["href"] or "")
        self.inline += [f"<{tag} {name}>" for name in found if name == "style" or name.startswith("on")]
        if tag in ("style", "script") and "src" not in found:
            self.inline.append(f"<{tag}>")


@pytest.fixture
def development(settings):
    settings.DEBUG = True


@pytest.fixture
def engineer(client, people):
    client.force_login(people["engineer"])
    return client


def open_page(client: Client, address: str) -> Page:
    response = client.get(address)
    assert response.status_code == 200, address
    return Page(response.content.decode())


def test_all_forty_are_cards_and_only_live_ones_are_links(client, db):
    html = client.get(MAP).content.decode()
    for scenario in scenarios():
        card = f'<a href="/scenarios/{scenario.slug}/">'
        assert (card in html) is scenario.live
    assert html.count("planned</li>") == sum(not scenario.live for scenario in scenarios())


@pytest.fixture
def kept_logs(settings, tmp_path):
    """The lines that go to the console go to a file too, where the page of a request finds them."""
    root = logging.getLogger()
    console = next(one for one in root.handlers if isinstance(one.formatter, ProcessorFormatter))
    file = logging.FileHandler(tmp_path / "web.jsonl")
    file.setFormatter(console.formatter)
    settings.LOGGING = settings.LOGGING | {"folder": str(tmp_path)}
    root.addHandler(file)
    yield
    root.removeHandler(file)
    file.close()


def test_no_link_leads_nowhere(engineer, development, kept_logs):
    run = Run.objects.create(scenario="duplicates", experiment="compare", owner_id=engineer.session["_auth_user_id"])
    start = [MAP, reverse("showcase:mailbox"), run.get_absolute_url()]
    start += [reverse("showcase:scenario", args=[one.slug]) for one in scenarios() if one.live]
    asked: dict[str, Page | None] = {}
    checked = 0
    for address in start:
        for link in open_page(engineer, address).links:
            target, fragment = urldefrag(urljoin(address, link))
            assert target.startswith("/"), f"{address} leads outside: {link}"
            if target not in asked:
                response = engineer.get(target)
                assert response.status_code in (200, 302), f"{address} -> {link}: {response.status_code}"
                html = response.headers.get("Content-Type", "").startswith("text/html") and not response.streaming
                asked[target] = Page(response.content.decode()) if html else None
            if fragment and asked[target] is not None:
                assert fragment in asked[target].anchors, f"{address} -> {link}"
            checked += 1
    assert checked > 60
    assert sum(target.startswith("/ops/requests/") for target in asked) >= len(start)  # each page leads to its request


def test_pages_hold_no_inline_style_or_script(engineer, development):
    addresses = [MAP, reverse("showcase:mailbox")]
    addresses += [reverse("showcase:scenario", args=[one.slug]) for one in scenarios() if one.live]
    for address in addresses:
        assert open_page(engineer, address).inline == []


def test_while_developing_everybody_can_be_anybody_engineer_first(client, db, development):
    seed_people()
    keys = re.findall(r'action="/sign-in-as/([\w-]+)/"', client.get(MAP).content.decode())
    assert keys[0] == "engineer"
    assert set(keys) == set(BY_KEY)
    client.post("/sign-in-as/engineer/", {"next": MAP})
    assert "Make me a token" in client.get(MAP).content.decode()


def test_without_people_the_map_says_how_to_make_them(client, db, development):
    assert "seed_people" in client.get(MAP).content.decode()


def test_in_production_nobody_signs_in_by_a_click_and_strangers_see_no_figures(client, db):
    html = client.get(MAP).content.decode()
    assert "sign-in-as" not in html
    assert "The shop now" not in html
    assert client.get(reverse("showcase:mailbox")).status_code == 404


@pytest.mark.parametrize(("role", "sees"), [("manager", True), ("warehouse", True), ("customer", False)])
def test_figures_of_the_shop_are_for_those_who_may_see_orders(client, people, role, sees):
    client.force_login(people[role])
    assert ("The shop now" in client.get(MAP).content.decode()) is sees


def test_figures_are_those_of_the_shop(engineer):
    shop.orders(3)
    html = engineer.get(MAP).content.decode()
    figures = dict(re.findall(r"<dt>([\w ]+)</dt><dd>([\d,]+)</dd>", html))
    assert figures == {"Orders": "3", "Order lines": "6", "Products": "2", "Customers": "3"}
    assert "No file was imported yet" in html
    shop.import_job(file_name="december.csv", lines_stored=41, rows_repeated=2, rows_rejected=1)
    html = engineer.get(MAP).content.decode()
    assert "december.csv" in html
    assert "41 lines stored, 2 repeated, 1 rejected" in html


def test_a_big_table_is_estimated_and_says_so(engineer):
    assert count("orders", Order, 1_044_848) == Count("orders", 1_040_000, about=True)
    assert not count("orders", Order, 120).about
    assert count("orders", Order, 53_628).number == 53_600


def test_the_map_asks_few_questions(engineer, django_assert_max_num_queries):
    shop.orders(2)
    engineer.get(MAP)
    with django_assert_max_num_queries(11):
        engineer.get(MAP)


def test_a_token_made_on_the_map_is_shown_once_works_and_is_kept_nowhere(engineer, development, people):
    response = engineer.post(reverse("showcase:token"))
    token = re.search(r"Authorization: Token (vit_\w+_[\w-]+)", response.content.decode())[1]
    assert authenticate_token(raw=token).user == people["engineer"]
    assert "no-store" in response["Cache-Control"]
    assert not any(token in str(session.get_decoded()) for session in Session.objects.all())
    assert not any(token in morsel.OutputString() for morsel in engineer.cookies.values())
    assert token not in engineer.get(MAP).content.decode()
    made = ApiToken.objects.get(name="made on the map")
    assert made.expires_at is not None


def test_tokens_are_made_on_the_map_while_developing_only(engineer, client, db):
    assert engineer.post(reverse("showcase:token")).status_code == 404
    assert Client().post(reverse("showcase:token")).status_code == 404
    assert not ApiToken.objects.exists()
