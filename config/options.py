"""The configuration as people may see it: every option with its type, where its value came from, and a masked value."""

from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlsplit

from config.env import SCHEMES, VARIABLES, Environment, Variable

MASK = "***"


@dataclass(frozen=True)
class Option:
    """One variable. `shown` is its value without secrets: of a secret it says only that there is one."""

    name: str
    kind: str
    source: str
    shown: str
    help: str
    secret: bool
    required_in_production: bool

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def options(environment: Environment) -> tuple[Option, ...]:
    """Every variable of the shop, in the order of `.env.example`."""
    return tuple(
        Option(
            name=variable.name,
            kind="address" if variable.name in SCHEMES else variable.kind,
            source=environment.sources[variable.name],
            shown=shown(variable, environment[variable.name]),
            help=variable.help,
            secret=variable.secret,
            required_in_production=variable.required_in_production,
        )
        for variable in VARIABLES
    )


def shown(variable: Variable, value: Any) -> str:
    """The value as text. Of a secret not even the length; of an address all but what signs in; empty when not set."""
    if variable.name in SCHEMES:
        return without_credentials(value)
    if variable.secret:
        return MASK if value else ""
    return ", ".join(value) if isinstance(value, list) else str(value)


def without_credentials(address: str) -> str:
    """The address with its password masked. Its options, which can hold passwords too, are left out.

    >>> without_credentials("postgresql://shop:canary@db:5432/shop?sslmode=require")
    'postgresql://shop:***@db:5432/shop?...'
    """
    if not address:
        return ""
    parts = urlsplit(address)
    if "@" in parts.path + parts.query + parts.fragment:  # perhaps a password with signs that nobody escaped
        return f"{parts.scheme}://{MASK}"
    signs_in, at, host = parts.netloc.rpartition("@")
    user, colon, _ = signs_in.partition(":")
    who = f"{user}:{MASK}" if colon else MASK * bool(signs_in)
    return f"{parts.scheme}://{who}{at}{host}{parts.path}" + "?..." * bool(parts.query or parts.fragment)
