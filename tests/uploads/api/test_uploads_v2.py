"""/api/v2/uploads/"""

import hashlib
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from apps.accounts.models import User
from apps.core.models import AuditEntry
from apps.uploads.models import Upload
from tests import shop
from tests.calling import client_of
from tests.conftest import PASSWORD

HOST = "http://testserver/api/v2"
ADDRESS = "/api/v2/uploads/"


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    }
    return tmp_path


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def body(content: bytes = b"a,b\n1,2\n", name: str = "orders.csv", kind: str = "order_import") -> dict[str, Any]:
    return {"file": SimpleUploadedFile(name, content), "kind": kind}


def test_a_file_that_was_sent_can_be_read_about(people: dict[str, User], folder: Path) -> None:
    manager = client_of(people["manager"])
    response = manager.post(ADDRESS, body(), format="multipart")
    stored = Upload.objects.get()
    document = {
        "id": str(stored.pk),
        "url": f"{HOST}/uploads/{stored.pk}/",
        "kind": "order_import",
        "name": "orders.csv",
        "size": 8,
        "sha256": hashlib.sha256(b"a,b\n1,2\n").hexdigest(),
        "owner": "manager@vitrine.example",
        "created_at": stored.created_at.isoformat().replace("+00:00", "Z"),
    }
    assert (response.status_code, response.headers["Location"]) == (201, document["url"])
    assert type(response.headers["Location"]) is str  # WSGI servers insist
    assert response.json() == manager.get(document["url"]).json() == document
    assert manager.get(ADDRESS).json() == {"next": None, "previous": None, "results": [document]}
    assert [path.read_bytes() for path in files_in(folder)] == [b"a,b\n1,2\n"]


@pytest.mark.parametrize(
    ("sent", "status", "field", "code"),
    [
        ({"kind": "order_import"}, 400, "file", "required"),
        ({"kind": "order_import", "file": "text"}, 400, "file", "invalid"),
        ({"file": b"x"}, 400, "kind", "required"),
        ({"file": b"x", "kind": "novel"}, 400, "kind", "invalid_choice"),
        ({"file": b"x", "kind": "order_import\x00"}, 400, "kind", "invalid_choice"),
        ({"file": b"", "kind": "order_import"}, 400, "file", "file_empty"),
        ({"file": b"x" * 101, "kind": "order_import"}, 413, "file", "file_too_large"),
    ],
)
def test_what_cannot_be_stored_is_named_and_nothing_stays(
    people: dict[str, User], folder: Path, settings: Any, sent: dict[str, Any], status: int, field: str, code: str
) -> None:
    settings.UPLOAD_MAX_BYTES = 100
    data = {k: SimpleUploadedFile("a.csv", v) if isinstance(v, bytes) else v for k, v in sent.items()}
    response = client_of(people["manager"]).post(ADDRESS, data, format="multipart")
    assert response.status_code == status
    assert [(error["field"], error["code"]) for error in response.json()["errors"]] == [(field, code)]
    assert not Upload.objects.exists()
    assert files_in(folder) == []


def test_a_body_far_over_the_limit_is_not_even_read(people: dict[str, User], settings: Any) -> None:
    settings.UPLOAD_MAX_BYTES = 100
    manager = client_of(people["manager"])
    response = manager.post(ADDRESS, body(b"x" * 70_000), format="multipart")
    assert (response.status_code, response.json()["code"]) == (413, "too_large")
    assert response.wsgi_request._read_started is False


@pytest.mark.parametrize("content_type", ["application/json", "application/x-www-form-urlencoded", "text/csv"])
def test_other_bodies_are_refused(people: dict[str, User], content_type: str) -> None:
    response = client_of(people["manager"]).generic("POST", ADDRESS, b"{}", content_type=content_type)
    assert (response.status_code, response.json()["code"]) == (415, "unsupported_media_type")


@pytest.mark.parametrize(
    "content_type", ["multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=\xe9"]
)
def test_a_form_without_a_boundary_is_malformed(people: dict[str, User], content_type: str) -> None:
    response = client_of(people["manager"]).generic("POST", ADDRESS, b"--x", content_type=content_type)
    assert (response.status_code, response.json()["code"]) == (400, "malformed_request")


@pytest.mark.parametrize("name", ["../../etc/passwd", "a\x00b.csv", "ü😀.csv", "x" * 300 + ".csv", "\u202egnp.csv"])
def test_an_odd_name_is_only_shown(people: dict[str, User], folder: Path, name: str) -> None:
    upload = SimpleUploadedFile("safe.csv", b"x")
    upload._name = name
    response = client_of(people["manager"]).post(ADDRESS, {"file": upload, "kind": "document"}, format="multipart")
    assert response.status_code == 201
    shown = response.json()["name"]
    assert 0 < len(shown) <= 255
    assert not set("/\\\x00\u202e") & set(shown)
    assert all(path.is_relative_to(folder) for path in files_in(folder))


def test_a_session_needs_the_csrf_token(people: dict[str, User]) -> None:
    browser = Client(enforce_csrf_checks=True)
    assert browser.login(username="manager@vitrine.example", password=PASSWORD)
    response = browser.post(ADDRESS, body())
    assert (response.status_code, response.json()["code"]) == (403, "csrf_failed")
    assert not Upload.objects.exists()


@pytest.mark.parametrize("role", ["warehouse", "auditor", "engineer", "customer", None])
def test_who_may_not_add_changes_nothing(people: dict[str, User], folder: Path, role: str | None) -> None:
    client = client_of(people[role] if role else None)
    before = AuditEntry.objects.count()
    response = client.post(ADDRESS, body(), format="multipart")
    assert response.status_code == (403 if role else 401)
    assert not Upload.objects.exists()
    assert AuditEntry.objects.count() == before
    assert files_in(folder) == []


def test_filters(people: dict[str, User]) -> None:
    shop.upload(people["owner"], "a.csv")
    shop.upload(people["owner"], "b.pdf", kind="document", sha256="b" * 64)
    auditor = client_of(people["auditor"])
    for query, found in (
        ("kind=document", ["b.pdf"]),
        (f"sha256={'a' * 64}", ["a.csv"]),
        ("ordering=-name", ["b.pdf", "a.csv"]),
    ):
        assert [row["name"] for row in auditor.get(f"{ADDRESS}?{query}").json()["results"]] == found


def test_files_are_found_by_owner_and_day(people: dict[str, User]) -> None:
    shop.upload(people["owner"], created_at=shop.FIRST_MORNING)
    shop.upload(people["manager"])
    owner = client_of(people["owner"])
    for query in (
        "owner=owner@vitrine.example",
        "created_to=2011-12-09",
        "created_from=2011-12-09&created_to=2011-12-10",
    ):
        found = owner.get(f"{ADDRESS}?{query}").json()["results"]
        assert [row["owner"] for row in found] == ["owner@vitrine.example"], query
