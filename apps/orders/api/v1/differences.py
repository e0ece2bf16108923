"""What orders and customers are called in version 1, and what that is in version 2."""

from apps.core.rest.versions import Difference

ORDERS, CUSTOMERS = "orders/", "customers/"
RENAMED = "Rename."

DIFFERENCES = (
    Difference(ORDERS, "`order_no`", "`number`", RENAMED),
    Difference(ORDERS, "`order_date`", "`placed_at`", RENAMED),
    Difference(ORDERS, "`order_type`", "`kind`", RENAMED),
    Difference(ORDERS, "`customer_id`", "`customer.number`", "`customer` is null where `customer_id` was."),
    Difference(ORDERS, "`amount`", "`total`", "Rename, and read a string."),
    Difference(ORDERS, "`item_count`", "`line_count`", RENAMED),
    Difference(ORDERS, "`items[].product_code`", "`lines[].sku`", RENAMED),
    Difference(ORDERS, "`items[].description`", "`lines[].name`", RENAMED),
    Difference(ORDERS, "`items[].price`", "`lines[].unit_price`", "Rename, and read a string."),
    Difference(ORDERS, "filters `order_no`, `order_type`, `customer_id`", "`number`, `kind`, `customer`", RENAMED),
    Difference(ORDERS, "filters `date_from`, `date_to`", "`placed_from`, `placed_to`", RENAMED),
    Difference(ORDERS, "`ordering` by `order_date`, `order_no`, `amount`", "`placed_at`, `number`, `total`", RENAMED),
    Difference(CUSTOMERS, "`customer_id`", "`number`", RENAMED),
    Difference(CUSTOMERS, "`customer_name`", "`name`", RENAMED),
    Difference(CUSTOMERS, "`customer_since`", "`created_at`", RENAMED),
    Difference(CUSTOMERS, "filters `customer_id`, `customer_name`", "`number`, `name`", RENAMED),
    Difference(
        CUSTOMERS,
        "`POST` and `PATCH` with `customer_name`, `email`, `country`",
        "`name`, `email`, `phone`, `country`",
        "Rename. What is left out stays, as before.",
    ),
    Difference(CUSTOMERS, "`ordering` by `customer_id`", "`number`", RENAMED),
)
