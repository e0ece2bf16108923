from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "apps.catalog"

    def ready(self) -> None:
        from apps.catalog.admin import panels
        from apps.core.backoffice.problems import problems

        problems.extend(panels.PROBLEMS)
