from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    name = "apps.accounts"

    def ready(self) -> None:
        post_migrate.connect(synchronise, dispatch_uid="accounts.synchronise_roles")


def synchronise(app_config: AppConfig, using: str, **kwargs: Any) -> None:
    """After the last app's permissions exist, make the role tables follow the table in code."""
    from django.apps import apps
    from django.conf import settings

    from apps.accounts.services.roles import synchronise_roles

    last = list(apps.get_app_configs())[-1]
    if (
        app_config.label == last.label
        and using == "default"
        and "accounts" in {a.split(".")[1] for a in settings.SHOP_APPS}
    ):
        synchronise_roles()
