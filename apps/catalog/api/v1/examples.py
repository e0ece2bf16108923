"""What answers look like, for the documentation."""

PRODUCT = {
    "product_code": "85048",
    "description": "15CM CHRISTMAS GLASS BALL 20 LIGHTS",
    "product_type": "goods",
    "active": True,
    "price": 6.95,
    "currency": "GBP",
    "categories": ["Lights"],
}
