"""The page and the command: every option, and no secret."""

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client

from config.env import ROOT, VARIABLES, Environment
from config.options import options

CANARIES = {
    "SECRET_KEY": "canary-key",
    "DATABASE_URL": "postgresql://shop:canary-db@db/shop?sslpassword=canary-tls",
    "REDIS_URL": "redis://:canary-redis@valkey/0",
    "EMAIL_URL": "smtp://canary-user@mail.example:25",
}


def test_every_option_stands_on_the_page_without_a_secret(engineer: Client, settings: pytest.FixtureRequest) -> None:
    settings.CONFIGURATION = options(Environment(CANARIES, {"CURRENCY": "EUR"}))
    page = engineer.get("/ops/config/").content.decode()
    assert [variable.name for variable in VARIABLES if variable.name not in page] == []
    assert "canary" not in page
    for shown in ("postgresql://shop:***@db/shop?...", "redis://:***@valkey/0", ".env file", "default", "EUR"):
        assert shown in page
    assert str(len("canary-key")) not in [option.shown for option in settings.CONFIGURATION]


def test_the_command_tells_the_same(settings: pytest.FixtureRequest) -> None:
    settings.CONFIGURATION = options(Environment(CANARIES))
    for arguments in ([], ["--json"]):
        out = StringIO()
        call_command("config", *arguments, stdout=out)
        assert "canary" not in out.getvalue()
        assert [variable.name for variable in VARIABLES if variable.name not in out.getvalue()] == []
    assert json.loads(out.getvalue())[0] | {"help": ""} == {
        "name": "SECRET_KEY",
        "kind": "str",
        "source": "environment",
        "shown": "***",
        "help": "",
        "secret": True,
        "required_in_production": True,
    }


def test_a_configuration_that_cannot_be_used_ends_the_command_with_all_problems(tmp_path: Path) -> None:
    given = {"LOG_LEVEL": "LOUD", "UPLOAD_MAX_BYTES": "many", "SHOWCASE": "maybe"}
    ran = subprocess.run(
        [sys.executable, "manage.py", "config"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "DATABASE_URL": "", "REDIS_URL": "", **given},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stdout) == (2, "")
    assert [row.split(":")[0].strip() for row in ran.stderr.splitlines()[1:]] == [
        "UPLOAD_MAX_BYTES",
        "SHOWCASE",
        "LOG_LEVEL",
    ]
