"""Fields of serializers for an e-mail address and a phone number: `apps.core.contacts` says what may be in them."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.core.contacts import LONGEST_EMAIL, LONGEST_WRITTEN_PHONE, ContactRefused, canonical_email, canonical_phone


class ContactField(serializers.CharField):
    """A text that a rule of contacts puts into the form in which it is kept; what it refuses keeps code and words."""

    def to_internal_value(self, data: Any) -> str:
        try:
            return self.canonical(super().to_internal_value(data))
        except ContactRefused as refusal:
            raise serializers.ValidationError(refusal.message, code=refusal.code) from refusal

    def canonical(self, text: str) -> str:
        raise NotImplementedError


@extend_schema_field({"type": "string", "format": "email", "maxLength": LONGEST_EMAIL})
class EmailField(ContactField):
    """An e-mail address; the domain may be international."""

    def canonical(self, text: str) -> str:
        return canonical_email(text)


@extend_schema_field({"type": "string", "maxLength": LONGEST_WRITTEN_PHONE, "example": "+442079460000"})
class PhoneField(ContactField):
    """A phone number. One without a plus is read as of the country of the object that is changed."""

    def canonical(self, text: str) -> str:
        return canonical_phone(text, country=getattr(getattr(self.parent, "instance", None), "country", ""))
