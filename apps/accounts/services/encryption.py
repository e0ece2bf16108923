"""Secrets that must be read again, such as those of authenticator apps, lie encrypted in the database.

Fernet (AES-128-CBC and HMAC-SHA-256). The keys are derived from the texts of ENCRYPTION_KEYS, or from SECRET_KEY: the
first encrypts, all decrypt (docs/adr/0011).
"""

from base64 import urlsafe_b64encode
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

PURPOSE = b"vitrine: second factors"


class Unreadable(ValueError):
    """None of the keys opens it: it was encrypted with another one, or changed."""


def encrypt(*, text: str) -> str:
    """The text, readable by those who have the key alone; another one each time."""
    return _box(tuple(settings.ENCRYPTION_KEYS)).encrypt(text.encode()).decode()


def decrypt(*, sealed: str) -> str:
    """What `encrypt` was given. Raises Unreadable."""
    try:
        return _box(tuple(settings.ENCRYPTION_KEYS)).decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise Unreadable("No key of ENCRYPTION_KEYS opens this secret.") from error


@lru_cache(maxsize=4)
def _box(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(_derived(key)) for key in keys])


def _derived(key: str) -> bytes:
    """A key of the right length that tells nothing about the text it comes from, nor about keys for other purposes."""
    return urlsafe_b64encode(HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE).derive(key.encode()))
