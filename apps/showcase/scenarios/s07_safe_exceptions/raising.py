"""What is raised here, and what of it nobody outside may read. Hosts, names and keys are invented."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NoReturn

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import OperationalError
from django.http import Http404

from apps.core.errors import Conflict, TooOften
from apps.core.payloads import Fault, PayloadRefused

SERVER = "10.0.3.7"
KEY_FILE = "/srv/shop/keys/payments_live.pem"


@dataclass(frozen=True)
class Raised:
    """One kind of exception: what happened, what raises it, and which words of it must stay inside."""

    title: str
    make: Callable[[], Exception]
    inside: tuple[str, ...]


def defect() -> Exception:
    """As Python words it: the key that is missing, which is a column of ours."""
    try:
        return ValueError(dict[str, str]()["customer_credit_limit"])
    except KeyError as error:
        return error


def refusal() -> Exception:
    """A refusal of the domain with the database's own words as its cause."""
    refused = Conflict("The lamp is sold.", code="lamp_sold")
    refused.__cause__ = ValueError('duplicate key value violates unique constraint "order_line_once"')
    return refused


KINDS: Mapping[str, Raised] = {
    "defect": Raised("a defect: a key is not there", defect, ("customer_credit_limit",)),
    "database": Raised(
        "the database is away",
        lambda: OperationalError(f'connection to {SERVER}, port 5432 failed: no password for user "shop_owner"'),
        (SERVER, "shop_owner"),
    ),
    "file": Raised(
        "a file cannot be read",
        lambda: FileNotFoundError(2, "No such file or directory", KEY_FILE),
        (KEY_FILE, "/srv/"),
    ),
    "missing": Raised(
        "there is nothing at this address",
        lambda: Http404("Order 4711 belongs to customer 13085, who is hidden."),
        ("4711", "13085"),
    ),
    "forbidden": Raised(
        "not allowed",
        lambda: PermissionDenied("support lacks payments.add_refund; ada@shop.example has it"),
        ("payments.add_refund", "ada@shop.example"),
    ),
    "suspicious": Raised(
        "an address made by hand",
        lambda: SuspiciousOperation(f"Attempted access to '../../{KEY_FILE}'"),
        (KEY_FILE,),
    ),
    "large": Raised(
        "a body that is too large",
        lambda: RequestDataTooBig("Request body exceeded settings.DATA_UPLOAD_MAX_MEMORY_SIZE in /srv/shop/views.py"),
        ("DATA_UPLOAD_MAX_MEMORY_SIZE", "/srv/shop/views"),
    ),
    "refusal": Raised("the shop refuses: the lamp is sold", refusal, ("order_line_once",)),
    "document": Raised(
        "a document of a partner with holes",
        lambda: PayloadRefused([Fault(("amount", "value"), "missing", "Required, and not there.")]),
        (),
    ),
    "often": Raised("too often", lambda: TooOften("Too many tries.", wait=60), ()),
}


def fail(kind: str) -> NoReturn:
    """What a view of the shop might do that nobody foresaw."""
    raise KINDS[kind].make()


def secrets_in(text: str, kind: str) -> list[str]:
    """Which of the words that must stay inside the text tells, and whether it tells where the code lies."""
    told = [word for word in KINDS[kind].inside if word in text]
    return told + [word for word in ("Traceback", ".py") if word in text and word not in " ".join(told)]
