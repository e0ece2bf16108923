"""Fields of serializers for an e-mail address and a phone number: `apps.core.contacts` says what may be in them."""

from typing import Any

from drf_spectacular.utils import extend_schema_field

from apps.core.contacts import LONGEST_EMAIL, LONGEST_WRITTEN_PHONE, canonical_email, canonical_phone
from apps.core.rest.canonical_fields import CanonicalField


@extend_schema_field({"type": "string", "format": "email", "maxLength": LONGEST_EMAIL})
class EmailField(CanonicalField):
    """An e-mail address; the domain may be international."""

    def canonical(self, text: str) -> str:
        return canonical_email(text)


@extend_schema_field({"type": "string", "maxLength": LONGEST_WRITTEN_PHONE, "example": "+442079460000"})
class PhoneField(CanonicalField):
    """A phone number. One without a plus is read as of the `country` that is sent, or that the object has."""

    def canonical(self, text: str) -> str:
        return canonical_phone(text, country=country_of(self.parent))


def country_of(serializer: Any) -> str:
    """The country of what the serializer reads, as far as it is known; another field refuses what is none."""
    sent = getattr(serializer, "initial_data", {}).get("country")
    if isinstance(sent, str):
        return sent.strip().upper()
    return getattr(getattr(serializer, "instance", None), "country", "")
