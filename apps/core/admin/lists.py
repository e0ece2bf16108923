from django.contrib import admin

from apps.core.backoffice.areas import Area
from apps.core.backoffice.cells import code, moment
from apps.core.backoffice.model_admin import ShopModelAdmin
from apps.core.models import ListColumns, SavedFilter


@admin.register(SavedFilter)
class SavedFilterAdmin(ShopModelAdmin):
    """The viewer's own saved filters; they are made, opened and deleted above the lists."""

    area = Area.PEOPLE
    in_navigation = False
    list_display = ("name", "list_of", "query_code", "created")
    ordering = ("list_of", "name")
    sortable_by = ()
    fields = ("name", "list_of", "query_code", "created")

    query_code = code("query")
    created = moment("created_at")


@admin.register(ListColumns)
class ListColumnsAdmin(ShopModelAdmin):
    """The viewer's own choice of columns, list by list."""

    area = Area.PEOPLE
    in_navigation = False
    list_display = ("list_of", "columns", "changed")
    ordering = ("list_of",)
    sortable_by = ()
    fields = ("list_of", "columns", "changed")

    changed = moment("changed_at")
