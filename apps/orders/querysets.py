from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q

from apps.core.actor import Actor
from apps.core.models import JobState
from apps.orders.enums import OrderKind, OrderStatus

if TYPE_CHECKING:
    from apps.orders.models import Customer, ImportJob, ImportRejection, Order


class CustomerQuerySet(models.QuerySet["Customer"]):
    """Customers, and who may see them."""

    def visible_to(self, user: Actor) -> Self:
        """All for those who may view customers, oneself for a customer, nobody for strangers."""
        if user.has_perm("orders.view_customer"):
            return self.all()
        if user.has_perm("orders.view_own_orders"):
            return self.filter(user_id=user.pk)
        return self.none()

    def locked(self) -> Self:
        """For changing them, in the order of their keys; orders may still come to point at them."""
        return self.order_by("pk").select_for_update(no_key=True)

    def with_newest_orders(self, user: Actor, count: int) -> Self:
        """With `newest_orders`: of each customer the newest ones that the user may see, in one query more."""
        from apps.orders.models import Order

        newest = Order.objects.visible_to(user).order_by("-placed_at", "-id")[:count]
        return self.prefetch_related(Prefetch("orders", newest, to_attr="newest_orders"))


class OrderQuerySet(models.QuerySet["Order"]):
    """Orders: who may see them, and the shapes in which they are read."""

    def visible_to(self, user: Actor) -> Self:
        """All for those who may view orders, one's own for a customer, none for strangers."""
        if user.has_perm("orders.view_order"):
            return self.all()
        if user.has_perm("orders.view_own_orders"):
            return self.filter(customer__user_id=user.pk)
        return self.none()

    def with_customer(self) -> Self:
        """For lists: the customer comes along in the same query."""
        return self.select_related("customer")

    def with_lines(self) -> Self:
        """With their lines, as the order has them: one query more, whatever the number of orders."""
        from apps.orders.models import OrderLine

        return self.prefetch_related(Prefetch("lines", OrderLine.objects.order_by("position")))

    def with_lines_and_products(self) -> Self:
        """With their lines and what the lines' SKUs name today: one query more, whatever the number of orders."""
        from apps.orders.models import OrderLine

        lines = OrderLine.objects.select_related("product").order_by("position")
        return self.prefetch_related(Prefetch("lines", lines))

    def waiting_for_money_since(self, moment: datetime) -> Self:
        """Sales placed before `moment` and not paid yet."""
        return self.filter(kind=OrderKind.SALE, status=OrderStatus.PLACED, placed_at__lt=moment)

    def before(self, order: "Order") -> "Order | None":
        """The order placed just before this one: by the index on (placed_at, id)."""
        earlier = Q(placed_at__lt=order.placed_at) | Q(id__lt=order.pk)
        return self.filter(earlier, placed_at__lte=order.placed_at).order_by("-placed_at", "-id").first()

    def after(self, order: "Order") -> "Order | None":
        """The order placed just after this one: by the same index."""
        later = Q(placed_at__gt=order.placed_at) | Q(id__gt=order.pk)
        return self.filter(later, placed_at__gte=order.placed_at).order_by("placed_at", "id").first()

    def with_product(self, sku: str) -> Self:
        """Orders with at least one line of this product; SKUs are compared as they are kept, in capitals."""
        from apps.orders.models import OrderLine

        return self.filter(Exists(OrderLine.objects.filter(order=OuterRef("pk"), product__sku=sku.strip().upper())))


class ImportJobQuerySet(models.QuerySet["ImportJob"]):
    """Imports, and who may see them."""

    def visible_to(self, user: Actor) -> Self:
        return self.all() if user.has_perm("orders.view_importjob") else self.none()

    def with_job(self) -> Self:
        """The job comes along in the same query."""
        return self.select_related("job")

    def locked(self) -> Self:
        """For changing what belongs to them, in the order of their keys; rows may still come to point at them."""
        return self.order_by("pk").select_for_update(no_key=True)

    def going_on_before(self, done: "ImportJob") -> Self:
        """Imports that wait or run and were asked for before this one."""
        earlier = {"job__created_at__lt": done.job.created_at}
        return self.filter(job__state__in=(JobState.QUEUED, JobState.RUNNING), **earlier)


class ImportRejectionQuerySet(models.QuerySet["ImportRejection"]):
    """What imports did not store, and who may see it."""

    def visible_to(self, user: Actor) -> Self:
        return self.all() if user.has_perm("orders.view_importjob") else self.none()
