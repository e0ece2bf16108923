"""A body that is too large is refused before it is read, and while it is read, whoever sends it."""

import tempfile
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.test import Client

from apps.core.observability.bodies import FORM_BYTES, LimitedUploadHandler

pytestmark = pytest.mark.django_db
LIMIT = 1000
FAR_TOO_LARGE = b"x" * (1024 * 1024)
MIDDLEWARE = "apps.core.observability.bodies.BodyLimitMiddleware"
PAGES = ["/sign-out/", "/sign-in/"]
PROGRAMS = ["/api/v2/uploads/", "/api/v2/nothing/"]


@pytest.fixture(autouse=True)
def _limit(settings: Any) -> None:
    settings.UPLOAD_MAX_BYTES = LIMIT


@pytest.fixture
def stranger() -> Client:
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.cookies["csrftoken"] = "x" * 32  # anybody can make one up: then the check reads the form
    return client


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The bytes that reached the disk, chunk by chunk."""
    chunks: list[int] = []
    write = TemporaryFileUploadHandler.receive_data_chunk

    def noted(self: TemporaryFileUploadHandler, raw_data: bytes, start: int) -> Any:
        chunks.append(len(raw_data))
        return write(self, raw_data, start)

    monkeypatch.setattr(TemporaryFileUploadHandler, "receive_data_chunk", noted)
    return chunks


def send(client: Client, address: str, content: bytes = FAR_TOO_LARGE) -> Any:
    return client.post(address, {"file": SimpleUploadedFile("big.csv", content)})


@pytest.mark.parametrize("address", [*PAGES, *PROGRAMS])
def test_a_strangers_large_body_is_refused_unread(stranger: Client, address: str, written: list[int]) -> None:
    answer = send(stranger, address)
    assert answer.status_code == 413
    assert answer.wsgi_request._read_started is False
    assert written == []


def test_people_get_a_page_and_programs_a_problem(stranger: Client) -> None:
    page = send(stranger, "/sign-out/")
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "too large" in page.content.decode()
    assert page.headers["X-Request-ID"] in page.content.decode()
    problem = send(stranger, "/api/v2/uploads/")
    assert problem.headers["Content-Type"] == "application/problem+json"
    assert problem.json()["code"] == "too_large"


@pytest.mark.parametrize("address", PAGES)
def test_without_a_true_length_it_is_refused_on_the_way(
    stranger: Client, settings: Any, address: str, written: list[int], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name != MIDDLEWARE]
    answer = send(stranger, address)
    assert answer.status_code == 413
    assert 0 < sum(written) <= LIMIT + FORM_BYTES
    assert list(tmp_path.iterdir()) == []


def test_without_either_the_whole_body_would_reach_the_disk(
    stranger: Client, settings: Any, written: list[int]
) -> None:
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name != MIDDLEWARE]
    settings.FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
    assert send(stranger, "/sign-out/").status_code == 403
    assert sum(written) == len(FAR_TOO_LARGE)


def test_files_count_together() -> None:
    handler = LimitedUploadHandler()
    half = b"x" * ((LIMIT + FORM_BYTES) // 2)
    for number in range(2):
        handler.new_file("file", f"{number}.csv", "text/csv", None)
        handler.receive_data_chunk(half, 0)
    handler.new_file("file", "3.csv", "text/csv", None)
    with pytest.raises(RequestDataTooBig):
        handler.receive_data_chunk(b"xx", 0)


def test_a_body_within_the_limit_goes_on(stranger: Client) -> None:
    assert send(stranger, "/sign-out/", b"x" * 10).status_code == 403
