"""What answers look like, for the documentation."""

BASE = "http://localhost:8000/api/v2"

ORDER = {
    "number": "489434",
    "url": f"{BASE}/orders/489434/",
    "kind": "sale",
    "status": "completed",
    "customer": {"number": "13085", "name": "", "url": f"{BASE}/customers/13085/"},
    "country": "GB",
    "currency": "GBP",
    "total": "505.300",
    "line_count": 8,
    "placed_at": "2009-12-01T07:45:00Z",
}
ORDER_DETAIL = {
    **ORDER,
    "created_at": "2026-11-23T21:02:33.118240Z",
    "lines": [
        {
            "position": 1,
            "sku": "85048",
            "name": "15CM CHRISTMAS GLASS BALL 20 LIGHTS",
            "quantity": 12,
            "unit_price": "6.950",
            "amount": "83.400",
            "product": f"{BASE}/products/85048/",
        }
    ],
    "links": {"payments": f"{BASE}/payments/?order=489434"},
}
CUSTOMER = {
    "number": "13085",
    "url": f"{BASE}/customers/13085/",
    "name": "",
    "email": "ada@shop.example",
    "phone": "+442079460000",
    "country": "GB",
    "created_at": "2026-11-23T21:02:33.118240Z",
}
CUSTOMER_DETAIL = {**CUSTOMER, "links": {"orders": f"{BASE}/orders/?customer=13085"}}
IMPORT = {
    "id": "5f0c8b52-0e9f-4b0c-8f6a-0d8f4b8d1c11",
    "url": f"{BASE}/imports/5f0c8b52-0e9f-4b0c-8f6a-0d8f4b8d1c11/",
    "file_name": "orders.csv.gz",
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "mode": "skip-bad",
    "dry_run": False,
    "timezone": "Europe/London",
    "job": {
        "state": "succeeded",
        "done": 1000,
        "total": 1000,
        "progress_note": "",
        "cause": "",
        "created_at": "2026-11-23T21:02:30.000000Z",
        "started_at": "2026-11-23T21:02:30.412000Z",
        "finished_at": "2026-11-23T21:02:33.118240Z",
    },
    "rows_read": 1000,
    "lines_stored": 997,
    "rows_rejected": 3,
    "rows_repeated": 0,
    "rows_in_conflict": 0,
    "orders_created": 52,
    "orders_replaced": 0,
    "products_created": 410,
    "customers_created": 38,
    "net_total": "18230.750",
    "rejections_url": f"{BASE}/imports/5f0c8b52-0e9f-4b0c-8f6a-0d8f4b8d1c11/rejections/",
}
REJECTION = {
    "line": 17,
    "column": "Quantity",
    "code": "not_a_number",
    "reason": "“twelve” is not a whole number.",
    "verdict": "rejected",
    "invoice": "489434",
    "rows": 1,
    "raw": ["489434", "85048", "GLASS BALL", "twelve", "2009-12-01 07:45:00", "6.95", "13085.0", "United Kingdom"],
}
