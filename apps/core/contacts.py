"""How people are reached: the one rule for an e-mail address and the one for a phone number (docs/values.md).

Every door asks here: the API, the forms of the admin, the import of files. A value has one spelling that is kept, and
what cannot be taken has one stable code, whichever door it comes by. Nothing is looked up on the network.

The two libraries are imported where they are asked: their tables take a tenth of a second, and most processes of the
shop start without ever seeing an address.
"""

from textwrap import shorten

from apps.core.errors import DomainError

LONGEST_EMAIL = 254  # RFC 5321, section 4.5.3.1.3, with erratum 1690 of RFC 3696
LONGEST_LOCAL_PART = 64  # RFC 5321, section 4.5.3.1.1
LONGEST_PHONE = 16  # E.164: a plus and fifteen digits
LONGEST_WRITTEN_PHONE = 40
_SIGNS = frozenset(" ()-./\N{NO-BREAK SPACE}\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{EN DASH}")


class ContactRefused(DomainError):
    """This is no address or number that the shop could use; `code` says in which way, the message what to do."""

    code = "contact_invalid"


def canonical_email(text: str) -> str:
    """The address as it is kept: the local part as it is written, the domain in small ASCII letters (`xn--…`).

    Outer spaces do not matter. Domains may be international; the part before the @ may not, because the shop's mail
    goes out without SMTPUTF8. Raises ContactRefused with `email_invalid`, `email_domain_invalid`, `email_not_ascii` or
    `email_too_long`.
    """
    address = text.strip()
    if len(address) > LONGEST_EMAIL:
        raise _refusal("email_too_long", f"{len(address):,} characters; an address has at most {LONGEST_EMAIL}.")
    if not address.isprintable():
        raise _refusal("email_invalid", "It holds a character that cannot be seen. Type the address anew.")
    local, at, domain = address.rpartition("@")
    if len(local) > LONGEST_LOCAL_PART:
        raise _refusal(
            "email_too_long", f"{len(local)} characters before the @; there are at most {LONGEST_LOCAL_PART}."
        )
    kept, reason = _domain(address)
    if kept:
        return f"{local}@{kept}"
    if at and local and domain and not set('@<>"') & set(local + domain):
        _, fault = _domain(f"x@{domain}")
        if fault:
            raise _refusal("email_domain_invalid", f"No mail can be sent there. {fault}")
        if not local.isascii():
            raise _refusal(
                "email_not_ascii", "Before the @ there may be ASCII letters alone: other mail could not be sent."
            )
    raise _refusal("email_invalid", f"It is no e-mail address, such as ada@shop.example. {reason}")


def canonical_phone(text: str, *, country: str = "") -> str:
    """The number as E.164 has it, such as `+442079460000`.

    Written with a plus it may be of any country; without, it is read as people in `country` (ISO 3166, two capitals)
    dial it. Spaces, brackets, hyphens, dots and slashes do not matter. Raises ContactRefused with `phone_invalid`, or
    with `phone_country_needed` for a national number when `country` is empty or has no numbers of its own.
    """
    import phonenumbers

    written = text.strip()
    if not _reads_like_a_phone(written):
        raise _refusal("phone_invalid", "It is no phone number. Write digits, such as +44 20 7946 0000; no extension.")
    national = not written.startswith("+")
    if national and country not in phonenumbers.SUPPORTED_REGIONS:
        raise _refusal(
            "phone_country_needed", "Of which country? Begin with a plus and its code, such as +44 20 7946 0000."
        )
    try:
        number = phonenumbers.parse(written, country if national else None)
    except phonenumbers.NumberParseException:
        number = phonenumbers.PhoneNumber()
    kept = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    if not phonenumbers.is_valid_number(number) or len(kept) > LONGEST_PHONE:
        whose = f"in {country}, and without a plus it is read as one of there" if national else "with this beginning"
        raise _refusal(
            "phone_invalid", f"There is no such number {whose}. Look whether a digit is missing or too many."
        )
    return kept


def _refusal(code: str, message: str) -> ContactRefused:
    return ContactRefused(message, code=code, field=code.partition("_")[0])


def _domain(address: str) -> tuple[str, str]:
    """The domain of an address in ASCII, or nothing and what is wrong with the address."""
    from email_validator import EmailSyntaxError, validate_email

    try:
        found = validate_email(address, check_deliverability=False, allow_smtputf8=False)
    except EmailSyntaxError as error:
        return "", shorten(str(error), 160, placeholder=" …")
    return str(found.ascii_domain), ""


def _reads_like_a_phone(written: str) -> bool:
    """Digits with signs between them; phonenumbers would pick a number out of any text, and drop an extension."""
    signs = [sign for sign in written.removeprefix("+")[:LONGEST_WRITTEN_PHONE] if not sign.isdecimal()]
    return len(signs) < len(written) <= LONGEST_WRITTEN_PHONE and _SIGNS.issuperset(signs)
