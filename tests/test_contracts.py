"""The import contracts of pyproject.toml hold, and each one catches what it is there for."""

import json
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
NAMES = {contract["id"]: contract["name"] for contract in CONTRACTS}

# (contract, what somebody might do) -> the files in which they would do it
VIOLATIONS = {
    ("floors", "a lower floor imports a higher one"): {
        "apps/catalog/models/planted.py": "from apps.orders.models import Order",
    },
    ("floors", "two apps on one floor meet"): {
        "apps/catalog/models/planted.py": "from apps.notifications.models import Notification",
    },
    ("floors", "core knows an app above it"): {
        "apps/core/models/planted.py": "from apps.accounts.models import User",
    },
    ("floors", "an app stands on no floor"): {"apps/parcels/planted.py": ""},
    ("config", "settings import an app"): {
        "config/settings/planted.py": "from apps.orders.models import Order",
    },
    ("config", "an app imports the Celery application"): {
        "apps/orders/models/planted.py": "from config.celery import app",
    },
    ("settings", "an app reads the environment by itself"): {
        "apps/orders/models/planted.py": "from config.env import load",
    },
    ("rooms", "a rule imports a service"): {
        "apps/orders/services/planted.py": "",
        "apps/orders/rules/planted.py": "from apps.orders.services import planted",
    },
    ("rooms", "a service imports its own door"): {
        "apps/orders/web/planted.py": "",
        "apps/orders/services/planted.py": "from apps.orders.web import planted",
    },
    ("rooms", "one door imports another"): {
        "apps/uploads/web/planted.py": "",
        "apps/uploads/live/planted.py": "from apps.uploads.web import planted",
    },
    ("rooms", "a file that is no room"): {"apps/orders/helpers.py": ""},
    ("core-rooms", "the audit trail imports the back office"): {
        "apps/core/audit/planted.py": "from apps.core.backoffice import registry",
    },
    ("core-rooms", "a file that is no room of core"): {"apps/core/mixins.py": ""},
    ("showcase-rooms", "the demo data imports a page"): {
        "apps/showcase/web/planted.py": "",
        "apps/showcase/demo/planted.py": "from apps.showcase.web import planted",
    },
    ("doors-private", "a service enters another app by its door"): {
        "apps/accounts/web/planted.py": "",
        "apps/orders/services/planted.py": "from apps.accounts.web import planted",
    },
    ("doors-private", "one API is built on another"): {
        "apps/catalog/api/v2/planted.py": "",
        "apps/orders/api/v2/planted.py": "from apps.catalog.api.v2 import planted",
    },
    ("doors-private", "an app imports a command of another"): {
        "apps/notifications/management/planted.py": "",
        "apps/orders/services/planted.py": "from apps.notifications.management import planted",
    },
    ("frameworks", "a service imports DRF"): {
        "apps/orders/services/planted.py": "from rest_framework.exceptions import ValidationError",
    },
    ("frameworks", "a service imports Celery"): {
        "apps/orders/services/planted.py": "from celery import shared_task",
    },
    ("frameworks", "a model imports the admin theme"): {
        "apps/orders/models/planted.py": "from unfold.admin import ModelAdmin",
    },
    ("rules-pure", "a rule asks the database"): {
        "apps/orders/rules/planted.py": "from django.db.models import Sum",
    },
    ("rules-pure", "a rule looks at the clock"): {"apps/orders/rules/planted.py": "import time"},
    ("v1-shims-v2", "version 2 imports version 1"): {
        "apps/orders/api/v1/planted.py": "",
        "apps/orders/api/v2/planted.py": "from apps.orders.api.v1 import planted",
    },
    ("v1-shims-v2", "a page imports version 1"): {
        "apps/orders/api/v1/planted.py": "",
        "apps/orders/web/planted.py": "from apps.orders.api.v1 import planted",
    },
    ("supervisor", "the supervisor imports Django"): {
        "apps/core/supervisor/planted.py": "from django.conf import settings",
    },
    ("supervisor", "the supervisor imports a model"): {
        "apps/core/supervisor/planted.py": "from apps.core.models import Job",
    },
    ("pickle", "a service keeps something as pickle"): {"apps/orders/services/planted.py": "import pickle"},
    ("outside", "the shop imports its tests"): {"apps/orders/models/planted.py": "import tests.house"},
    ("outside", "the shop imports a proof"): {"apps/orders/models/planted.py": "from proofs import races"},
}


def title(violation: tuple[str, str]) -> str:
    return ": ".join(violation)


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """For each violation, planted alone in a copy of the tree, the names of the contracts that broke."""
    copy = tmp_path_factory.mktemp("tree")
    shutil.copy(ROOT / "pyproject.toml", copy)
    for package in ("apps", "config"):
        shutil.copytree(
            ROOT / package, copy / package, ignore=shutil.ignore_patterns("__pycache__", "static", "templates")
        )
    cases = {"nothing planted": {}} | {title(violation): files for violation, files in VIOLATIONS.items()}
    answer = subprocess.run(
        [sys.executable, "-B", ROOT / "tests" / "house" / "plant_violations.py"],
        cwd=copy,
        env=os.environ | {"COLUMNS": "500"},
        input=json.dumps(cases),
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr
    return json.loads(answer.stdout)


def test_the_shop_keeps_every_contract(broken: dict[str, list[str]]) -> None:
    assert broken["nothing planted"] == []


@pytest.mark.parametrize("violation", VIOLATIONS, ids=title)
def test_a_contract_catches(violation: tuple[str, str], broken: dict[str, list[str]]) -> None:
    assert NAMES[violation[0]] in broken[title(violation)]


def test_every_contract_is_broken_once_on_purpose() -> None:
    assert {contract for contract, _ in VIOLATIONS} == set(NAMES)


def test_an_import_is_excused_only_where_docs_say_so() -> None:
    excused = {line for contract in CONTRACTS for line in contract.get("ignore_imports", [])}
    assert excused == {"apps.accounts.models.user -> apps.accounts.services.people"}
