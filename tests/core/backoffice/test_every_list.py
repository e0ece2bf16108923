"""What holds for each list and page of the admin. A model that is registered takes part by itself."""

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.db.models import Model
from django.test import Client

from apps.core.backoffice.model_admin import ShopModelAdmin
from apps.core.models import IdempotencyKey
from tests.core.backoffice.rows import ROWS
from tests.core.backoffice.visiting import Visit, address

LISTED = sorted(admin.site._registry, key=lambda model: model._meta.label)
every_model = pytest.mark.parametrize("model", LISTED, ids=lambda model: model._meta.label)
pytestmark = pytest.mark.django_db


def test_every_model_of_the_shop_has_a_list() -> None:
    configs = [config for config in apps.get_app_configs() if config.name in settings.SHOP_APPS]
    models = {model for config in configs for model in config.get_models()}
    assert models - set(LISTED) == {IdempotencyKey}  # holds answers that were given to others


def test_every_list_stands_on_the_base_class() -> None:
    assert [model for model in LISTED if not isinstance(admin.site._registry[model], ShopModelAdmin)] == []


def test_every_list_has_rows_to_be_tested_with() -> None:
    assert set(ROWS) == set(LISTED)


@every_model
def test_a_search_without_result_says_so(owner: Client, model: type[Model]) -> None:
    searchable = bool(admin.site._registry[model].search_fields)
    answer = owner.get(address(model, "changelist"), {"q": "no such thing 4711"}).content.decode()
    assert ("Nothing matches “no such thing 4711”" in answer) == searchable


@every_model
def test_people_see_what_their_role_allows_and_no_more(visit: Visit, model: type[Model]) -> None:
    warehouse = visit("warehouse")
    (row,) = ROWS[model](1)
    allowed = warehouse.user.has_perm(f"{model._meta.app_label}.view_{model._meta.model_name}")
    pages = (address(model, "changelist"), address(model, "change", row.pk), address(model, "history", row.pk))
    assert [warehouse.get(page).status_code for page in pages] == [200 if allowed else 403] * 3


@every_model
def test_a_reader_can_neither_add_nor_change_nor_delete(visit: Visit, model: type[Model]) -> None:
    auditor = visit("auditor")
    (row,) = ROWS[model](1)
    before = list(model._default_manager.order_by("pk").values())
    assert auditor.post(address(model, "add"), {"name": "new"}).status_code == 403
    assert auditor.post(address(model, "change", row.pk), {"name": "changed"}).status_code == 403
    assert auditor.post(address(model, "delete", row.pk), {"post": "yes"}).status_code == 403
    assert list(model._default_manager.order_by("pk").values()) == before
