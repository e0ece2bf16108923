"""Fields of admin forms whose text a rule of the domain puts into the form in which it is kept."""

from typing import Any

from django import forms
from unfold.widgets import UnfoldAdminTextInputWidget

from apps.core.errors import DomainError
from apps.core.names import check_name


class CanonicalField(forms.CharField):
    """A text that has one spelling; nothing stays nothing, and what the rule refuses keeps its code and its words."""

    widget = UnfoldAdminTextInputWidget

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        if not text:
            return ""
        try:
            return self.canonical(text)
        except DomainError as refusal:
            raise forms.ValidationError(refusal.message, code=refusal.code) from refusal

    def canonical(self, text: str) -> str:
        raise NotImplementedError


class NameField(CanonicalField):
    """What a customer or a product is called."""

    def canonical(self, text: str) -> str:
        return check_name(text)
