"""Telling people things. The message is a row; mails follow it (mailing.py)."""

from typing import Any

from django.template import TemplateDoesNotExist
from django.template.loader import get_template

from apps.accounts.models import User
from apps.core.observability.context import request_id
from apps.notifications.models import Notification
from apps.notifications.rules.templates import template_names


def send(*, recipient: User, kind: str, context: dict[str, Any], dedupe_key: str) -> Notification:
    """A message to somebody: shown in the admin, and sent by mail soon after the caller's transaction has committed.

    `kind` names templates/notifications/<kind>.subject.txt, .txt and .html, which get `context`: finished values that
    JSON can hold. The same `dedupe_key` again is the same message: the first stays as it is. Raises ValueError for a
    kind without templates.
    """
    for name in template_names(kind):
        try:
            get_template(name)
        except TemplateDoesNotExist as error:
            raise ValueError(f"There is no template {name}.") from error
    notification, _ = Notification.objects.get_or_create(
        dedupe_key=dedupe_key,
        defaults={"recipient": recipient, "kind": kind, "context": context, "request_id": request_id()},
    )
    return notification
