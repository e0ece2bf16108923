"""Changing what is known of customers."""

from django.db import transaction

from apps.core.actor import Actor
from apps.core.audit import record
from apps.core.contacts import canonical_email, canonical_phone
from apps.core.errors import NotAllowed
from apps.core.events import publish
from apps.orders.events import CustomerChanged
from apps.orders.models import Customer


@transaction.atomic
def change_customer(
    *, customer: Customer, by: Actor, name: str | None = None, email: str | None = None, phone: str | None = None
) -> Customer:
    """Set what is given; None leaves as it is, an empty text takes it away. The same again changes nothing.

    A phone number without a plus is one of the customer's country. Raises NotAllowed, and ContactRefused for what is
    no address or number.
    """
    if not by.has_perm("orders.change_customer"):
        raise NotAllowed("You may not change customers.")
    kept = Customer.objects.locked().get(pk=customer.pk)
    asked = {
        "name": name,
        "email": email and canonical_email(email),
        "phone": phone and canonical_phone(phone, country=kept.country),
    }
    after = {field: value for field, value in asked.items() if value is not None and value != getattr(kept, field)}
    if not after:
        return kept
    before = {field: getattr(kept, field) for field in after}
    for field, value in after.items():
        setattr(kept, field, value)
    kept.save(update_fields=list(after))
    record(actor=by, action="orders.customer_changed", target=kept, before=before, after=after)
    publish(CustomerChanged(kept.pk, kept.number, tuple(after)), aggregate=f"orders.customer:{kept.pk}")
    return kept
