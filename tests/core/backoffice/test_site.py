from datetime import timedelta

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import Group
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.http import HttpResponse
from django.test import Client, override_settings
from django.utils import timezone
from unfold.admin import ModelAdmin

from apps.core.backoffice import pages
from apps.core.models import InboxEntry, Job, OutboxEvent
from tests.conftest import PASSWORD
from tests.core.backoffice.rows import events, inbox, jobs, lines
from tests.core.backoffice.visiting import Visit

pytestmark = pytest.mark.django_db
EVERYTHING = [
    "Dashboard", "Orders", "Customers", "Order lines", "Status changes", "Payments", "Refunds", "Products",
    "Stock items", "Stock movements", "Prices", "Categories", "Imports", "Rows left out", "Uploads", "Users",
    "Roles", "Role assignments", "API tokens", "Who may what", "Why may they?", "Calls of the API", "Notifications",
    "Notes", "Jobs", "Audit entries", "Outbox events", "Inbox entries", "Slot claims", "Follow a request",
    "Configuration", "Limits",
]  # fmt: skip


MAY_DO = "What you may do here"
SHOWCASE = apps.is_installed("apps.showcase")
WAYS_OUT = ["Map", "API documentation"] if SHOWCASE else ["API documentation"]


def navigation(client: Client) -> list[str]:
    groups = client.get("/admin/").context["sidebar_navigation"]
    return [item["title"] for group in groups for item in group["items"]]


def test_the_navigation_leads_an_owner_everywhere(owner: Client) -> None:
    assert navigation(owner) == [*EVERYTHING, *WAYS_OUT]


def test_the_navigation_shows_the_warehouse_what_it_may_open(visit: Visit) -> None:
    assert navigation(visit("warehouse")) == [
        "Dashboard", "Orders", "Order lines", "Status changes", "Products", "Stock items", "Stock movements", "Prices",
        "Categories", "Notes", *WAYS_OUT,
    ]  # fmt: skip


def lit(page: HttpResponse) -> list[str]:
    groups = page.context["sidebar_navigation"]
    return [item["link"] for group in groups for item in group["items"] if item["active"]]


def test_every_link_of_the_navigation_opens_and_is_lit_alone_on_its_page(owner: Client) -> None:
    groups = owner.get("/admin/").context["sidebar_navigation"]
    links = [item["link"] for group in groups for item in group["items"]]
    for link in links:
        if link.startswith(("/admin/", "/ops/")):
            page = owner.get(link)
            assert (page.status_code, lit(page)) == (200, [link])


def test_customers_and_strangers_stay_outside(visit: Visit, client: Client) -> None:
    for outsider in (visit("customer"), client):
        answer = outsider.get("/admin/orders/order/")
        assert (answer.status_code, answer.url) == (302, "/admin/login/?next=/admin/orders/order/")


def test_the_first_page_shows_everybody_their_own_panels(owner: Client, visit: Visit) -> None:
    lines(2)
    jobs(1)
    shown = [shown["panel"].title for shown in owner.get("/admin/").context["dashboard_panels"]]
    assert shown == [
        "Open problems",
        "Sales",
        "Newest orders",
        "Last imports",
        "Jobs under way",
        "What is here",
        MAY_DO,
    ]
    shown = [shown["panel"].title for shown in visit("warehouse").get("/admin/").context["dashboard_panels"]]
    assert shown == ["Open problems", "Sales", "Newest orders", "What is here", MAY_DO]


def test_a_count_that_is_estimated_says_so_before_the_number(owner: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "COUNT_LIMIT", 1)
    lines(3)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE orders_orderline")
    (panel,) = [
        shown for shown in owner.get("/admin/").context["dashboard_panels"] if shown["panel"].title == "What is here"
    ]
    shown = {figure.title: (figure.hedge, figure.value) for figure in panel["figures"]}
    assert shown["order lines"] == ("about", "3")


def test_the_first_page_says_what_failed(owner: Client) -> None:
    Job.objects.create(kind="orders.import", state="failed")
    answer = owner.get("/admin/")
    assert problems_on(answer) == [("Jobs failed", "1", "/admin/core/job/?state__exact=failed")]
    assert "Jobs failed" in answer.content.decode()


