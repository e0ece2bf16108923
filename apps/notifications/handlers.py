"""What notifications does when it hears that something happened to people."""

from datetime import timedelta

from django.utils import timezone

from apps.accounts.events import PasswordResetAsked, PersonInvited, SecurityChanged
from apps.accounts.models import User
from apps.core.events import handles
from apps.notifications.models import Notification
from apps.notifications.services import send

ONE_LINK_IN = timedelta(minutes=2)


@handles(PasswordResetAsked)
def mail_password_link(event: PasswordResetAsked) -> None:
    """A link for whoever asked; nothing for an address that nobody has, nor a second one within two minutes."""
    user = User.objects.filter(pk=event.user_id, is_active=True).first()
    if user is None:
        return
    begun = timezone.now() - ONE_LINK_IN
    if Notification.objects.filter(recipient=user, kind="password_reset", created_at__gt=begun).exists():
        return
    send(recipient=user, kind="password_reset", context={}, dedupe_key=f"password_reset:{event.audit_entry_id}")


@handles(PersonInvited)
def mail_invitation(event: PersonInvited) -> None:
    """The way in for somebody new."""
    user = User.objects.filter(pk=event.user_id, is_active=True).first()
    if user is not None:
        send(
            recipient=user,
            kind="invitation",
            context={"by": event.by},
            dedupe_key=f"invitation:{event.audit_entry_id}",
        )


@handles(SecurityChanged)
def tell_of_security_change(event: SecurityChanged) -> None:
    """Whoever did not do it themselves learns of it."""
    user = User.objects.filter(pk=event.user_id).first()
    if user is not None:
        send(
            recipient=user,
            kind="security_changed",
            context={"change": event.change},
            dedupe_key=f"security_changed:{event.audit_entry_id}",
        )
