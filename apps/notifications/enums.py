from django.db import models


class MailState(models.TextChoices):
    NONE = "none", "No mail"
    WAITING = "waiting", "Waiting"
    SENDING = "sending", "Sending"
    SENT = "sent", "Sent"
    FAILED = "failed", "Failed"
