"""Files left behind by a killed process are removed after an hour, no others."""

import os
import time
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from apps.uploads.services.storing import store_upload
from apps.uploads.services.sweeping import remove_orphans

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def storage_of_its_own(settings, tmp_path):
    """Other tests leave files whose rows are gone: orphans as well."""
    default = settings.STORAGES["default"]
    options = default["OPTIONS"] | {"location": tmp_path / "stored"}
    settings.STORAGES = settings.STORAGES | {"default": default | {"OPTIONS": options}}


def put(name, *, age):
    path = Path(default_storage.location, name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("x")
    os.utime(path, (time.time() - age,) * 2)
    return path


def test_all_files_are_asked_for_in_one_query(people, settings, tmp_path, django_assert_num_queries):
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path / "sent")
    for content in (b"a,b", b"c,d", b"e,f"):
        upload = store_upload(file=ContentFile(content, name="a.csv"), kind="order_import", by=people["manager"])
        os.utime(default_storage.path(upload.path), (time.time() - 9000,) * 2)
    with django_assert_num_queries(1):
        assert remove_orphans() == 0


def test_only_old_files_that_no_upload_names_are_removed(people, settings, tmp_path):
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path / "sent")
    upload = store_upload(file=ContentFile(b"a,b", name="a.csv"), kind="order_import", by=people["manager"])
    known = Path(default_storage.path(upload.path))
    os.utime(known, (time.time() - 9000,) * 2)
    orphan = put("order_import/2026/01/orphan", age=3700)
    fresh = put("order_import/2026/01/fresh", age=3500)
    foreign = put("order_import/README", age=9000)
    form = tmp_path / "sent" / "tmpabc.upload.csv"
    form.parent.mkdir()
    form.write_text("x")
    os.utime(form, (time.time() - 3700,) * 2)
    assert remove_orphans() == 2
    assert [path.exists() for path in (known, orphan, fresh, foreign, form)] == [True, False, True, True, False]
