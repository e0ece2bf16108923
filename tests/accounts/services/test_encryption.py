"""Secrets at rest: only the key opens them, and keys can be changed."""

from typing import Any

import pytest

from apps.accounts.services.encryption import Unreadable, decrypt, encrypt

OLD, NEW = "the old text of the keys", "the new text of the keys"


def test_what_is_encrypted_is_read_again_and_never_looks_the_same() -> None:
    sealed = {encrypt(text="JBSWY3DP ä") for _ in range(3)}
    assert len(sealed) == 3
    assert {decrypt(sealed=one) for one in sealed} == {"JBSWY3DP ä"}
    assert not [one for one in sealed if "JBSWY3DP" in one]


def test_the_first_key_encrypts_and_all_decrypt(settings: Any) -> None:
    settings.ENCRYPTION_KEYS = [OLD]
    before = encrypt(text="secret")
    settings.ENCRYPTION_KEYS = [NEW, OLD]
    after = encrypt(text="secret")
    assert decrypt(sealed=before) == decrypt(sealed=after) == "secret"
    settings.ENCRYPTION_KEYS = [NEW]
    assert decrypt(sealed=after) == "secret"
    with pytest.raises(Unreadable):
        decrypt(sealed=before)


@pytest.mark.parametrize("change", [lambda one: one[:-8] + "AAAAAAA=", lambda one: "", lambda one: "clear text"])
def test_what_was_changed_is_not_read(change: Any) -> None:
    with pytest.raises(Unreadable):
        decrypt(sealed=change(encrypt(text="secret")))
