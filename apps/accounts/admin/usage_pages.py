"""Who still calls which version of the API: calls a day, and every caller with what they called."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.safestring import SafeString

from apps.accounts.models import ApiToken, User
from apps.core.backoffice.areas import Area
from apps.core.backoffice.cells import link_to
from apps.core.backoffice.model_admin import ShopModelAdmin
from apps.core.backoffice.navigation import NavigationPage
from apps.core.backoffice.policies import seeing
from apps.core.charts import LineChart, Series, Table, over_time
from apps.core.policy import Policies
from apps.core.rest.usage import PERSON, TOKEN, Calls, by_caller, usage
from apps.core.rest.versions import Version, versions

DAYS = 30
USAGE = NavigationPage(
    title="Calls of the API",
    icon="call_split",
    area=Area.PEOPLE,
    url_name="admin:accounts_apitoken_calls",
    permission="accounts.view_apitoken",
)


@dataclass(frozen=True)
class Caller:
    """Who called, the person behind a token, calls of each version, and the last day on which the oldest was called."""

    name: SafeString | str
    person: SafeString | str
    counts: list[int]
    last: date | None


class UsagePages(ShopModelAdmin):
    """The page of all tokens together."""

    def get_urls(self) -> list[URLPattern]:
        return [
            path("calls/", self.admin_site.admin_view(self.calls), name="accounts_apitoken_calls"),
            *super().get_urls(),
        ]

    def policies(self) -> dict[str, Policies]:
        return {**super().policies(), "calls": {"GET": seeing(self.opts)}}

    def calls(self, request: HttpRequest) -> HttpResponse:
        """The last 30 days; while Valkey is away the page says so."""
        today = timezone.now().date()
        days = [today - timedelta(days=back) for back in reversed(range(DAYS))]
        found = usage.read(days)
        known = [*versions().values()]
        old = known[0]
        context = {
            "title": "Calls of the API",
            "days": DAYS,
            "versions": known,
            "old": old,
            "newest": known[-1],
            "left": (old.sunset_at.date() - today).days if old.sunset_at else None,
            "away": found is None,
            "callers": callers(found or [], known),
            "chart": chart(found, days, known) if found else None,
            "behind": len({one.caller for one in found or [] if one.version == old.name}),
        }
        return TemplateResponse(request, "admin/tokens/calls.html", self.admin_site.each_context(request) | context)


def callers(calls: Sequence[Calls], known: Sequence[Version]) -> list[Caller]:
    """Those who call the oldest version most stand first."""
    counts = by_caller(calls)
    oldest = known[0].name
    last: dict[str, date] = {}
    for one in calls:
        if one.version == oldest:
            last[one.caller] = max(one.day, last.get(one.caller, one.day))
    tokens, people = named(TOKEN, counts), named(PERSON, counts)
    rows = {row.pk: row for row in ApiToken.objects.filter(pk__in=tokens).select_related("user")}
    users = {row.pk: row for row in User.objects.filter(pk__in=people)}

    def caller(code: str, counted: Counter[str]) -> Caller:
        kind, _, number = code.partition(":")
        token, user = rows.get(int(number or 0)), users.get(int(number or 0))
        name: SafeString | str = "Nobody known"
        if kind == TOKEN:
            name = link_to(token, token.name) if token else "A key that is gone"
        elif kind == PERSON:
            name = "In a browser"
        person = token.user if kind == TOKEN and token else user if kind == PERSON else None
        shown = link_to(person, str(person)) if person else ""
        return Caller(name, shown, [counted[version.name] for version in known], last.get(code))

    order = sorted(counts.items(), key=lambda item: (-item[1][oldest], -item[1].total(), item[0]))
    return [caller(code, counted) for code, counted in order]


def named(kind: str, counts: Mapping[str, Any]) -> list[int]:
    """The keys of the rows that callers of this kind are."""
    return [int(code.partition(":")[2]) for code in counts if code.startswith(f"{kind}:")]


def chart(calls: Sequence[Calls], days: Sequence[date], known: Sequence[Version]) -> LineChart:
    counted = Counter[tuple[str, date]]()
    for one in calls:
        counted[one.version, one.day] += one.count
    names = [f"{day.day} {day:%b}" for day in days]
    return over_time(
        f"Calls a day, last {len(days)} days",
        unit="calls",
        series=[
            Series(
                f"Version {version.number}",
                [(place, counted[version.name, day]) for place, day in enumerate(days)],
                [f"{name}: {counted[version.name, day]:,}" for name, day in zip(names, days, strict=True)],
            )
            for version in known
        ],
        names=names,
        table=Table(
            ["Day", *(f"Version {version.number}" for version in known)],
            [[f"{day:%Y-%m-%d}", *(f"{counted[version.name, day]:,}" for version in known)] for day in reversed(days)],
        ),
    )