def test_events_left_behind_or_given_up_are_problems_with_lists_of_their_own(owner: Client) -> None:
    (left, _), (given_up, _) = events(2), inbox(2)
    OutboxEvent.objects.filter(pk=left.pk).update(occurred_at=timezone.now() - timedelta(minutes=2))
    InboxEntry.objects.filter(pk=given_up.pk).update(parked_at=timezone.now())
    found = problems_on(owner.get("/admin/"))
    assert [(title, count) for title, count, _ in found] == [("Events given up", "1"), ("Events not passed on", "1")]
    rows = [owner.get(url).context["cl"].result_list for _, _, url in found]
    assert [[row.pk for row in listed] for listed in rows] == [[given_up.pk], [left.pk]]


def test_all_quiet_names_what_is_watched(visit: Visit) -> None:
    html = " ".join(visit("warehouse").get("/admin/").content.decode().split())
    assert "All quiet</span> None of these: orders not paid for three days, goods running out." in html


def problems_on(answer: HttpResponse) -> list[tuple[str, str, str]]:
    """Title, count and list of each open problem on the first page."""
    (panel,) = [shown for shown in answer.context["dashboard_panels"] if shown["panel"].title == "Open problems"]
    return [(figure.title, figure.value, figure.url) for figure in panel["figures"]]


def test_other_packages_register_nothing() -> None:
    assert not admin.site.is_registered(Group)


def test_a_shop_model_without_the_base_class_is_refused() -> None:
    with pytest.raises(ImproperlyConfigured, match=r"core\.Job must be registered with a ShopModelAdmin"):
        admin.site.register(Job, ModelAdmin)


def test_a_customer_is_told_that_their_roles_do_not_let_them_in(visit: Visit) -> None:
    words = "You are signed in as customer@vitrine.example, but the roles you hold do not let you into the back office."
    answer = visit("customer").get("/admin/", follow=True)
    assert answer.status_code == 403
    assert words in " ".join(answer.content.decode().split())


def test_the_admin_has_no_door_of_its_own(owner: Client, client: Client) -> None:
    assert client.get("/admin/login/?next=/admin/core/job/").url == "/sign-in/?next=/admin/core/job/"
    asked = client.post("/admin/login/", {"username": "owner@vitrine.example", "password": PASSWORD})
    assert (asked.status_code, asked.url, "_auth_user_id" in client.session) == (302, "/sign-in/?next=/admin/", False)
    assert owner.get("/admin/login/").url == "/admin/"
    left = owner.post("/admin/logout/")
    assert (left.status_code, left.url) == (307, "/sign-out/")


def test_the_icon_of_the_browser_is_the_shops(client: Client) -> None:
    assert client.get("/favicon.ico").url.endswith("vitrine.svg")


def test_pages_of_the_back_office_alone_are_excepted_from_the_policy(owner: Client) -> None:
    inside = policy(owner, "/admin/")
    assert inside["script-src"] == {"'self'", "'unsafe-eval'"}
    assert inside["style-src"] == {"'self'", "'unsafe-inline'"}
    assert policy(owner, "/ops/requests/") == inside
    outside = policy(owner, "/no/such/page/")
    assert outside["script-src"] == outside["style-src"] == {"'self'"}
    for directive in set(inside) - {"script-src", "style-src"}:
        assert inside[directive] == outside[directive], directive


def test_the_exception_is_made_by_the_middleware(owner: Client) -> None:
    without = [name for name in settings.MIDDLEWARE if "backoffice" not in name]
    with override_settings(MIDDLEWARE=without):
        assert policy(owner, "/admin/")["script-src"] == {"'self'"}


def policy(client: Client, url: str) -> dict[str, set[str]]:
    """The directives of a page's content security policy."""
    header = client.get(url)["Content-Security-Policy"]
    parts = [directive.split() for directive in header.split(";")]
    return {name: set(values) for name, *values in parts}
