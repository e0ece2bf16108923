"""Keys from before scopes keep what they could open, and get no more."""

from importlib import import_module

import pytest
from django.apps import apps

from apps.accounts.models import ApiToken, User
from apps.accounts.rules.scopes import SCOPES

migration = import_module("apps.accounts.migrations.0004_token_scopes")


@pytest.mark.django_db
def test_old_keys_open_what_there_was_and_manage_no_keys() -> None:
    user = User.objects.create_user("till@vitrine.example")
    old = ApiToken.objects.create(user=user, name="till", prefix="vit_1", digest="1")
    new = ApiToken.objects.create(user=user, name="till", prefix="vit_2", digest="2", scopes=["me:read"])
    migration.keep_open(apps, None)
    old.refresh_from_db()
    new.refresh_from_db()
    assert {"orders:read", "uploads:write", "me:read"} <= set(old.scopes) <= set(SCOPES)
    assert not {"customers:write", "tokens:read", "tokens:write"} & set(old.scopes)
    assert new.scopes == ["me:read"]
