"""The admin site: who enters, what may be registered, the first page."""

from functools import update_wrapper
from typing import Any

from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from unfold.sites import UnfoldAdminSite

from apps.core.backoffice.jumping import destinations
from apps.core.backoffice.model_admin import ShopModelAdmin
from apps.core.backoffice.panels import dashboard_panels
from apps.core.backoffice.policies import ENTER, WORKERS, guarded
from apps.core.backoffice.searching import LONGEST_TERM
from apps.core.observability.errors import facts_of
from apps.core.policy import PUBLIC, Policies, door


class ShopAdminSite(UnfoldAdminSite):  # type: ignore[misc] # unfold has no types
    """Opens for `accounts.enter_backoffice`, holds admin classes of our base class only."""

    index_title = "Dashboard"
    index_template = "admin/dashboard.html"
    enable_nav_sidebar = True

    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.is_active and request.user.has_perm(ENTER)

    def policies(self) -> dict[str, Policies]:
        """What the site's own pages ask for, by the name of their view; a page that is not named lets nobody in."""
        reads, writes = {"GET": WORKERS}, {"GET": WORKERS, "POST": WORKERS}
        return {
            "index": reads,
            "app_index": reads,
            "search": reads,
            "autocomplete_view": reads,
            "i18n_javascript": reads,
            "catch_all_view": dict.fromkeys(("GET", "POST", "PUT", "PATCH", "DELETE"), WORKERS),
            "password_change": writes,
            "password_change_done": reads,
            "logout": {"POST": WORKERS},
        }

    def get_urls(self) -> list[Any]:
        """Without Django's "view on site", which would tell what there is to those who may not see it."""
        return [pattern for pattern in super().get_urls() if getattr(pattern, "name", "") != "view_on_site"]

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        return update_wrapper(super().admin_view(guarded(view), cacheable), view)

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Refuses shop models without ShopModelAdmin; leaves out what other packages register by themselves."""
        if admin_class is not None and issubclass(admin_class, ShopModelAdmin):
            super().register(model_or_iterable, admin_class, **options)
            return
        models = model_or_iterable if isinstance(model_or_iterable, list | tuple) else [model_or_iterable]
        for model in models:
            if model._meta.app_config.name in settings.SHOP_APPS:
                raise ImproperlyConfigured(f"{model._meta.label} must be registered with a ShopModelAdmin.")

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        shown = [panel for panel in dashboard_panels if request.user.has_perm(panel.permission)]
        panels = [
            {"panel": panel, **panel.context(request)} for panel in sorted(shown, key=lambda panel: panel.position)
        ]
        response: HttpResponse = super().index(request, {"dashboard_panels": panels, **(extra_context or {})})
        return response

    def search(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The answer below the box of Ctrl K. Not the theme's own search, which keeps what it found for minutes."""
        term = request.GET.get("s", "").replace("\0", "").strip()[:LONGEST_TERM]
        results = destinations(request, list(self._registry.values()), term) if term else []
        context = {"results": results, "term": term}
        return TemplateResponse(request, "admin/destinations.html", context, headers={"HX-Trigger": "search"})

    @method_decorator(door(GET=PUBLIC, POST=PUBLIC))
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The shop's one page for signing in; whoever is signed in and may not enter is told so."""
        on = request.GET.get(REDIRECT_FIELD_NAME) or reverse("admin:index", current_app=self.name)
        if not request.user.is_authenticated:
            return redirect_to_login(on)
        if self.has_permission(request):
            return redirect("admin:index")
        return TemplateResponse(request, "admin/refused.html", facts_of("permission_denied"), status=403)

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The shop's one way out, which also forgets the session's row; the form comes along."""
        return HttpResponseRedirect(reverse("sign-out"), preserve_request=True)

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The shop's one page for it."""
        return redirect("account_change_password")
