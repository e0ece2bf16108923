"""The first page: what this is, who to be, how the shop stands, forty cards, and ways into everything."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.rules.development import PERSONAS
from apps.accounts.rules.roles import BY_SLUG
from apps.accounts.rules.scopes import SCOPES
from apps.accounts.services.tokens import issue_token
from apps.core.policy import PUBLIC, Policy, door
from apps.showcase.models import Run
from apps.showcase.registry import scenarios
from apps.showcase.scenarios.scenario import Level
from apps.showcase.web.shop_now import shop_now
from apps.showcase.web.showing import show

TOKEN_LIVES = timedelta(hours=8)


@dataclass(frozen=True)
class Way:
    """A way into a part of the shop."""

    title: str
    href: str
    says: str


@door(GET=PUBLIC)
def map_page(request: HttpRequest) -> HttpResponse:
    return the_map(request)


def the_map(request: HttpRequest, *, token: str = "") -> HttpResponse:
    """The page; `token` is shown in its first calls."""
    return show(
        request,
        "showcase/map.html",
        {
            "levels": levels(),
            "on_show": [scenario for scenario in scenarios() if scenario.live],
            "shop": shop_now(request.user, everybody=settings.DEBUG),
            "people": people(),
            "ways": ways(),
            "address": request.build_absolute_uri("/").rstrip("/"),
            "token": token,
        },
        section="map",
    )


@door(POST=Policy(development=True))
def make_token(request: HttpRequest) -> HttpResponse:
    """While developing: a token of one's own for a working day. The answer shows it, and nothing keeps it."""
    assert isinstance(request.user, User)  # the policy lets nobody else in
    expires_at = timezone.now() + TOKEN_LIVES
    _, token = issue_token(
        user=request.user, name="made on the map", scopes=SCOPES, by=request.user, expires_at=expires_at
    )
    answer = the_map(request, token=token)
    answer["Cache-Control"] = "no-store"
    return answer


def levels() -> list[dict[str, Any]]:
    """The scenarios in four rooms, each with the time of its last run."""
    last = dict(Run.objects.order_by("scenario", "-id").distinct("scenario").values_list("scenario", "started_at"))
    rooms = []
    for level in Level:
        cards: list[dict[str, Any]] = [
            {"scenario": scenario, "last_run": last.get(scenario.slug)}
            for scenario in scenarios()
            if scenario.level == level
        ]
        rooms.append({"name": level.value, "cards": cards, "live": sum(card["scenario"].live for card in cards)})
    return rooms


def people() -> list[dict[str, str]]:
    """The development people who exist, engineer first."""
    if not settings.DEBUG:
        return []
    there = set(User.objects.filter(email__in=[one.email for one in PERSONAS]).values_list("email", flat=True))
    found = [
        {"key": one.key, "name": one.name, "says": BY_SLUG[one.role].description}
        for one in PERSONAS
        if one.email in there
    ]
    return sorted(found, key=lambda one: one["key"] != "engineer")


def ways() -> list[Way]:
    """Every door of the shop."""
    orders = reverse("admin:orders_order_changelist")
    found = [
        Way("Admin", reverse("admin:index"), "Where operators work: dashboard, lists, history, links between them."),
        Way("Orders in the admin", orders, "Lists that stay fast at a million rows."),
        Way("API v2, browsable", reverse("v2:index"), "What programs read, in the browser, with filters and cursors."),
        Way("API documentation", reverse("v2:docs"), "OpenAPI, to read and to try."),
        Way("Version 1", reverse("v1:docs"), "What old clients still get: a shim over version 2."),
        Way("Health", reverse("readyz"), "Database, broker and cache, each with its answer time."),
    ]
    if settings.DEBUG:
        found.insert(5, Way("Mailbox", reverse("showcase:mailbox"), "Every mail the shop sends while developing."))
    return found
