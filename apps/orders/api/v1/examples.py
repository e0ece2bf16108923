"""What answers look like, for the documentation."""

ORDER = {
    "order_no": "489434",
    "order_date": "2009-12-01T07:45:00Z",
    "order_type": "sale",
    "status": "completed",
    "customer_id": "13085",
    "country": "GB",
    "amount": 505.3,
    "currency": "GBP",
    "item_count": 8,
}
ORDER_DETAIL = {
    **ORDER,
    "items": [
        {
            "product_code": "85048",
            "description": "15CM CHRISTMAS GLASS BALL 20 LIGHTS",
            "quantity": 12,
            "price": 6.95,
            "amount": 83.4,
        }
    ],
}
CUSTOMER = {
    "customer_id": "13085",
    "customer_name": "",
    "email": "",
    "country": "GB",
    "customer_since": "2026-11-23T21:02:33.118240Z",
}
