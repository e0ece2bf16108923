from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.safestring import SafeString
from unfold.enums import ActionVariant

from apps.accounts.admin.forms import IssueTokenForm, RevokeTokenForm, RotateTokenForm
from apps.accounts.admin.usage_pages import UsagePages
from apps.accounts.enums import KeyState
from apps.accounts.models import ApiToken
from apps.accounts.rules.scopes import in_words
from apps.accounts.services.tokens import issue_token, revoke_token, rotate_token
from apps.core.backoffice.areas import Area
from apps.core.backoffice.cells import Tone, chip, code, link, link_to, moment
from apps.core.backoffice.dialogs import dialog_action
from apps.core.backoffice.viewer import signed_in

TONES = {
    KeyState.WORKS: Tone.OK,
    KeyState.REPLACED: Tone.WAIT,
    KeyState.EXPIRED: Tone.PLAIN,
    KeyState.REVOKED: Tone.BAD,
}


@admin.register(ApiToken)
class ApiTokenAdmin(UsagePages):
    """Programs' keys. The key itself is said once, when it is issued."""

    area = Area.PEOPLE
    icon = "vpn_key"
    list_display = ("name", "prefix_code", "user_link", "opens", "usable", "last_used", "expires")
    list_select_related = ("user", "successor", "replaces", "made_with")
    list_lookups = ("user__id__exact",)
    ordering = ("-created_at",)
    sortable_by = ()
    search_fields = ("=prefix", "=user__email")
    search_help_text = "Prefix or e-mail"
    add_form = IssueTokenForm
    fields = (
        "name", "prefix_code", "user_link", "opens", "usable", "last_used", "created", "expires", "revoked",
        "replaces_link", "replaced_by", "made_with_link",
    )  # fmt: skip
    actions_detail = ("rotate", "revoke")

    prefix_code = code("prefix", title="key begins with")
    user_link = link("user", title="acts as")
    last_used = moment("last_used_at")
    created = moment("created_at")
    expires = moment("expires_at", title="until")
    revoked = moment("revoked_at")
    replaces_link = link("replaces")
    replaced_by = link("successor", title="replaced by")
    made_with_link = link("made_with")

    def get_queryset(self, request: HttpRequest) -> QuerySet[ApiToken]:
        """A key's page shows its relatives, too."""
        return super().get_queryset(request).select_related(*self.list_select_related)

    @admin.display(description="name")
    def token_link(self, token: ApiToken) -> SafeString:
        return link_to(token, token.name)

    @admin.display(description="state")
    def usable(self, token: ApiToken) -> SafeString:
        state = token.state_at(timezone.now())
        return chip(state.label, TONES[state])

    @admin.display(description="opens")
    def opens(self, token: ApiToken) -> str:
        return in_words(token.scopes)

    def make(self, request: HttpRequest, **values: Any) -> tuple[ApiToken, str]:
        return issue_token(**values, by=signed_in(request))

    def show_made(self, request: HttpRequest, made: tuple[ApiToken, str]) -> HttpResponse:
        """The answer itself shows the key: a message or a session would keep what only a digest may be kept of."""
        token, key = made
        context = {
            **self.admin_site.each_context(request),
            "title": f"Key {token.name}",
            "opts": self.opts,
            "token": token,
            "opens": in_words(token.scopes),
            "key": key,
        }
        return TemplateResponse(request, "admin/tokens/issued.html", context, headers={"Cache-Control": "no-store"})

    @dialog_action(
        "Rotate",
        title="Replace this key by a new one?",
        about="The new one has the same person, name and scopes. Where the old one may be in wrong hands, revoke it.",
        form=RotateTokenForm,
        icon="autorenew",
        permission="accounts.add_apitoken",  # who rotates a key is given one
        variant=ActionVariant.DEFAULT,
    )
    def rotate(self, request: HttpRequest, token: ApiToken, **values: Any) -> HttpResponse:
        return self.show_made(request, rotate_token(token=token, by=signed_in(request), **values))

    @dialog_action(
        "Revoke",
        title="Revoke this key?",
        about="Programs that use it are refused from the next request on, and so are those that use keys which were"
        " made with it. A key that it replaced works to the end of its overlap: revoke that one, too, if it may be in"
        " wrong hands. It cannot be undone.",
        form=RevokeTokenForm,
    )
    def revoke(self, request: HttpRequest, token: ApiToken, *, reason: str) -> ApiToken:
        revoke_token(token=token, by=signed_in(request), reason=reason)
        self.message_user(request, f"{token} is revoked.", messages.SUCCESS)
        return token
