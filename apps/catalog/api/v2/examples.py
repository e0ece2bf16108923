"""What answers look like, for the documentation."""

PRODUCT = {
    "sku": "85048",
    "url": "http://localhost:8000/api/v2/products/85048/",
    "name": "15CM CHRISTMAS GLASS BALL 20 LIGHTS",
    "kind": "goods",
    "is_active": True,
    "categories": [{"slug": "lights", "name": "Lights"}],
    "created_at": "2026-11-23T21:02:33.118240Z",
}
