"""The pipeline as a process uses it: written to a file and read back."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from config.env import ROOT
from tests.processes import environment

SCRIPT = """
import django, logging
django.setup()
import structlog
from apps.core.observability.context import ensure_request_id
structlog.get_logger("shop").info("order_placed", number="536365", password="canary-1", order={"token": "canary-2"})
request_id = ensure_request_id()
logging.getLogger("library").warning("connected to %s", "redis://:canary-3@localhost/0", extra={"api_key": "canary-4"})
refused = OSError("postgres://shop:canary-5@db/shop")
structlog.get_logger("shop").info("refused", error=refused, body=b"password=canary-6")
logging.getLogger("library").info("sent %r to %s", {"client_secret": "canary-7"}, b"https://u:canary-8@partner")
try:
    raise ValueError("card 4111 1111 1111 1111")
except ValueError:
    structlog.get_logger("shop").exception("payment_failed")
    logging.getLogger("library").exception("failed")
print(request_id)
"""


@pytest.fixture(scope="module")
def written(tmp_path_factory, django_db_setup) -> tuple[list[dict], str, str]:
    folder: Path = tmp_path_factory.mktemp("log")
    variables = environment(
        VITRINE_ROLE="sample", LOG_DIR=str(folder), DJANGO_SETTINGS_MODULE="config.settings.test", LOG_LEVEL="INFO"
    )
    ran = subprocess.run(
        [sys.executable, "-c", SCRIPT], cwd=ROOT, env=variables, capture_output=True, text=True, check=True
    )
    return [json.loads(line) for line in (folder / "sample.jsonl").read_text().splitlines()], ran.stdout, ran.stderr


def test_lines_of_the_shop_and_of_libraries_have_one_shape(written):
    lines, _, _ = written
    assert [line["event"] for line in lines] == [
        "order_placed",
        "connected to redis://***@localhost/0",
        "refused",
        "sent {'client_secret': '***'} to b'https://***@partner'",
        "payment_failed",
        "failed",
    ]
    for line in lines:
        assert {"event", "level", "logger", "role", "service", "timestamp"} <= set(line)
        assert (line["role"], line["service"]) == ("sample", "vitrine")
        assert line["timestamp"].endswith("Z")
    assert (lines[0]["logger"], lines[0]["level"], lines[0]["number"]) == ("shop", "info", "536365")


def test_each_line_carries_the_request_id_of_its_moment(written):
    lines, out, _ = written
    assert "request_id" not in lines[0]
    assert {line["request_id"] for line in lines[1:]} == {out.strip()}


def test_tracebacks_are_text_in_the_line(written):
    lines, _, _ = written
    assert all("ValueError" in line["exception"] for line in lines[4:])


def test_no_secret_reaches_file_or_console(written):
    lines, out, err = written
    everything = json.dumps(lines) + out + err
    assert "canary" not in everything
    assert "4111" not in everything
