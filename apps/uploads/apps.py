from django.apps import AppConfig


class UploadsConfig(AppConfig):
    name = "apps.uploads"

    def ready(self) -> None:
        from apps.accounts.models import User
        from apps.core.backoffice.panels import detail_panels
        from apps.uploads.admin.panels import UPLOADS_OF_USER

        detail_panels[User].append(UPLOADS_OF_USER)
