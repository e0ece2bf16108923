"""Fields of serializers whose text a rule of the domain puts into the form in which it is kept."""

from typing import Any

from rest_framework import serializers

from apps.core.errors import DomainError
from apps.core.names import check_name
from apps.core.rest.strict_fields import TextField


class CanonicalField(TextField):
    """A text that has one spelling; what the rule refuses keeps its code and its words."""

    def to_internal_value(self, data: Any) -> str:
        try:
            return self.canonical(super().to_internal_value(data))
        except DomainError as refusal:
            raise serializers.ValidationError(refusal.message, code=refusal.code) from refusal

    def canonical(self, text: str) -> str:
        raise NotImplementedError


class NameField(CanonicalField):
    """What a customer or a product is called."""

    def __init__(self, **options: Any) -> None:
        about = "One line, without control characters and those that turn its direction."
        super().__init__(**{"help_text": about, **options})

    def canonical(self, text: str) -> str:
        return check_name(text)
