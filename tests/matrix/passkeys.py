"""A passkey as a browser brings it when it is made, without a browser."""

from typing import Any

from fido2.cose import ES256
from fido2.utils import sha256, websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

POINT = {1: 2, 3: -7, -1: 1, -2: b"x" * 32, -3: b"y" * 32}


def passkey(name: str) -> dict[str, Any]:
    """What is kept of it; nobody can sign in with it, its key is no point of the curve."""
    attested = AttestedCredentialData.create(b"\0" * 16, name.encode(), ES256(POINT))
    flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV | AuthenticatorData.FLAG.AT
    data = AuthenticatorData.create(sha256(b"localhost"), flags, 0, attested)
    origin = CollectedClientData.create("webauthn.create", b"challenge", "http://localhost")
    key = websafe_encode(name.encode())
    response = {
        "clientDataJSON": websafe_encode(origin),
        "attestationObject": websafe_encode(AttestationObject.create("none", data, {})),
    }
    return {"name": name, "credential": {"id": key, "rawId": key, "type": "public-key", "response": response}}
