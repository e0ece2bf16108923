import uuid

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from apps.uploads.enums import UploadKind
from apps.uploads.services.storing import store_upload

pytestmark = pytest.mark.django_db

PAGE = b"<!doctype html><script>alert(1)</script>"


@pytest.fixture
def upload(people):
    file = SimpleUploadedFile('pa"ge ☃.html', PAGE, content_type="text/html")
    return store_upload(file=file, kind=UploadKind.DOCUMENT, by=people["manager"])


def address(upload) -> str:
    return f"/uploads/{upload.pk}/"


def test_a_file_leaves_as_an_attachment_whatever_it_is(client, people, upload):
    client.force_login(people["manager"])
    answer = client.get(address(upload))
    assert answer.status_code == 200
    assert answer.streaming
    assert answer.getvalue() == PAGE
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"] == "attachment; filename*=utf-8''pa%22ge%20%E2%98%83.html"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Content-Length"] == str(len(PAGE))


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("owner", 200),
        ("manager", 200),
        ("support", 200),
        ("auditor", 200),
        ("engineer", 200),
        ("warehouse", 404),
        ("customer", 404),
    ],
)
def test_only_those_who_may_see_it_get_it(client, people, upload, role, status):
    client.force_login(people[role])
    assert client.get(address(upload)).status_code == status


def test_a_foreign_file_looks_like_one_that_does_not_exist(client, people, upload):
    client.force_login(people["customer"])
    foreign, missing = client.get(address(upload)), client.get(f"/uploads/{uuid.uuid4()}/")
    assert foreign.status_code == missing.status_code == 404
    strip = [page.content.decode().replace(page["X-Request-ID"], "") for page in (foreign, missing)]
    assert strip[0] == strip[1]


def test_a_stranger_is_asked_to_sign_in(client, upload):
    answer = client.get(address(upload))
    assert answer.status_code == 302
    assert answer["Location"].endswith(f"?next={address(upload)}")


def test_it_can_only_be_read(client, people, upload):
    client.force_login(people["manager"])
    assert client.post(address(upload)).status_code == 405
    assert client.delete(address(upload)).status_code == 405


def test_a_file_that_is_gone_is_not_found(client, people, upload):
    default_storage.delete(upload.path)
    client.force_login(people["manager"])
    assert client.get(address(upload)).status_code == 404
