"""What a person's page says of what they may do."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from apps.accounts.admin.access_shown import ShownPermission, link_of, shown_rows
from apps.accounts.models import User
from apps.accounts.selectors import permissions_in_words, permissions_of
from apps.core.backoffice.cells import EMPTY, moment
from apps.core.backoffice.panels import Rows
from apps.core.backoffice.tables import Table

SHOWN = 8
until = moment("until")


class PermissionsPanel:
    """The first permissions that count now, through which role, until when; the way to all of them."""

    title = "What this person may do"

    def content(self, request: HttpRequest, person: User) -> Rows | None:
        if not request.user.has_perm("accounts.view_roleassignment"):
            return None
        rows = shown_rows(permissions_of(person), permissions_in_words())
        page = reverse("admin:accounts_user_permissions", args=[person.pk])
        more = len(rows) > SHOWN
        return Rows(
            title=self.title,
            table=Table(
                headers=["permission", "through", "until", "up to", "why"],
                rows=[self.cells(row, person) for row in rows[:SHOWN]],
                minor=(2, 3),
            ),
            note=f"{SHOWN} of {len(rows)}" if more else "",
            more_url=page if more else "",
            empty="Nothing: no role counts now.",
        )

    def cells(self, row: ShownPermission, person: User) -> list[Any]:
        through = format_html_join(", ", "{}", ((link_of(grant.role) or grant.role.name,) for grant in row.sources))
        return [
            format_html("{} <code>{}</code>", row.words, row.code),
            through,
            until(None, row),
            row.limit or EMPTY,
            why_link(person, row.code),
        ]


def why_link(person: User, code: str) -> SafeString:
    url = f"{reverse('admin:accounts_user_why')}?{urlencode({'person': person.email, 'permission': code})}"
    return format_html('<a href="{}">Why?<span class="unseen"> {}</span></a>', url, code)
