"""Making customers, and changing what is known of them."""

from django.db import connection, transaction

from apps.core.actor import Actor
from apps.core.audit import record
from apps.core.contacts import canonical_email, canonical_phone
from apps.core.errors import NotAllowed
from apps.core.events import publish
from apps.core.names import check_name
from apps.orders.events import CustomerAdded, CustomerChanged
from apps.orders.models import Customer
from apps.orders.rules.countries import canonical_country


@transaction.atomic
def add_customer(*, by: Actor, name: str, country: str, email: str = "", phone: str = "") -> Customer:
    """A new customer, whose number the shop gives.

    A phone number without a plus is one of the country. Raises NotAllowed, CountryUnknown, NameRefused, and
    ContactRefused for what is no address or number.
    """
    if not by.has_perm("orders.add_customer"):
        raise NotAllowed("You may not add customers.")
    kept = {
        "name": check_name(name),
        "country": (code := canonical_country(country)),
        "email": email and canonical_email(email),
        "phone": phone and canonical_phone(phone, country=code),
    }
    pk, number = _free_number()
    customer = Customer.objects.create(pk=pk, number=number, **kept)
    record(actor=by, action="orders.customer_added", target=customer, after={"number": number, **kept})
    publish(CustomerAdded(pk, number), aggregate=f"orders.customer:{pk}")
    return customer


@transaction.atomic
def change_customer(
    *,
    customer: Customer,
    by: Actor,
    name: str | None = None,
    email: str | None = None,
    phone: str | None = None,
    country: str | None = None,
) -> Customer:
    """Set what is given; None leaves as it is, an empty text takes it away. The same again changes nothing.

    A phone number without a plus is one of the country. Raises NotAllowed, CountryUnknown, NameRefused, and
    ContactRefused for what is no address or number.
    """
    if not by.has_perm("orders.change_customer"):
        raise NotAllowed("You may not change customers.")
    kept = Customer.objects.locked().get(pk=customer.pk)
    code = kept.country if country is None else canonical_country(country)
    asked = {
        "name": name and check_name(name),
        "email": email and canonical_email(email),
        "phone": phone and canonical_phone(phone, country=code),
        "country": code,
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


def _free_number() -> tuple[int, str]:
    """The next id, and `C` before it as the number; one that a file brought along already is passed over."""
    with connection.cursor() as cursor:
        while True:
            cursor.execute("SELECT nextval(pg_get_serial_sequence('orders_customer', 'id'))")
            pk = int(cursor.fetchone()[0])
            if not Customer.objects.filter(number=f"C{pk}").exists():
                return pk, f"C{pk}"
