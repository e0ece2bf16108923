from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, OuterRef

from apps.core.actor import Actor

if TYPE_CHECKING:
    from apps.payments.models import Payment


class PaymentQuerySet(models.QuerySet["Payment"]):
    """Payments, and who may see them."""

    def visible_to(self, user: Actor) -> Self:
        """All for those who may view payments, those of one's own orders for a customer, none for strangers."""
        if user.has_perm("payments.view_payment"):
            return self.all()
        if user.has_perm("orders.view_own_orders"):
            return self.filter(order__customer__user_id=user.pk)
        return self.none()

    def with_order(self) -> Self:
        """For lists: the order comes along in the same query."""
        return self.select_related("order")

    def with_refunds(self) -> Self:
        """With their refunds: one query more, whatever the number of payments."""
        return self.prefetch_related("refunds")

    def with_refund_in(self, status: str) -> Self:
        """Payments with at least one refund in this status."""
        from apps.payments.models import Refund

        return self.filter(Exists(Refund.objects.filter(payment=OuterRef("pk"), status=status)))
