from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "apps.catalog"

    def ready(self) -> None:
        from apps.catalog.admin import panels
        from apps.catalog.models import Product
        from apps.core.access import RowKind, row_kinds
        from apps.core.backoffice.problems import problems

        problems.extend(panels.PROBLEMS)
        row_kinds.append(
            RowKind(
                model=Product,
                noun="product",
                named_by="sku",
                permissions=(
                    "catalog.view_product",
                    "catalog.change_product",
                    "catalog.set_price",
                    "catalog.move_stock",
                ),
                of_amounts=("catalog.set_price",),
                who_sees="catalog.view_product shows all products.",
            )
        )
