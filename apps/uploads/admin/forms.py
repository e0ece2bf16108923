from django import forms
from unfold.widgets import UnfoldAdminFileFieldWidget, UnfoldAdminSelectWidget

from apps.uploads.enums import UploadKind


class UploadForm(forms.Form):
    """A file, and what it is for."""

    file = forms.FileField(widget=UnfoldAdminFileFieldWidget)
    kind = forms.TypedChoiceField(choices=UploadKind, coerce=UploadKind, widget=UnfoldAdminSelectWidget)
