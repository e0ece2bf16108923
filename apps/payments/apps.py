from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "apps.payments"

    def ready(self) -> None:
        from apps.core.backoffice.panels import detail_panels
        from apps.orders.models import Order
        from apps.payments.admin.panels import PAYMENTS_OF_ORDER

        detail_panels[Order].append(PAYMENTS_OF_ORDER)
