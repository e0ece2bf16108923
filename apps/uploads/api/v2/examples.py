"""What answers look like, for the documentation."""

UPLOAD = {
    "id": "0f8b7b0e-5d6c-4f0a-9c55-8d1f5a3f1a77",
    "url": "http://localhost:8000/api/v2/uploads/0f8b7b0e-5d6c-4f0a-9c55-8d1f5a3f1a77/",
    "kind": "order_import",
    "name": "orders.csv.gz",
    "size": 1048576,
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "owner": "manager@vitrine.example",
    "created_at": "2026-11-23T21:02:33.118240Z",
}
