"""One effect for a key, however often it is sent (docs/adr/0022-answers-kept-under-keys.md)."""

from apps.core.idempotency.claims import KEPT_FOR, LEASE, Answer, Claim, Scope, claim_key, free, keep, sweep_keys
from apps.core.idempotency.keys import KeyInUse, KeyInvalid, KeyMissing, KeyReused, fingerprint_of, read_key

__all__ = [
    "KEPT_FOR",
    "LEASE",
    "Answer",
    "Claim",
    "KeyInUse",
    "KeyInvalid",
    "KeyMissing",
    "KeyReused",
    "Scope",
    "claim_key",
    "fingerprint_of",
    "free",
    "keep",
    "read_key",
    "sweep_keys",
]
