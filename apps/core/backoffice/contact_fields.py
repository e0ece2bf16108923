"""Fields of admin forms for an e-mail address and a phone number: `apps.core.contacts` says what may be in them."""

from unfold.widgets import UnfoldAdminEmailInputWidget, UnfoldAdminTextInputWidget

from apps.core.backoffice.canonical_fields import CanonicalField
from apps.core.contacts import canonical_email, canonical_phone


class EmailField(CanonicalField):
    """An e-mail address, as it is kept."""

    widget = UnfoldAdminEmailInputWidget

    def canonical(self, text: str) -> str:
        return canonical_email(text)


class PhoneField(CanonicalField):
    """A phone number, as E.164 has it. One without a plus is read as of `country`, which a form may set."""

    widget = UnfoldAdminTextInputWidget(attrs={"type": "tel"})
    country = ""

    def canonical(self, text: str) -> str:
        return canonical_phone(text, country=self.country)
