"""A key that is revoked here opens nothing in a process that has used it before."""

from pathlib import Path

import pytest
import requests

from apps.accounts.models import User
from apps.accounts.services.tokens import issue_token, revoke_token, rotate_token
from tests.processes import process
from tests.waiting import eventually

SERVER = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
from wsgiref.simple_server import make_server
from config.wsgi import application
with make_server("127.0.0.1", 0, application) as server:
    with open(sys.argv[1] + ".part", "w") as file:
        file.write(str(server.server_port))
    os.rename(sys.argv[1] + ".part", sys.argv[1])
    server.serve_forever()
"""


@pytest.mark.django_db(transaction=True)
def test_from_the_very_next_request_on(people: dict[str, User], tmp_path: Path) -> None:
    user = people["customer"]
    revoked, revoked_key = issue_token(user=user, name="till", scopes=["me:read"], by=user)
    rotated, rotated_key = issue_token(user=user, name="shelf", scopes=["me:read"], by=user)
    port = tmp_path / "port"
    with process("-c", SERVER, str(port), log=tmp_path / "log"):
        eventually(port.exists, seconds=60)

        def status(key: str) -> int:
            address = f"http://127.0.0.1:{port.read_text()}/api/v2/me/"
            return requests.get(address, headers={"Authorization": f"Token {key}"}, timeout=30).status_code

        assert [status(key) for key in (revoked_key, rotated_key)] == [200, 200]
        revoke_token(token=revoked, by=user, reason="stolen")
        _, new_key = rotate_token(token=rotated, by=user, reason="stolen")
        assert [status(key) for key in (revoked_key, rotated_key, new_key)] == [401, 401, 200]
    log = (tmp_path / "log").read_text()
    assert not any(key.split("_", 2)[2] in log for key in (revoked_key, rotated_key, new_key))
