"""The one class behind every list and page of the admin (docs/adr/0004-unfold-behind-one-base-class.md)."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.exceptions import DisallowedModelAdminLookup
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import flatten_fieldsets
from django.contrib.admin.views.main import IGNORED_PARAMS, PAGE_VAR, SEARCH_VAR
from django.db.models import Model, QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from unfold.admin import ModelAdmin

from apps.core.audit import record
from apps.core.backoffice.areas import Area
from apps.core.backoffice.cells import EMPTY
from apps.core.backoffice.change_list import ShopChangeList
from apps.core.backoffice.filters import more_filters
from apps.core.backoffice.heading import Heading
from apps.core.backoffice.history import changes, history
from apps.core.backoffice.list_tools import ListTools
from apps.core.backoffice.pages import BoundedPaginator
from apps.core.backoffice.panels import Figures, Panel, PanelContent, detail_panels
from apps.core.backoffice.policies import doing, nobody, permission_of, seeing
from apps.core.backoffice.refusals import UnreadableFilter
from apps.core.backoffice.searching import LONGEST_TERM, search_steps
from apps.core.backoffice.viewer import signed_in
from apps.core.errors import DomainError
from apps.core.observability.errors import bad_request
from apps.core.policy import Policies, Policy


class ShopModelAdmin(ListTools, ModelAdmin):  # type: ignore[misc] # unfold has no types
    """Rows the person may see, everything read-only until a subclass names what may be written, lists that stay fast.

    A subclass says where it stands (`area`, `position` in it, `icon`), what may be edited (`editable_fields`), what a
    new object is made from (`add_fields` of a plain table, or an `add_form` for the service that `make` calls; neither:
    none are made here), whether objects can be deleted, and which further URL parameters its list understands
    (`list_lookups`); filters are understood by themselves. Nothing else is: a list that can be asked anything can be
    made slow, and can be asked for secrets bit by bit.
    """

    area: ClassVar[Area]
    icon: ClassVar[str] = "table_rows"
    in_navigation: ClassVar[bool] = True
    position: ClassVar[int] = 50
    editable_fields: ClassVar[tuple[str, ...]] = ()
    add_fields: ClassVar[tuple[str, ...]] = ()
    add_form: ClassVar[type[Form] | None] = None
    deletable: ClassVar[bool] = False
    list_lookups: ClassVar[tuple[str, ...]] = ()
    panels: ClassVar[tuple[Panel, ...]] = ()
    acts: ClassVar[dict[str, str]] = {}  # permissions that other pages ask for, in words

    paginator = BoundedPaginator
    empty_value_display = EMPTY
    list_per_page = 50
    list_max_show_all = 0
    show_full_result_count = False
    show_facets = admin.ShowFacets.ALWAYS
    list_disable_select_all = True
    list_fullwidth = True
    view_on_site = False
    change_form_outer_before_template = "admin/heading.html"
    change_form_outer_after_template = "admin/panels.html"

    # Who may do what: permissions alone, and only what the class allows at all.

    @property
    def addable(self) -> bool:
        return bool(self.add_fields) or self.add_form is not None

    def policies(self) -> dict[str, Policies]:
        """What each page asks for, by the name of its view; a page that is not named lets nobody in."""
        see = seeing(self.opts)
        change = self.permitting("change") if self.editable_fields else nobody(self.opts, "changed")
        delete = self.permitting("delete") if self.deletable else nobody(self.opts, "deleted")
        add = self.permitting("add") if self.addable else nobody(self.opts, "made")
        dialogs = {
            name: getattr(self, name).policy(self.opts) for name in self._extract_action_names(self.actions_detail)
        }
        return {
            **super().policies(),
            "changelist_view": {"GET": see, "POST": see},
            "history_view": {"GET": see},
            "add_view": {"GET": add, "POST": add},
            "change_view": {"GET": see, "POST": change},
            "delete_view": {"GET": delete, "POST": delete},
            **{name: {"GET": policy, "POST": policy} for name, policy in dialogs.items()},
        }

    def get_urls(self) -> list[Any]:
        """Without the nameless redirect from addresses of Django 1.8."""
        return [pattern for pattern in super().get_urls() if pattern.name]

    def permitting(self, verb: str) -> Policy:
        """Those who may add, change or delete the model's rows."""
        return doing(permission_of(self.opts, verb))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        queryset: QuerySet[Any] = super().get_queryset(request)
        visible_to = getattr(queryset, "visible_to", None)
        return visible_to(request.user) if visible_to else queryset

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.allows(request, "add_view")

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.allows(request, "change_view")

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.allows(request, "delete_view")

    def _filter_unfold_actions_by_permissions(self, request: HttpRequest, actions: Any, object_id: Any = None) -> Any:
        """Dialogs are offered to those whom their policies admit."""
        return [one for one in actions if self.allows(request, one.method.__name__)]

    def allows(self, request: HttpRequest, view: str) -> bool:
        """Whether the person may send the page's form."""
        return self._policies[view]["POST"].admits(request.user)

    @cached_property
    def _policies(self) -> dict[str, Policies]:
        """Made once: the navigation of every page asks each class several times."""
        return self.policies()

    def get_fieldsets(self, request: HttpRequest, obj: Model | None = None) -> Any:
        return super().get_fieldsets(request, obj) if obj else [(None, {"fields": self.add_fields})]

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Sequence[str]:
        if obj is None:
            return ()
        return [
            name for name in flatten_fieldsets(self.get_fieldsets(request, obj)) if name not in self.editable_fields
        ]

    # Lists.

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ShopChangeList]:
        return ShopChangeList

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Django would answer a value that no filter reads with the whole list; here it is refused by name."""
        for name, values in request.GET.lists():
            if name != SEARCH_VAR and any("\x00" in value for value in values):  # the database would refuse it
                raise UnreadableFilter(f"The list cannot be narrowed by {name[:80]}: no value has a null character.")
        try:
            return super().get_changelist_instance(request)
        except (IncorrectLookupParameters, DisallowedModelAdminLookup) as error:
            asked = [
                (name, str(value)) for name, value in request.GET.items() if name not in (*IGNORED_PARAMS, PAGE_VAR)
            ]
            if isinstance(error, DisallowedModelAdminLookup):
                asked = [(name, value) for name, value in asked if not self.lookup_allowed(name, value, request)]
            named = ", ".join(f"{name[:80]}={value[:80]}" for name, value in asked)
            raise UnreadableFilter(f"The list cannot be narrowed by {named or 'these filters'}.") from error

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        try:
            return super().changelist_view(request, extra_context)
        except UnreadableFilter as refusal:
            # Not left to Django, which shows developers a traceback instead of the page.
            return bad_request(request, refusal)

    def get_list_filter(self, request: HttpRequest) -> Any:
        """The class's own filters, then those that upper apps registered, for those who may use them."""
        upper = [one for one in more_filters[self.model] if request.user.has_perm(one.permission)]
        return [*super().get_list_filter(request), *upper]

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        return lookup in self.list_lookups or any(
            lookup == name or lookup.startswith(f"{name}__") for name in self._filtered_by(request)
        )

    def _filtered_by(self, request: HttpRequest) -> Iterator[str]:
        if self.date_hierarchy:
            yield self.date_hierarchy
        for choice in self.get_list_filter(request):
            filtered = choice[0] if isinstance(choice, tuple | list) else choice
            yield filtered if isinstance(filtered, str) else filtered.parameter_name

    def search_steps(self, queryset: QuerySet[Any], term: str) -> Iterator[QuerySet[Any]]:
        """Narrowed querysets to try in order. Here: by `search_fields`; a subclass may put indexed detours before."""
        return search_steps(queryset, tuple(self.search_fields), term)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        term = search_term.strip()[:LONGEST_TERM]
        if not term or not self.search_fields:
            return queryset, False
        for narrowed in self.search_steps(queryset, term):
            if narrowed.exists():
                return narrowed, False
        return queryset.none(), False

    # Detail pages.

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        target = kwargs.get("obj")
        context["heading"] = self.heading(request, target) if target else None
        context["panels"] = self.panel_contents(request, target) if target else []
        context["show_save_and_add_another"] = context["show_save_and_continue"] = False
        return super().render_change_form(request, context, *args, **kwargs)

    def heading(self, request: HttpRequest, target: Any) -> Heading | None:
        """What stands above everything else on an object's page; by default nothing."""
        return None

    def panel_contents(self, request: HttpRequest, target: Model) -> list[PanelContent]:
        """The class's own panels, then those of upper apps, as far as they have something to say; figures first."""
        contents = (panel.content(request, target) for panel in (*self.panels, *detail_panels[self.model]))
        return sorted(filter(None, contents), key=lambda content: not isinstance(content, Figures))

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> Any:
        """Where a service makes the object: its form, no transaction around it; a refusal is shown on the form."""
        if self.add_form is None:
            return super().add_view(request, form_url, extra_context)
        form = self.add_form(request.POST or None, request.FILES or None, initial=request.GET.dict())
        if request.method == "POST" and form.is_valid():
            try:
                made = self.make(request, **form.cleaned_data)
            except DomainError as refusal:
                form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
            else:
                return self.show_made(request, made)
        context = {
            **self.admin_site.each_context(request),
            "title": f"Add {self.opts.verbose_name}",
            "opts": self.opts,
            "media": form.media,
            "form": form,
            **(extra_context or {}),
        }
        return TemplateResponse(request, self.add_form_template or "admin/add.html", context)

    def make(self, request: HttpRequest, **values: Any) -> Any:
        """The one call of the service that makes an object from the fields of `add_form`."""
        raise NotImplementedError

    def show_made(self, request: HttpRequest, made: Any) -> HttpResponse:
        """The answer after `make`: the way to the new object's page."""
        return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", made.pk)

    # The trail of edits.

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> Any:
        return changes(form)

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> None:
        self._record(request, obj, "added", after=message["after"])

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> None:
        if message["after"]:
            self._record(request, obj, "changed", **message)

    def log_deletions(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for target in queryset:
            self._record(request, target, "deleted", before={"name": str(target)})

    def _record(self, request: HttpRequest, target: Model, verb: str, **values: Any) -> None:
        action = f"{target._meta.app_label}.{target._meta.model_name}_{verb}"
        record(actor=signed_in(request), action=action, target=target, **values)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None) -> Any:
        target = self.get_object(request, object_id)
        if target is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        context = {
            **self.admin_site.each_context(request),
            "title": f"History of {target}",
            "opts": self.opts,
            "original": target,
            "table": history(request, target),
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/object_history.html", context)
