"""What DATABASE_URL says is what the shop connects with."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from config.env import ROOT, ConfigurationError
from config.settings.database import read_database_url


@pytest.mark.parametrize(
    ("url", "place", "options"),
    [
        ("postgresql://u:p@db:5433/shop", ("shop", "u", "p", "db", "5433"), {}),
        ("postgres://u:p%40%2Fss@db/shop", ("shop", "u", "p@/ss", "db", ""), {}),
        ("postgresql:///shop?host=/tmp/x", ("shop", "", "", "/tmp/x", ""), {}),
        ("postgresql://u@%2FTmp%2Fx/shop", ("shop", "u", "", "/Tmp/x", ""), {}),
        (
            "postgresql://u:p@db/shop?sslmode=verify-full&sslrootcert=/x",
            ("shop", "u", "p", "db", ""),
            {"sslmode": "verify-full", "sslrootcert": "/x"},
        ),
    ],
)
def test_an_address_is_read_as_postgresqls_own_programs_read_it(url: str, place: Any, options: Any) -> None:
    read, kept = read_database_url(url)
    assert tuple(read[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT")) == place
    assert kept == options


def test_an_address_that_cannot_be_read_is_not_told() -> None:
    with pytest.raises(ConfigurationError) as raised:
        read_database_url("postgresql://u:canary%zz@db/shop")
    assert "DATABASE_URL: not an address" in str(raised.value)
    assert "canary" not in str(raised.value)


def settings_with(url: str) -> dict[str, Any]:
    program = "import json; from config.settings import base as s; print(json.dumps(s.DATABASES['default']))"
    read = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "DATABASE_URL": url},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return dict(json.loads(read.stdout))


def test_the_settings_keep_the_options_of_the_address_beside_their_own() -> None:
    found = settings_with("postgresql:///shop?host=/tmp/x&sslmode=require&options=-c%20lock_timeout%3D9s")
    assert (found["HOST"], found["NAME"]) == ("/tmp/x", "shop")
    assert found["OPTIONS"]["sslmode"] == "require"
    assert found["OPTIONS"]["application_name"] == "vitrine-command"
    assert found["OPTIONS"]["options"].startswith("-c statement_timeout=0s -c lock_timeout=30s")
    assert found["OPTIONS"]["options"].endswith(" -c lock_timeout=9s")
