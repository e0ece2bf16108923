"""What answers look like, for the documentation."""

BASE = "http://localhost:8000/api/v2"

PAYMENT = {
    "reference": "pay-000017",
    "url": f"{BASE}/payments/pay-000017/",
    "order": {"number": "489434", "url": f"{BASE}/orders/489434/"},
    "method": "card",
    "status": "partly_refunded",
    "currency": "GBP",
    "authorised": "505.300",
    "captured": "505.300",
    "refunded": "83.400",
    "created_at": "2026-11-23T21:02:33.118240Z",
}
PAYMENT_DETAIL = {
    **PAYMENT,
    "refunds": [
        {
            "amount": "83.400",
            "status": "completed",
            "reason": "arrived broken",
            "created_at": "2026-11-23T21:05:12.004100Z",
        }
    ],
}
