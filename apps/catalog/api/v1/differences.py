"""What products are called in version 1, and what that is in version 2."""

from apps.core.rest.versions import Difference

PRODUCTS = "products/"
RENAMED = "Rename."

DIFFERENCES = (
    Difference(PRODUCTS, "`product_code`", "`sku`", RENAMED),
    Difference(PRODUCTS, "`description`", "`name`", RENAMED),
    Difference(PRODUCTS, "`product_type`", "`kind`", RENAMED),
    Difference(PRODUCTS, "`active`", "`is_active`", RENAMED),
    Difference(PRODUCTS, "`categories[]`, names", "`categories[].name`", "Each is an object with `slug` and `url`."),
    Difference(
        PRODUCTS,
        "filters `product_code`, `product_type`, `description`, `active`",
        "`sku`, `kind`, `name`, `is_active`",
        RENAMED,
    ),
    Difference(
        PRODUCTS,
        "`POST` and `PATCH` with `product_code`, `description`, `product_type`, `active`, `categories` by name",
        "`sku`, `name`, `kind`, `is_active`, `categories` by slug",
        "Rename, and send slugs.",
    ),
    Difference(PRODUCTS, "`ordering` by `product_code`, `description`", "`sku`, `name`", RENAMED),
)
