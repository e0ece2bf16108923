from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from pytest_django import Settings

from apps.core.models import AuditEntry
from apps.uploads.models import Upload
from tests.core.backoffice.visiting import address, signed_in_as

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, settings: Settings) -> None:
    default = settings.STORAGES["default"] | {"OPTIONS": {"location": tmp_path}}
    settings.STORAGES = settings.STORAGES | {"default": default}


def send(client: Client, content: bytes) -> object:
    file = SimpleUploadedFile("orders.csv", content)
    return client.post(address(Upload, "add"), {"file": file, "kind": "order_import"})


def test_a_file_is_stored_and_its_page_opens() -> None:
    support = signed_in_as("support")
    answer = send(support, b"Invoice,StockCode\n")
    upload = Upload.objects.get()
    assert answer.url == address(Upload, "change", upload.pk)
    assert (upload.owner, upload.name, upload.size) == (support.user, "orders.csv", 18)
    page = support.get(answer.url).content.decode()
    assert f'href="/uploads/{upload.pk}/"' in page
    assert AuditEntry.objects.filter(action="uploads.stored").count() == 1


@override_settings(UPLOAD_MAX_BYTES=10)
def test_a_file_that_is_too_large_is_refused_on_the_form() -> None:
    answer = send(signed_in_as("support"), b"x" * 11)
    assert "The file is larger than 10 bytes." in answer.content.decode()
    assert not Upload.objects.exists()


def test_an_empty_file_is_refused_on_the_form() -> None:
    answer = send(signed_in_as("support"), b"")
    assert "The submitted file is empty." in answer.content.decode()
    assert not Upload.objects.exists()


def test_who_may_not_upload_is_refused() -> None:
    assert send(signed_in_as("auditor"), b"x").status_code == 403
    assert not Upload.objects.exists()
