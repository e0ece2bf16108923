from collections.abc import Callable
from datetime import datetime, timedelta

from django import forms
from django.utils import timezone
from unfold.forms import BaseDialogForm
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminSplitDateTimeWidget,
    UnfoldAdminTextInputWidget,
)

from apps.accounts.admin.scope_table import ScopesField
from apps.accounts.models import User
from apps.accounts.rules.keys import usual_end
from apps.accounts.rules.roles import ROLES
from apps.core.backoffice.contact_fields import EmailField


class PersonField(EmailField):
    """A person, named by e-mail address."""

    def clean(self, value: str) -> User | None:
        email = super().clean(value)
        person = User.objects.with_email(email).first() if email else None
        if email and person is None:
            raise forms.ValidationError("Nobody signs in with this address.")
        return person


def in_the_future(moment: datetime) -> None:
    """Refuses a moment that has passed."""
    if moment <= timezone.now():
        raise forms.ValidationError("This has passed already.")


def in_90_days() -> datetime:
    """When a key usually ends, to the minute."""
    return usual_end(timezone.now()).replace(second=0, microsecond=0)


def until(otherwise: str, *, initial: Callable[[], datetime] | None = None) -> forms.SplitDateTimeField:
    """An optional end; `otherwise` says what happens without one."""
    return forms.SplitDateTimeField(
        label="Until",
        help_text=f"UTC. Empty: {otherwise}.",
        required=False,
        initial=initial,
        validators=[in_the_future],
        widget=UnfoldAdminSplitDateTimeWidget,
    )


class ReasonForm(forms.Form):
    """Why the roles change: the one text of a page that has no other field."""

    reason = forms.CharField(
        max_length=300,
        error_messages={
            "required": "Say why.",
            "max_length": "The reason has %(show_value)d characters; at most %(limit_value)d are kept.",
        },
    )


class InvitePersonForm(forms.Form):
    """Who joins, as what, and why. They choose a password by a link that is mailed to them."""

    email = EmailField(max_length=254)
    name = forms.CharField(max_length=200, widget=UnfoldAdminTextInputWidget)
    role = forms.ChoiceField(
        label="First role",
        choices=[("", "Choose a role"), *((role.slug, role.name) for role in ROLES)],
        widget=UnfoldAdminSelectWidget,
    )
    reason = forms.CharField(max_length=300, widget=UnfoldAdminTextInputWidget)


class CloseAccountForm(BaseDialogForm):
    """Why an account is closed."""

    reason = forms.CharField(max_length=300, widget=UnfoldAdminTextInputWidget)


class OpenAccountForm(BaseDialogForm):
    """Why an account is opened again."""

    reason = forms.CharField(max_length=300, widget=UnfoldAdminTextInputWidget)


class GiveRoleForm(forms.Form):
    """Who gets which role, why, from when and until when."""

    user = PersonField(label="Person's e-mail")
    role = forms.ChoiceField(
        choices=[("", "Choose a role"), *((role.slug, role.name) for role in ROLES)], widget=UnfoldAdminSelectWidget
    )
    reason = forms.CharField(max_length=300, widget=UnfoldAdminTextInputWidget)
    starts_at = forms.SplitDateTimeField(
        label="From",
        help_text="UTC. Empty: from now on.",
        required=False,
        validators=[in_the_future],
        widget=UnfoldAdminSplitDateTimeWidget,
    )
    expires_at = until("until somebody takes it away")


class TakeRoleForm(BaseDialogForm):
    """Why somebody no longer holds a role."""

    reason = forms.CharField(max_length=300, widget=UnfoldAdminTextInputWidget)


class SecondFactorForm(BaseDialogForm):
    """Whether a role asks for a second factor, and why that changes."""

    required = forms.TypedChoiceField(
        label="From now on",
        choices=[("", "Choose"), ("yes", "They must show one"), ("no", "A password is enough")],
        coerce=lambda choice: choice == "yes",
        widget=UnfoldAdminSelectWidget,
    )
    reason = forms.CharField(max_length=300, widget=UnfoldAdminTextInputWidget)


class RestoreRoleForm(BaseDialogForm):
    """Why a role goes back to the shop's definition."""

    reason = forms.CharField(max_length=300, widget=UnfoldAdminTextInputWidget)


class IssueTokenForm(forms.Form):
    """Whose key it is, what it is for, and until when it works."""

    user = PersonField(label="Acts as", help_text="The e-mail of the person whose permissions it has.")
    name = forms.CharField(
        max_length=100, help_text="What uses it, such as “monthly report”.", widget=UnfoldAdminTextInputWidget
    )
    scopes = ScopesField()
    expires_at = until("until somebody revokes it", initial=in_90_days)


class RotateTokenForm(BaseDialogForm):
    """How long the old key works beside the new one, and until when the new one does."""

    overlap = forms.TypedChoiceField(
        label="The old key works for",
        choices=[(0, "not a moment longer"), (15, "15 minutes"), (60, "an hour"), (480, "8 hours"), (1440, "24 hours")],
        coerce=lambda minutes: timedelta(minutes=int(minutes)),
        initial=60,
        help_text="So that programs can change over.",
        widget=UnfoldAdminSelectWidget,
    )
    expires_at = until("until somebody revokes the new one", initial=in_90_days)
    reason = forms.CharField(max_length=300, required=False, widget=UnfoldAdminTextInputWidget)


class RevokeTokenForm(BaseDialogForm):
    """Why a key is revoked."""

    reason = forms.CharField(max_length=300, required=False, widget=UnfoldAdminTextInputWidget)
