from typing import Any

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    name = "apps.accounts"

    def ready(self) -> None:
        from apps.accounts.admin.access_pages import WHY
        from apps.accounts.admin.matrix_pages import MATRIX
        from apps.accounts.admin.panels import DASHBOARD
        from apps.accounts.admin.usage_pages import USAGE
        from apps.accounts.models import ApiToken, User
        from apps.accounts.services.guesses import ACCOUNT, ADDRESS
        from apps.accounts.services.new_passwords import ASKED
        from apps.core.backoffice.navigation import navigation_pages
        from apps.core.backoffice.panels import dashboard_panels
        from apps.core.limits.known import know, owners

        dashboard_panels.extend(DASHBOARD)
        navigation_pages.extend((MATRIX, WHY, USAGE))
        know(ACCOUNT, "guesses at an account's password or code, by a digest of its e-mail")
        know(ADDRESS, "such guesses from an address")
        know(ASKED, "links for a new password, asked for from an address")
        owners.update({"person": User.objects.in_bulk, "token": ApiToken.objects.in_bulk})
        post_migrate.connect(synchronise, dispatch_uid="accounts.synchronise_roles")


def synchronise(app_config: AppConfig, using: str, **kwargs: Any) -> None:
    """Once the last app's permissions exist, make the role tables follow the table in code."""
    from apps.accounts.services.roles import synchronise_roles

    last = [config for config in apps.get_app_configs() if config.models_module is not None][-1]
    if app_config is last and using == "default":
        synchronise_roles()
