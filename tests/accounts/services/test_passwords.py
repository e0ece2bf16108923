"""Passwords cost an attacker memory, and the shop no more of it than it has."""

import threading
from typing import Any

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher

from apps.accounts.services.passwords import PasswordHasher
from config.settings import base

SALT = "a-salt-of-more-than-enough-letters"


def test_the_shop_hashes_with_the_promised_parameters() -> None:
    assert base.PASSWORD_HASHERS == ["apps.accounts.services.passwords.PasswordHasher"]
    made = PasswordHasher().encode("correct horse", SALT)
    assert made.startswith("argon2$argon2id$v=19$m=47104,t=1,p=1$")
    assert PasswordHasher().verify("correct horse", made)
    assert not PasswordHasher().verify("wrong horse", made)
    assert not PasswordHasher().must_update(made)


def test_an_older_hash_still_opens_and_is_renewed() -> None:
    older = Argon2PasswordHasher().encode("correct horse", SALT)
    assert PasswordHasher().verify("correct horse", older)
    assert PasswordHasher().must_update(older)


@pytest.mark.parametrize("method", ["encode", "verify"])
@pytest.mark.parametrize(("hasher", "most"), [(PasswordHasher, 2), (Argon2PasswordHasher, 3)])
def test_at_most_two_are_hashed_at_once(monkeypatch: pytest.MonkeyPatch, method: str, hasher: Any, most: int) -> None:
    inside: set[int] = set()
    seen: list[int] = []
    crowd = threading.Condition()

    def work(self: Any, *arguments: str) -> None:
        me = threading.get_ident()
        with crowd:
            inside.add(me)
            seen.append(len(inside))
            crowd.notify_all()
            # Stay until all three are here: where only two may, the wait ends by itself.
            crowd.wait_for(lambda: max(seen) == 3, timeout=0.3)
            inside.remove(me)

    monkeypatch.setattr(Argon2PasswordHasher, method, work)
    threads = [threading.Thread(target=getattr(hasher(), method), args=("password", SALT)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert max(seen) == most
