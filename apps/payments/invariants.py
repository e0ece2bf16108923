"""What must be true of payments: SQL that returns no row (`manage.py check_books`)."""

from apps.core.invariants import Invariant

INVARIANTS = (
    Invariant(
        "I4",
        "Captured is at most what was authorised, refunded and pending refunds at most what was captured; none is below"
        " zero.",
        """
        SELECT payment.reference, authorised, captured, refunded, coalesce(waiting.amount, 0) AS pending_refunds
        FROM payments_payment AS payment LEFT JOIN (
            SELECT payment_id, sum(amount) AS amount FROM payments_refund WHERE status = 'pending' GROUP BY payment_id
        ) AS waiting ON waiting.payment_id = payment.id
        WHERE captured > authorised OR refunded + coalesce(waiting.amount, 0) > captured
            OR least(authorised, captured, refunded) < 0
        """,
    ),
    Invariant(
        "payments-refunded",
        "What a payment says was refunded is the sum of its completed refunds, each above zero.",
        """
        SELECT payment.reference, payment.refunded, coalesce(sum(refund.amount), 0) AS completed_refunds
        FROM payments_payment AS payment
        LEFT JOIN payments_refund AS refund ON refund.payment_id = payment.id AND refund.status = 'completed'
        GROUP BY payment.id
        HAVING payment.refunded <> coalesce(sum(refund.amount), 0) OR min(refund.amount) <= 0
        """,
    ),
    Invariant(
        "payments-status",
        "A payment's status is the one that its amounts say.",
        """
        SELECT reference, status, authorised, captured, refunded FROM payments_payment
        WHERE NOT CASE status
            WHEN 'pending' THEN authorised = 0 AND captured = 0 AND refunded = 0
            WHEN 'failed' THEN captured = 0 AND refunded = 0
            WHEN 'authorised' THEN authorised > 0 AND captured = 0 AND refunded = 0
            WHEN 'captured' THEN captured > 0 AND refunded = 0
            WHEN 'partly_refunded' THEN refunded > 0 AND refunded < captured
            WHEN 'refunded' THEN captured > 0 AND refunded = captured
            ELSE false
        END
        """,
    ),
)
