"""What answers look like, for the documentation."""

PRODUCT = {
    "sku": "85048",
    "url": "http://localhost:8000/api/v2/products/85048/",
    "name": "15CM CHRISTMAS GLASS BALL 20 LIGHTS",
    "kind": "goods",
    "is_active": True,
    "price": "6.950",
    "currency": "GBP",
    "stock": {"on_hand": 205, "reserved": 4, "free": 201},
    "categories": [{"slug": "lights", "name": "Lights", "url": "http://localhost:8000/api/v2/categories/lights/"}],
    "created_at": "2026-11-23T21:02:33.118240Z",
}
CATEGORY = {
    "slug": "lights",
    "name": "Lights",
    "url": "http://localhost:8000/api/v2/categories/lights/",
    "links": {"products": "http://localhost:8000/api/v2/products/?category=lights"},
}
