"""Fields of admin forms for an e-mail address and a phone number: `apps.core.contacts` says what may be in them."""

from typing import Any

from django import forms
from unfold.widgets import UnfoldAdminEmailInputWidget, UnfoldAdminTextInputWidget

from apps.core.contacts import ContactRefused, canonical_email, canonical_phone


class EmailField(forms.CharField):
    """An e-mail address, as it is kept."""

    widget = UnfoldAdminEmailInputWidget

    def to_python(self, value: Any) -> str:
        """The text as it is kept; nothing stays nothing. Raises ValidationError with the rule's code and words."""
        text = super().to_python(value)
        if not text:
            return ""
        try:
            return self.canonical(text)
        except ContactRefused as refusal:
            raise forms.ValidationError(refusal.message, code=refusal.code) from refusal

    def canonical(self, text: str) -> str:
        return canonical_email(text)


class PhoneField(EmailField):
    """A phone number, as E.164 has it. One without a plus is read as of `country`, which a form may set."""

    widget = UnfoldAdminTextInputWidget(attrs={"type": "tel"})
    country = ""

    def canonical(self, text: str) -> str:
        return canonical_phone(text, country=self.country)
