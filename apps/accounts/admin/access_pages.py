"""What a person may do and through what, and the chain of rules behind each yes and no."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from apps.accounts.admin.access_forms import WhyForm
from apps.accounts.admin.access_shown import by_app, shown_chain, shown_rows
from apps.accounts.models import User
from apps.accounts.selectors import explain, permissions_in_words, permissions_of
from apps.core.access import row_kinds
from apps.core.backoffice.areas import Area
from apps.core.backoffice.model_admin import ShopModelAdmin
from apps.core.backoffice.navigation import NavigationPage
from apps.core.backoffice.policies import doing
from apps.core.backoffice.viewer import signed_in
from apps.core.errors import DomainError
from apps.core.policy import Policies

MAY_ASK = "accounts.view_roleassignment"
WHY = NavigationPage(
    title="Why may they?",
    icon="contact_support",
    area=Area.PEOPLE,
    url_name="admin:accounts_user_why",
    permission=MAY_ASK,
)


class AccessPages(ShopModelAdmin):
    """The pages beside a person's own. For those who may see who holds which role."""

    def get_urls(self) -> list[URLPattern]:
        def page(address: str, view: Any, name: str) -> URLPattern:
            return path(address, self.admin_site.admin_view(view), name=f"accounts_user_{name}")

        return [
            page("why/", self.why, "why"),
            page("<int:pk>/permissions/", self.permissions, "permissions"),
            *super().get_urls(),
        ]

    def policies(self) -> dict[str, Policies]:
        asking = {"GET": doing(MAY_ASK)}
        return {**super().policies(), "why": asking, "permissions": asking}

    def why(self, request: HttpRequest) -> HttpResponse:
        """Why somebody may or may not do something: the question as a form, the answer below it."""
        form = WhyForm(request.GET or None)
        chain = None
        if form.is_valid():
            asked = form.cleaned_data
            try:
                why = explain(
                    person=asked["person"],
                    permission=asked["permission"],
                    name=asked["object"],
                    amount=asked["amount"],
                    viewer=signed_in(request),
                )
            except DomainError as refusal:
                form.add_error(refusal.field or None, refusal.message)
            else:
                chain = shown_chain(request, why)
        context = {"title": "Why may they?", "form": form, "chain": chain, "kinds": row_kinds}
        return self._page(request, "admin/people/why.html", context)

    def permissions(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Everything that a person may do now, and through what."""
        person = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
        rows = shown_rows(permissions_of(person), permissions_in_words())
        context = {"title": f"What {person} may do", "person": person, "apps": by_app(rows), "count": len(rows)}
        return self._page(request, "admin/people/permissions.html", context)

    def _page(self, request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
        return TemplateResponse(request, template, self.admin_site.each_context(request) | context)
