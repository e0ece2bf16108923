from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CoreConfig(AppConfig):
    name = "apps.core"

    def ready(self) -> None:
        from apps.core.admin.panels import DASHBOARD
        from apps.core.backoffice.panels import dashboard_panels

        dashboard_panels.extend(DASHBOARD)
        # Every process knows who hears what, which kinds of jobs there are and what runs when.
        autodiscover_modules("handlers", "tasks")
