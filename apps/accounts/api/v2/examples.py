"""What the documentation shows; a test compares the members with those of the serializers."""

TOKEN = {
    "url": "https://shop.example/api/v2/me/tokens/vit_1a2b3c4d/",
    "prefix": "vit_1a2b3c4d",
    "name": "monthly report",
    "scopes": ["orders:read", "payments:read"],
    "state": "works",
    "created_at": "2026-11-26T16:53:05Z",
    "expires_at": "2027-02-24T16:53:05Z",
    "revoked_at": None,
    "last_used_at": "2026-11-26T17:05:00Z",
    "replaces": None,
    "replaced_by": None,
    "made_with": None,
}
ISSUED_TOKEN = {"key": "vit_1a2b3c4d_" + "x" * 43} | TOKEN | {"last_used_at": None}
