from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "apps.orders"

    def ready(self) -> None:
        from apps.accounts.models import User
        from apps.catalog.models import Product
        from apps.core.access import row_kinds
        from apps.core.backoffice.panels import dashboard_panels, detail_panels
        from apps.core.backoffice.problems import problems
        from apps.core.models import Job
        from apps.orders.admin import panels
        from apps.orders.selectors import ROW_KINDS
        from apps.uploads.models import Upload

        detail_panels[User].append(panels.CUSTOMER_OF_USER)
        detail_panels[Product] += [panels.SALES_OF_PRODUCT, panels.LINES_OF_PRODUCT]
        detail_panels[Job].append(panels.IMPORT_OF_JOB)
        detail_panels[Upload].append(panels.IMPORTS_OF_UPLOAD)
        dashboard_panels.extend(panels.DASHBOARD)
        problems.extend(panels.PROBLEMS)
        row_kinds.extend(ROW_KINDS)
