"""How passwords are kept."""

from threading import BoundedSemaphore

from django.contrib.auth.hashers import Argon2PasswordHasher

AT_ONCE = BoundedSemaphore(2)
"""Hashings at once in a process: a crowd that signs in waits in line instead of filling the memory."""


class PasswordHasher(Argon2PasswordHasher):
    """Argon2id with 46 MiB and one pass, the first choice of OWASP's password storage cheat sheet.

    Hashes made with other parameters still open, and are renewed when their owner signs in.
    """

    memory_cost = 46 * 1024
    time_cost = 1
    parallelism = 1

    def encode(self, password: str, salt: str) -> str:
        with AT_ONCE:
            return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        with AT_ONCE:
            return super().verify(password, encoded)
