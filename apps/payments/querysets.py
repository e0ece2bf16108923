from typing import TYPE_CHECKING, Self

from django.db import models

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

    def for_api(self) -> Self:
        """With order and refunds: two queries whatever the number of payments."""
        return self.with_order().prefetch_related("refunds")
