"""A body that is too large, compressed or without a clear end is refused unread, whoever sends it and wherever."""

import gzip
import io
import tempfile
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as shop
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.test import Client, RequestFactory

from apps.accounts.models import User
from apps.accounts.services.tokens import issue_token
from apps.core.bodies import FORM_BYTES, most_bytes
from apps.core.doors import policies_of, routes
from tests.calling import client_of

pytestmark = pytest.mark.django_db
MIDDLEWARE = "apps.core.bodies.BodyMiddleware"
TOO_LARGE = b"x" * (3 * 1024 * 1024)
PAGES = ["/sign-out/", "/sign-in/"]
PROGRAMS = ["/api/v2/customers/", "/api/v2/nothing/"]
MB = 1024 * 1024


@pytest.fixture
def stranger() -> Client:
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.cookies["csrftoken"] = "x" * 32  # anybody can make one up: then the check reads the form
    return client


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The bytes of files that reached the disk, chunk by chunk."""
    chunks: list[int] = []
    write = TemporaryFileUploadHandler.receive_data_chunk

    def noted(self: TemporaryFileUploadHandler, raw_data: bytes, start: int) -> Any:
        chunks.append(len(raw_data))
        return write(self, raw_data, start)

    monkeypatch.setattr(TemporaryFileUploadHandler, "receive_data_chunk", noted)
    return chunks


def send(client: Client, address: str, content: bytes = TOO_LARGE, **more: Any) -> Any:
    return client.post(address, {"file": SimpleUploadedFile("big.csv", content)}, **more)


def send_in_chunks(client: Client, address: str, body: Any, content_type: str = "application/json", **more: str) -> Any:
    """As servers pass it on that have put the chunks together: with no length, the input ends by itself."""
    stream = io.BytesIO(body) if isinstance(body, bytes) else body
    chunked = {"HTTP_TRANSFER_ENCODING": "chunked", "CONTENT_LENGTH": "", "wsgi.input": stream}
    return client.generic("POST", address, b"-", content_type, **{**chunked, **more})


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("/api/v2/customers/", 2 * MB),
        ("/api/nothing/", 2 * MB),
        ("/nothing/", 2 * MB),
        ("/sign-in/", 2 * MB),
        ("/admin/orders/order/", 2 * MB),
        ("/api/v2/uploads/", 25 * MB + FORM_BYTES),
        ("/api/uploads/?version=2", 25 * MB + FORM_BYTES),
        ("/admin/uploads/upload/add/", 25 * MB + FORM_BYTES),
        ("/admin/orders/importjob/add/", 128 * MB + FORM_BYTES),
    ],
)
def test_a_door_takes_what_it_is_for(address: str, expected: int) -> None:
    assert most_bytes(RequestFactory().post(address)) == expected
    assert most_bytes(RequestFactory().post(address, content_type="application/json")) == 2 * MB


@pytest.mark.parametrize("address", [*PAGES, *PROGRAMS])
def test_a_strangers_large_body_is_refused_unread(stranger: Client, address: str, written: list[int]) -> None:
    answer = send(stranger, address)
    assert answer.status_code == 413
    assert answer.wsgi_request._read_started is False
    assert written == []


def test_a_length_of_thousands_of_digits_is_too_large(stranger: Client) -> None:
    answer = stranger.generic("POST", "/api/v2/customers/", b"{}", "application/json", CONTENT_LENGTH="9" * 5000)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_without_the_guard_it_would_reach_the_disk(stranger: Client, settings: Any, written: list[int]) -> None:
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name != MIDDLEWARE]
    assert send(stranger, "/sign-out/").status_code == 403
    assert sum(written) == len(TOO_LARGE)


def test_people_get_a_page_and_programs_a_problem(stranger: Client) -> None:
    page = send(stranger, "/sign-out/")
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "too large" in page.content.decode()
    assert page.headers["X-Request-ID"] in page.content.decode()
    problem = send(stranger, "/api/v2/customers/")
    assert problem.headers["Content-Type"] == "application/problem+json"
    assert problem.json()["code"] == "too_large"


def test_a_body_within_the_limit_goes_on(stranger: Client) -> None:
    assert send(stranger, "/sign-out/", b"x" * 10).status_code == 403


@pytest.mark.parametrize("coding", ["gzip", "deflate, gzip", "br", "x-gzip", "bzip2"])
def test_a_compressed_body_is_refused_unread(stranger: Client, coding: str) -> None:
    bomb = gzip.compress(b"[" + b" " * 10 * MB + b"]")
    answer = stranger.generic(
        "POST", "/api/v2/customers/", bomb, content_type="application/json", headers={"Content-Encoding": coding}
    )
    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")
    assert answer.headers["Accept-Encoding"] == "identity"
    assert answer.wsgi_request._read_started is False


@pytest.mark.parametrize(
    "headers",
    [
        {"CONTENT_LENGTH": "many"},
        {"CONTENT_LENGTH": "-1"},
        {"CONTENT_LENGTH": "1_0"},
        {"CONTENT_LENGTH": "١"},
        {"HTTP_TRANSFER_ENCODING": "chunked", "CONTENT_LENGTH": "1"},
        {"HTTP_TRANSFER_ENCODING": "gzip, chunked", "CONTENT_LENGTH": ""},
    ],
)
def test_a_body_whose_end_is_not_clear_is_refused(stranger: Client, headers: dict[str, str]) -> None:
    answer = stranger.generic("POST", "/api/v2/customers/", b"x", content_type="application/json", **headers)
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed_request")


class Endless(io.RawIOBase):
    """Sends for ever, and counts it."""

    sent = 0

    def read(self, size: int = -1) -> bytes:
        assert size > 0
        self.sent += size
        return b" " * size


class BrokenOff(io.RawIOBase):
    def read(self, size: int = -1) -> bytes:
        raise OSError("The body has no end.")


def test_chunks_are_read_up_to_what_the_door_takes(stranger: Client) -> None:
    endless = Endless()
    answer = send_in_chunks(stranger, "/api/v2/customers/", endless)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    assert endless.sent <= 2 * MB + 64 * 1024


IMPORT, UPLOAD, PARTS = "/admin/orders/importjob/add/", "/api/v2/uploads/", "multipart/form-data; boundary=x"


@pytest.mark.parametrize("address", [UPLOAD, "/api/uploads/?version=2", IMPORT, "/admin/uploads/upload/add/"])
@pytest.mark.parametrize("token", ["", "Token vit_00000000_" + "x" * 43])
def test_a_stranger_sends_no_more_than_a_form(stranger: Client, written: list[int], address: str, token: str) -> None:
    stranger.cookies["sessionid"] = "x" * 32  # of nobody
    more, endless = {"HTTP_AUTHORIZATION": token} if token else {}, Endless()
    in_chunks = send_in_chunks(stranger, address, endless, PARTS, **more)
    at_once = send(stranger, address, **more)
    for answer in (in_chunks, at_once):
        if address.startswith("/api/"):
            assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, 'Token realm="vitrine"')
        else:
            assert (answer.status_code, answer.headers["Location"]) == (302, f"/sign-in/?next={address}")
            assert answer.wsgi_request.POST == {}  # as the toolbar looks, afterwards
            assert answer.wsgi_request._read_started is False
    assert endless.sent <= 2 * MB + 64 * 1024
    assert at_once.wsgi_request._read_started is False
    assert written == []


def test_a_token_or_a_session_sends_what_the_door_takes(people: dict[str, User], written: list[int]) -> None:
    form = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n%b\r\n--x--\r\n' % TOO_LARGE
    token = issue_token(user=people["owner"], name="chunks", scopes=["uploads:write"], by=None)[1]
    signed_in = Client()
    signed_in.force_login(people["owner"])
    for client, address, more in (
        (Client(), UPLOAD, {"HTTP_AUTHORIZATION": f"Token {token}"}),
        (Client(), "/api/uploads/?version=2", {"HTTP_AUTHORIZATION": f"Token {token}"}),
        (signed_in, UPLOAD, {}),
        (signed_in, IMPORT, {}),
    ):
        for answer in (send_in_chunks(client, address, form, PARTS, **more), send(client, address, **more)):
            if address == IMPORT:
                assert answer.headers["Location"].startswith("/admin/orders/importjob/preview/")
            else:
                assert [error["field"] for error in answer.json()["errors"]] == ["kind"]
    assert sum(written) == 8 * len(TOO_LARGE)


@pytest.mark.parametrize("address", [IMPORT, "/admin/uploads/upload/add/"])
def test_a_token_opens_no_page(stranger: Client, people: dict[str, User], address: str) -> None:
    token = issue_token(user=people["owner"], name="read", scopes=["orders:read"], by=None)[1]
    more = {"HTTP_AUTHORIZATION": f"Token {token}", "HTTP_X_CSRFTOKEN": "x" * 32}
    small = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\nhello\r\n'
    small += b'--x\r\nContent-Disposition: form-data; name="kind"\r\n\r\ndocument\r\n--x--\r\n'
    opened = send_in_chunks(stranger, address, small, PARTS, **more)
    assert (opened.status_code, opened.headers["Location"]) == (302, f"/admin/login/?next={address}")
    assert not opened.wsgi_request.user.is_authenticated
    endless = Endless()
    assert send_in_chunks(stranger, address, endless, PARTS, **more).headers["Location"] == f"/sign-in/?next={address}"
    assert endless.sent <= 2 * MB + 64 * 1024


def test_no_door_takes_files_from_strangers() -> None:
    with_files = [
        (route.name, policy.signed_in)
        for route in routes()
        for policy in (policies_of(route.callback) or {}).values()
        if policy.file_bytes
    ]
    assert len(with_files) >= 3
    assert all(signed_in for _, signed_in in with_files)


def test_chunks_that_break_off_are_refused(stranger: Client) -> None:
    assert send_in_chunks(stranger, "/api/v2/customers/", BrokenOff()).json()["code"] == "malformed_request"


def test_chunks_are_read_as_one_body(people: dict[str, User], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    owner = client_of(people["owner"])
    answer = send_in_chunks(owner, "/api/v2/me/tokens/", b'{"name": "chunks", "scopes": ["nothing"]}')
    assert [error["field"] for error in answer.json()["errors"]] == ["scopes[0]"]
    form = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n%b\r\n--x--\r\n' % TOO_LARGE
    answer = send_in_chunks(owner, "/api/v2/uploads/", form, "multipart/form-data; boundary=x")
    assert [error["field"] for error in answer.json()["errors"]] == ["kind"]
    assert list(tmp_path.iterdir()) == []


def test_parts_and_fields_are_counted(people: dict[str, User]) -> None:
    assert (shop.DATA_UPLOAD_MAX_NUMBER_FIELDS, shop.DATA_UPLOAD_MAX_NUMBER_FILES) == (1000, 10)
    part = b'--x\r\nContent-Disposition: form-data; name="f"%b\r\n\r\n1\r\n'
    for more, count in ((b"", 1001), (b'; filename="a.txt"', 11)):
        answer = client_of(people["owner"]).generic(
            "POST", "/api/v2/uploads/", (part % more) * count + b"--x--\r\n", "multipart/form-data; boundary=x"
        )
        assert (answer.status_code, answer.json()["code"]) == (400, "malformed_request")
