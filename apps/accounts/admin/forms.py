from datetime import datetime

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.utils import timezone
from unfold.forms import BaseDialogForm
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminSplitDateTimeWidget, UnfoldAdminTextInputWidget

from apps.accounts.models import ApiToken, RoleAssignment, User
from apps.accounts.rules.roles import ROLES


def in_the_future(moment: datetime) -> None:
    """Refuses an end that has passed."""
    if moment <= timezone.now():
        raise forms.ValidationError("This has passed already.")


class GiveRoleForm(forms.Form):
    """Who gets which role, why, and until when."""

    user = forms.ModelChoiceField(
        User.objects.all(), widget=AutocompleteSelect(RoleAssignment._meta.get_field("user"), admin.site)
    )
    role = forms.ChoiceField(choices=[(role.slug, role.name) for role in ROLES], widget=UnfoldAdminSelectWidget)
    reason = forms.CharField(max_length=300, widget=UnfoldAdminTextInputWidget)
    expires_at = forms.SplitDateTimeField(
        label="Until",
        help_text="UTC. Empty: until somebody takes it away.",
        required=False,
        validators=[in_the_future],
        widget=UnfoldAdminSplitDateTimeWidget,
    )


class TakeRoleForm(BaseDialogForm):
    """Why somebody no longer holds a role."""

    reason = forms.CharField(max_length=300, widget=UnfoldAdminTextInputWidget)


class IssueTokenForm(forms.Form):
    """Whose key it is, what it is for, and until when it works."""

    user = forms.ModelChoiceField(
        User.objects.all(),
        label="Acts as",
        widget=AutocompleteSelect(ApiToken._meta.get_field("user"), admin.site),
    )
    name = forms.CharField(
        max_length=100, help_text="What uses it, such as “monthly report”.", widget=UnfoldAdminTextInputWidget
    )
    expires_at = forms.SplitDateTimeField(
        label="Until",
        help_text="UTC. Empty: until somebody revokes it.",
        required=False,
        validators=[in_the_future],
        widget=UnfoldAdminSplitDateTimeWidget,
    )


class RevokeTokenForm(BaseDialogForm):
    """Why a key is revoked."""

    reason = forms.CharField(max_length=300, required=False, widget=UnfoldAdminTextInputWidget)
