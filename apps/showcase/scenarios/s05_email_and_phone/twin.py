"""The twin: three copies of the rule, each written by somebody else for one door. All three were reviewed."""

import re

API_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}")
API_PHONE = re.compile(r"\+?[0-9 ()-]{7,20}")
FORM_EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,4}")
FORM_PHONE = re.compile(r"\+[0-9]{8,15}")


def api_copy(field: str, value: str) -> str:
    """The serializer's: nearly anything with an @ and a dot. What it takes, or a code."""
    found = (API_EMAIL if field == "email" else API_PHONE).fullmatch(value)
    return value if found else f"invalid_{field}"


def form_copy(field: str, value: str) -> str:
    """The form's: from a page that many people have read. Top-level domains have grown since."""
    text = value.strip().lower() if field == "email" else value.replace(" ", "")
    found = (FORM_EMAIL if field == "email" else FORM_PHONE).fullmatch(text)
    return text if found else "invalid"


def import_copy(field: str, value: str) -> str:
    """The importer's: there was no time, the file had to come in."""
    if field == "email":
        return value.strip() if "@" in value else "BAD_EMAIL"
    kept = "".join(sign for sign in value if sign.isdigit())
    return kept if len(kept) > 5 else "BAD_PHONE"


COPIES = {"API": api_copy, "Admin form": form_copy, "Order file": import_copy}


def ask(field: str, value: str) -> dict[str, str]:
    """What each copy makes of the value: it, as it is kept there, or the copy's own code."""
    return {door: copy(field, value) for door, copy in COPIES.items()}
