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

WHY = {
    "permissions": [
        {
            "permission": "payments.add_refund",
            "up_to": "100.000",
            "expires_at": "2026-12-24T18:00:00Z",
            "sources": [
                {
                    "role": "support",
                    "given_by": "Ada",
                    "reason": "Season",
                    "starts_at": "2026-11-01T08:00:00Z",
                    "expires_at": "2026-12-24T18:00:00Z",
                }
            ],
        }
    ],
    "why": {
        "permission": "payments.add_refund",
        "answer": "no",
        "steps": [
            {
                "rule": "account_open",
                "question": "Is the account open?",
                "answer": "yes",
                "detail": "The account is open.",
                "read": [{"detail": "The account is open.", "counts": True}],
            },
            {
                "rule": "within_limit",
                "question": "Is the amount within the limit?",
                "answer": "no",
                "detail": "250 GBP is above the limit of 100 GBP.",
                "read": [{"detail": "Support: up to 100 GBP.", "counts": False}],
            },
        ],
    },
}
