from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "apps.payments"

    def ready(self) -> None:
        from apps.core.access import row_kinds
        from apps.core.backoffice.filters import more_filters
        from apps.core.backoffice.panels import detail_panels
        from apps.core.backoffice.problems import problems
        from apps.orders.models import Customer, Order
        from apps.payments.admin import panels
        from apps.payments.selectors import ROW_KINDS

        detail_panels[Order] += [panels.MONEY_OF_ORDER, panels.PAYMENTS_OF_ORDER]
        detail_panels[Customer].append(panels.BALANCE_OF_CUSTOMER)
        more_filters[Order].append(panels.MoneyFilter)
        problems.extend(panels.PROBLEMS)
        row_kinds.extend(ROW_KINDS)
