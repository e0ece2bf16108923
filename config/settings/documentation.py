"""The OpenAPI documents of the API (drf-spectacular)."""

from typing import Any

SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "Vitrine API",
    "DESCRIPTION": (
        "Orders, customers, products, payments and files of the shop.\n\n"
        "* **Who calls:** `Authorization: Token vit_...`, or the session of somebody signed in. A token needs the"
        " scope that an operation's security names.\n"
        "* **Amounts** are in the currency beside them, exact to the last decimal. **Times** are in UTC.\n"
        "* **Lists** come in pages: follow `next` until it is null. Filters and `ordering` stay in the links.\n"
        "* **Answers of 400 and above** are problem details (RFC 9457): compare `code`, show `detail`,"
        " tell support the `request_id`.\n"
        "* Query parameters that an address does not know are refused, so that a misspelt filter cannot go unnoticed."
    ),
    "VERSION": None,  # the version of the API that is asked for
    "SCHEMA_PATH_PREFIX": r"/api/v[0-9]+",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,  # what is sent: files, text that may not be empty, nothing read-only
    "SERVE_AUTHENTICATION": [],
    "ENUM_NAME_OVERRIDES": {
        "ImportMode": "apps.orders.enums.ImportMode",
        "JobState": "apps.core.models.JobState",
        "KeyState": "apps.accounts.enums.KeyState",
        "OrderKind": "apps.orders.enums.OrderKind",
        "OrderStatus": "apps.orders.enums.OrderStatus",
        "PaymentMethod": "apps.payments.enums.PaymentMethodKind",
        "PaymentStatus": "apps.payments.enums.PaymentStatus",
        "ProductKind": "apps.catalog.enums.ProductKind",
        "RefundStatus": "apps.payments.enums.RefundStatus",
        "RowVerdict": "apps.orders.enums.RowVerdict",
        "UploadKind": "apps.uploads.enums.UploadKind",
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "apps.core.rest.schema.document_problems",
    ],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
}
