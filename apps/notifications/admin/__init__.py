from apps.notifications.admin.notifications import NotificationAdmin

__all__ = ["NotificationAdmin"]
