"""Secrets that are easy to find again, one of each kind that a shop is told; those that it gives out come later."""

import base64
import random
import string
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.http import urlencode

Canaries = Mapping[str, str]


def hatch(seed: int | str) -> dict[str, str]:
    """New ones by name; those that the shop itself gives out join them (canary_insider.py)."""
    chance = random.Random(f"canaries {seed}")

    def word(length: int = 20, letters: str = string.ascii_lowercase + string.digits) -> str:
        return "".join(chance.choice(letters) for _ in range(length))

    card, other = (luhn(f"4{word(14, string.digits)}") for _ in range(2))
    return {
        "card number": card,
        "card number in groups": " ".join(other[place : place + 4] for place in range(0, 16, 4)),
        "card code": f"{word(8, string.digits)}",
        "IBAN": f"GB{word(2, string.digits)}VTRN{word(14, string.digits)}",
        "password": f"Canary {word()} &7",
        "wrong password": f"Wrong {word()}",
        "new password": f"New-{word()}'s",
        "unknown API token": f"vit_{word(8)}_{word(43)}",
        "unknown session": word(32),
        "CSRF field": word(64),
        "basic credentials": base64.b64encode(f"canary:{word()}".encode()).decode(),
        "signed token": f"eyJ{word(18)}.{word(40)}.{word(43)}",
        "API key": word(40),
        "webhook secret": f"whsec_{word(32)}",
        "webhook signature": f"t=1764000000,v1={word(64, '0123456789abcdef')}",
        "provider key": f"sk_live_{word(24)}",
        "private key": f"-----BEGIN PRIVATE KEY-----\n{word(64)}\n-----END PRIVATE KEY-----",
        "changed password": f"Changed {word()} 9",
        "mistyped password": f"Mistyped {word()}",
        "invited password": f"Invited {word()} 8",
        "wrong code": f"{word(8)}-{word(8)}",
        "password in an address": word(16),
        "SECRET_KEY": word(60),
    }


def luhn(digits: str) -> str:
    """The digits with the last one that makes them a card number."""
    doubled = sum(sum(divmod(int(digit) * 2, 10)) for digit in digits[::-2])
    return f"{digits}{-(doubled + sum(map(int, digits[-2::-2]))) % 10}"


@dataclass(frozen=True)
class Parcel:
    """The secrets as people and programs send them by mistake: under their names, and in the middle of a text."""

    canaries: Canaries

    @property
    def fields(self) -> dict[str, str]:
        c = self.canaries
        return {
            "card_number": c["card number"],
            "pan": c["card number in groups"],
            "cvv": c["card code"],
            "iban": c["IBAN"],
            "password": c["wrong password"],
            "new_password": c["new password"],
            "access_token": c["signed token"],
            "api_key": c["API key"],
            "webhook_secret": c["webhook secret"],
            "private_key": c["private key"],
            "totp_secret": c["TOTP secret"],
            "one_time_code": c["wrong code"],
            "recovery_code": c["recovery code"],
            "reset_token": c["reset key"],
            "session_key": c["unknown session"],
            "note": f"Card {c['card number in groups']} or {c['card number']}, with {c['provider key']}",
            "callback": f"https://canary:{c['password in an address']}@partner.example/hook",
        }

    @property
    def query(self) -> str:
        return urlencode(self.fields)

    @property
    def headers(self) -> dict[str, str]:
        c = self.canaries
        return {"X-Api-Key": c["API key"], "Stripe-Signature": c["webhook signature"]}


def needle(canary: str) -> str:
    """The part of a secret to look for: the long middle of a private key, all of the others."""
    return max(canary.splitlines(), key=lambda line: (not line.startswith("-----"), len(line)))
