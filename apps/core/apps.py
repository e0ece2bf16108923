from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CoreConfig(AppConfig):
    name = "apps.core"

    def ready(self) -> None:
        from apps.core.admin.panels import DASHBOARD, PROBLEMS
        from apps.core.backoffice.navigation import navigation_pages
        from apps.core.backoffice.panels import dashboard_panels
        from apps.core.backoffice.problems import problems
        from apps.core.limits.known import know
        from apps.core.rest.rates import LIMITS
        from apps.core.web.access import PAGES

        dashboard_panels.extend(DASHBOARD)
        problems.extend(PROBLEMS)
        navigation_pages.extend(PAGES)
        for limit in LIMITS:
            know(limit.rule, limit.counts)
        # Every process knows who hears what, which kinds of jobs there are and what runs when.
        autodiscover_modules("handlers", "tasks")
