"""Each invariant finds what it is there for: the demonstration shop is broken in one way, and that one speaks up."""

from datetime import UTC, datetime

import pytest
from django.db import connection

from apps.core.invariants import ask
from apps.payments.invariants import INVARIANTS

# Without the showcase there is no demonstration shop to break.
seeding = pytest.importorskip("apps.showcase.demo.seeding")
pytestmark = pytest.mark.django_db

UNGUARDED = "ALTER TABLE payments_payment DROP CONSTRAINT payment_refunded_captured_authorised;"
ONE = "WHERE id = (SELECT min(id) FROM payments_payment WHERE status = '{status}')"
BREAKS = {
    "more captured than authorised": (
        "I4", UNGUARDED + "UPDATE payments_payment SET captured = authorised + 1 " + ONE.format(status="captured")
    ),
    "more refunded than captured": (
        "I4", UNGUARDED + "UPDATE payments_payment SET refunded = captured + 1 " + ONE.format(status="refunded")
    ),
    "less than nothing authorised": (
        "I4", UNGUARDED + "UPDATE payments_payment SET authorised = -1, captured = -2, refunded = -3"
    ),
    "pending refunds beyond what was captured": (
        "I4",
        "INSERT INTO payments_refund (payment_id, amount, status, reason, created_at)"
        " SELECT id, 0.001, 'pending', '', now() FROM payments_payment " + ONE.format(status="refunded"),
    ),
    "a refund that the payment does not know": (
        "payments-refunded",
        "INSERT INTO payments_refund (payment_id, amount, status, reason, created_at)"
        " SELECT id, 0.001, 'completed', '', now() FROM payments_payment " + ONE.format(status="captured"),
    ),
    "a payment that knows of too much": (
        "payments-refunded",
        "UPDATE payments_payment SET refunded = refunded + 0.001 " + ONE.format(status="partly_refunded"),
    ),
    "refunded, it says, and was not": (
        "payments-status", "UPDATE payments_payment SET status = 'refunded' " + ONE.format(status="captured")
    ),
    "failed, it says, and was captured": (
        "payments-status", "UPDATE payments_payment SET status = 'failed' " + ONE.format(status="captured")
    ),
    "captured, it says, and nothing came": (
        "payments-status", "UPDATE payments_payment SET status = 'captured' " + ONE.format(status="failed")
    ),
}  # fmt: skip


def broken() -> set[str]:
    return {verdict.invariant.number for verdict in ask() if verdict.app == "payments" and verdict.broken}


def test_every_invariant_is_broken_below() -> None:
    assert {invariant.number for invariant in INVARIANTS} == {number for number, _ in BREAKS.values()}


@pytest.mark.parametrize(("number", "sql"), BREAKS.values(), ids=BREAKS)
def test_it_holds_in_the_demonstration_shop_and_finds_its_break(number: str, sql: str) -> None:
    seeding.seed_orders(lines=1_500, now=datetime(2026, 6, 15, 14, 30, tzinfo=UTC))
    assert broken() == set()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(sql)
    assert number in broken()
