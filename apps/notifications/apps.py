from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "apps.notifications"

    def ready(self) -> None:
        from apps.core.observability.trail import trail_sources
        from apps.notifications.selectors import mails_of

        trail_sources.append(mails_of)
