import hashlib
import os
from pathlib import Path

import pytest
from django.core.files.base import ContentFile, File
from django.core.files.uploadedfile import SimpleUploadedFile

from apps.core.errors import DomainError, NotAllowed
from apps.core.models import AuditEntry
from apps.uploads.enums import UploadKind
from apps.uploads.models import Upload
from apps.uploads.services.storing import CHUNK_BYTES, shown_name, store_upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def stored(tmp_path: Path, settings) -> Path:
    """The folder of uploads, empty at the beginning."""
    default = settings.STORAGES["default"]
    options = default["OPTIONS"] | {"location": tmp_path}
    settings.STORAGES = settings.STORAGES | {"default": default | {"OPTIONS": options}}
    return tmp_path


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def sent(content: bytes = b"Invoice,StockCode\n", name: str = "orders.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_a_file_is_stored_under_a_random_name_with_size_and_digest(stored, people):
    content = os.urandom(3 * CHUNK_BYTES + 17)
    upload = store_upload(file=sent(content), kind=UploadKind.ORDER_IMPORT, by=people["manager"])
    upload.refresh_from_db()
    assert (upload.name, upload.size, upload.owner) == ("orders.csv", len(content), people["manager"])
    assert upload.sha256 == hashlib.sha256(content).hexdigest()
    assert "orders.csv" not in upload.path
    [path] = files(stored)
    assert path == stored / upload.path
    assert path.read_bytes() == content
    assert path.stat().st_mode & 0o777 == 0o600


def test_the_audit_says_who_stored_what(stored, people):
    upload = store_upload(file=sent(), kind=UploadKind.DOCUMENT, by=people["support"])
    entry = AuditEntry.objects.get(action="uploads.stored")
    assert (entry.actor, entry.object_id) == (people["support"], str(upload.pk))
    assert entry.after == {"kind": "document", "name": "orders.csv", "size": 18, "sha256": upload.sha256}


class Endless:
    """More than anybody may send; says nothing about its size."""

    def __init__(self) -> None:
        self.taken = 0

    def read(self, size: int) -> bytes:
        self.taken += size
        return b"x" * size


def test_the_size_is_capped_to_the_byte(stored, people, settings):
    settings.UPLOAD_MAX_BYTES = 1000
    assert store_upload(file=sent(b"x" * 1000), kind=UploadKind.DOCUMENT, by=people["manager"]).size == 1000
    with pytest.raises(DomainError) as refusal:
        store_upload(file=sent(b"x" * 1001), kind=UploadKind.DOCUMENT, by=people["manager"])
    assert len(files(stored)) == 1
    assert (refusal.value.code, refusal.value.field) == ("file_too_large", "file")
    assert "1,000 bytes" in str(refusal.value)


def test_a_file_that_is_too_large_is_not_read_to_its_end_and_leaves_nothing(stored, people, settings):
    settings.UPLOAD_MAX_BYTES = 5 * CHUNK_BYTES
    endless = Endless()
    with pytest.raises(DomainError):
        store_upload(file=File(endless, name="endless.csv"), kind=UploadKind.DOCUMENT, by=people["manager"])
    assert endless.taken == 6 * CHUNK_BYTES
    assert files(stored) == []
    assert not Upload.objects.exists()
    assert not AuditEntry.objects.filter(action="uploads.stored").exists()


def test_an_empty_file_is_refused_and_leaves_nothing(stored, people):
    with pytest.raises(DomainError) as refusal:
        store_upload(file=ContentFile(b"", name="empty.csv"), kind=UploadKind.DOCUMENT, by=people["manager"])
    assert refusal.value.code == "file_empty"
    assert files(stored) == []


def test_when_the_row_cannot_be_kept_neither_is_the_file(stored, people, monkeypatch):
    def refuse(**values) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("apps.uploads.services.storing.record", refuse)
    with pytest.raises(ZeroDivisionError):
        store_upload(file=sent(), kind=UploadKind.DOCUMENT, by=people["manager"])
    assert files(stored) == []
    assert not Upload.objects.exists()


def test_one_who_may_not_upload_stores_nothing(stored, people):
    with pytest.raises(NotAllowed):
        store_upload(file=sent(), kind=UploadKind.DOCUMENT, by=people["auditor"])
    assert files(stored) == []
    assert not Upload.objects.exists()


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("orders.csv", "orders.csv"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\orders.csv", "orders.csv"),
        ("a\x00b\r\nc\x1b[31m.csv", "abc[31m.csv"),
        ("evil\u202egnp.exe", "evilgnp.exe"),
        ("  many   spaces .csv ", "many spaces .csv"),
        ("...", "unnamed"),
        ("", "unnamed"),
        ("/", "unnamed"),
        ("Bestellungen für März.csv", "Bestellungen für März.csv"),
        ("x" * 300 + ".csv", "x" * 251 + ".csv"),
        ("x" * 300, "x" * 255),
        ("a." + "y" * 300, "a." + "y" * 253),
    ],
)
def test_the_given_name_is_made_fit_to_be_shown(given, shown):
    assert shown_name(given) == shown
