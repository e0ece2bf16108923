from apps.notifications.services.mailing import send_due_mails
from apps.notifications.services.sending import send

__all__ = ["send", "send_due_mails"]
