from typing import Any

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.decorators import action
from unfold.enums import ActionVariant

from apps.accounts.admin.forms import IssueTokenForm, RevokeTokenForm
from apps.accounts.models import ApiToken
from apps.accounts.services.tokens import issue_token, revoke_token
from apps.core.backoffice.areas import Area
from apps.core.backoffice.cells import Tone, chip, code, link, link_to, moment
from apps.core.backoffice.model_admin import ShopModelAdmin
from apps.core.backoffice.viewer import signed_in


@admin.register(ApiToken)
class ApiTokenAdmin(ShopModelAdmin):
    """Programs' keys. The key itself is said once, when it is issued."""

    area = Area.PEOPLE
    icon = "vpn_key"
    list_display = ("name", "prefix_code", "user_link", "usable", "last_used", "created", "expires")
    list_select_related = ("user",)
    list_lookups = ("user__id__exact",)
    ordering = ("-created_at",)
    sortable_by = ()
    search_fields = ("=prefix", "=user__email")
    search_help_text = "Prefix or e-mail"
    add_form = IssueTokenForm
    fields = ("name", "prefix_code", "user_link", "usable", "last_used", "created", "expires", "revoked")
    actions_detail = ("revoke",)

    prefix_code = code("prefix", title="key begins with")
    user_link = link("user", title="acts as")
    last_used = moment("last_used_at")
    created = moment("created_at")
    expires = moment("expires_at", title="until")
    revoked = moment("revoked_at")

    @admin.display(description="name")
    def token_link(self, token: ApiToken) -> SafeString:
        return link_to(token, token.name)

    @admin.display(description="state")
    def usable(self, token: ApiToken) -> SafeString:
        if token.revoked_at:
            return chip("Revoked", Tone.BAD)
        ended = token.expires_at is not None and token.expires_at <= timezone.now()
        return chip("Expired", Tone.PLAIN) if ended else chip("Works", Tone.OK)

    def make(self, request: HttpRequest, **values: Any) -> ApiToken:
        token, key = issue_token(**values, by=signed_in(request))
        self.message_user(
            request,
            format_html("The key, shown this once: <code>{}</code>. Copy it now; the shop keeps a digest only.", key),
            messages.WARNING,
        )
        return token

    def has_revoke_permission(self, request: HttpRequest, object_id: object = None) -> bool:
        return request.user.has_perm("accounts.change_apitoken")

    @action(
        description="Revoke",
        icon="block",
        variant=ActionVariant.DANGER,
        permissions=["revoke"],
        dialog={
            "title": "Revoke this key?",
            "description": "Programs that use it are refused from the next request on. It cannot be undone.",
            "form_class": RevokeTokenForm,
            "form_submit_text": "Revoke",
        },
    )
    def revoke(self, request: HttpRequest, form: RevokeTokenForm, object_id: str) -> HttpResponse:
        token = self.get_object(request, object_id)
        if token is None:
            raise Http404
        revoke_token(token=token, by=signed_in(request), reason=form.cleaned_data["reason"])
        self.message_user(request, f"{token} is revoked.", messages.SUCCESS)
        return HttpResponse(headers={"HX-Redirect": reverse("admin:accounts_apitoken_change", args=[token.pk])})
