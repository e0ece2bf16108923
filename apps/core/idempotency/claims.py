"""Who works under a key, and what was answered. The row says it; whoever finds it has no need to wait.

A claim is committed before the work begins, and its answer is stored in the transaction of the effect: there is never
an effect without its answer. A process that dies leaves its claim behind, which counts no more at the end of the lease;
the database has rolled the effect back. A run that outlives its lease may find its claim taken when it stores its
answer, and is rolled back too.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import connection
from django.db.models.functions import Now

from apps.core.idempotency.keys import KeyInUse, KeyReused
from apps.core.models import IdempotencyKey

LEASE = timedelta(seconds=30)
KEPT_FOR = timedelta(hours=72)
SWEPT_AT_ONCE = 1_000
TRIES = 3

CLAIM = """
INSERT INTO core_idempotencykey
    (caller_id, method, route, key, fingerprint, claim, request_id, created_at, expires_at, status, headers, body)
VALUES (%(caller_id)s, %(method)s, %(route)s, %(key)s, %(fingerprint)s, %(claim)s, %(request_id)s,
    statement_timestamp(), statement_timestamp() + %(lease)s, NULL, '{}', NULL)
ON CONFLICT (caller_id, method, route, key) DO UPDATE
SET fingerprint = excluded.fingerprint, claim = excluded.claim, request_id = excluded.request_id,
    created_at = excluded.created_at, expires_at = excluded.expires_at, status = NULL, headers = '{}', body = NULL
WHERE core_idempotencykey.expires_at <= statement_timestamp()
"""


@dataclass(frozen=True)
class Scope:
    """Where a key is one: keys of others, and those sent to other routes, are other keys."""

    caller_id: Any
    method: str
    route: str
    key: str


@dataclass(frozen=True)
class Claim:
    """The right to work under a key, until the lease ends or somebody takes it over."""

    scope: Scope
    claim: UUID


@dataclass(frozen=True)
class Answer:
    """What was answered, byte for byte; `request_id` is that of the request that had the effect."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    request_id: str


def claim_key(scope: Scope, *, fingerprint: str, request_id: str) -> Claim | Answer:
    """A claim, or the answer that is kept.

    Raises KeyInUse while another request works under the key, KeyReused when the key stands for another request.
    """
    claim = uuid4()
    values = {**asdict(scope), "fingerprint": fingerprint, "claim": claim, "request_id": request_id, "lease": LEASE}
    for _ in range(TRIES):
        with connection.cursor() as cursor:
            cursor.execute(CLAIM, values)
            if cursor.rowcount == 1:
                return Claim(scope, claim)
        found = IdempotencyKey.objects.filter(**asdict(scope)).first()
        if found is None:
            continue  # it was freed just now
        if found.fingerprint != fingerprint:
            raise KeyReused
        if found.status is None:
            raise KeyInUse
        return Answer(found.status, found.headers, bytes(found.body or b""), found.request_id)
    raise KeyInUse


def keep(claim: Claim, answer: Answer) -> None:
    """Store the answer; belongs into the transaction of the effect. Raises KeyInUse when the claim was lost."""
    kept = _claimed(claim).update(
        status=answer.status, headers=dict(answer.headers), body=answer.body, expires_at=Now() + KEPT_FOR
    )
    if not kept:
        raise KeyInUse


def free(claim: Claim) -> None:
    """Give the key back: nothing has happened under it."""
    _claimed(claim).delete()


def sweep_keys() -> int:
    """Delete what counts no more: answers after their time, claims of those who died. Returns how many."""
    swept = 0
    while True:
        over = IdempotencyKey.objects.filter(expires_at__lte=Now()).order_by("expires_at")[:SWEPT_AT_ONCE]
        count, _ = IdempotencyKey.objects.filter(pk__in=over.values("pk"), expires_at__lte=Now()).delete()
        swept += count
        if count < SWEPT_AT_ONCE:
            return swept


def _claimed(claim: Claim) -> Any:
    return IdempotencyKey.objects.filter(**asdict(claim.scope), claim=claim.claim, status=None)
