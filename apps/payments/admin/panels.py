"""What pages of lower apps show of payments."""

from apps.core.backoffice.panels import RelatedPanel
from apps.payments.models import Payment

PAYMENTS_OF_ORDER = RelatedPanel(
    title="Payments",
    model=Payment,
    path="order",
    columns=("payment_link", "method", "status_chip", "captured_money", "refunded_money", "created"),
    ordering=("-created_at", "-id"),
    empty="No payment is known for this order.",
)
