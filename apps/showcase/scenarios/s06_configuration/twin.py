"""The twin: a shop that asks the environment where it needs something, in a process with the same mistakes."""

import os
from typing import Any

from apps.showcase.lab.processes import Progress


def accept_upload(size: int) -> str:
    """The variable is text, as every variable is; nobody uploads anything large on the day of the release."""
    if size > os.getenv("UPLOAD_MAX_BYTES", 1000):  # type: ignore[operator] # noqa: PLW1508 - the mistake
        return "too large"
    return "accepted"


def show_map() -> str:
    """SHOWCASE=False is meant to switch it off. It is a text of five letters, so it is true."""
    return "open to everybody" if os.getenv("SHOWCASE") else "closed"


def take_payment(amount: str) -> str:
    """The name is mistyped; getenv says None, and says it here."""
    return "Bearer " + os.getenv("PAYMENT_API_KYE") + f" pays {amount}"  # type: ignore[operator]


def start() -> str:
    """Nothing is asked yet, so nothing is wrong yet."""
    return "ready"


VISITS = (
    ("The start", start, "ready"),
    ("A stranger looks for the map, switched off", show_map, "closed"),
    ("The first upload", lambda: accept_upload(2000), "too large"),
    ("The first payment", lambda: take_payment("19.80"), "Bearer key-of-the-sandbox pays 19.80"),
)


def live(progress: Progress) -> list[dict[str, Any]]:
    """What becomes of each visit, in the order of a shop's first day."""
    day = []
    for title, visit, meant in VISITS:
        try:
            answer, error = visit(), ""
        except Exception as refused:  # noqa: BLE001 - whatever a visitor meets is shown
            answer, error = "500", f"{type(refused).__name__}: {refused}"
        day.append({"title": title, "answer": answer, "meant": meant, "error": error})
    return day
