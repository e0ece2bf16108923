"""Settings as a whole: what production checks, and the starting values that the promises name."""

import json
import os
import pickle
import subprocess
import sys
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django_redis import get_redis_connection
from django_redis.serializers.pickle import PickleSerializer

from config.celery import app as celery
from config.env import ROOT
from tests.config.test_env import GOOD


def manage(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """manage.py with nothing but these variables."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **variables},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


PRODUCTION = {"DJANGO_SETTINGS_MODULE": "config.settings.production"}


def test_production_passes_djangos_deployment_check_without_a_warning():
    checked = manage("check", "--deploy", "--fail-level", "WARNING", **PRODUCTION, **GOOD)
    assert (checked.returncode, checked.stderr) == (0, "")
    assert "no issues" in checked.stdout


def test_production_without_values_ends_with_one_message_and_code_2():
    checked = manage("check", **PRODUCTION)
    assert checked.returncode == 2
    assert checked.stderr.splitlines()[0] == "Configuration cannot be used:"
    named = [line.split(":")[0].strip() for line in checked.stderr.splitlines()[1:]]
    assert named == [
        "SECRET_KEY",
        "DATABASE_URL",
        "REDIS_URL",
        "ALLOWED_HOSTS",
        "PUBLIC_URL",
        "TRUSTED_PROXIES",
        "EMAIL_URL",
    ]


def test_a_wrong_value_ends_with_one_message_and_code_2():
    checked = manage("check", LOG_LEVEL="LOUD", CURRENCY="pounds")
    assert checked.returncode == 2
    assert checked.stderr == (
        "Configuration cannot be used:\n"
        "  LOG_LEVEL: must be one of DEBUG, INFO, WARNING, ERROR, CRITICAL.\n"
        "  CURRENCY: must be an ISO 4217 code, three capital letters.\n"
    )


def test_without_a_database_the_message_says_what_to_do():
    asked = manage("showmigrations", DATABASE_URL="", REDIS_URL="", CACHE_URL="")
    assert asked.returncode == 2
    assert asked.stderr == "No database: start `make run` in this folder first, or set DATABASE_URL.\n"


def production(expression: str, **variables: str) -> Any:
    """The value of an expression over the production settings `s`, in a process of its own."""
    read = subprocess.run(
        [
            sys.executable,
            "-c",
            f"import json; from config.settings import production as s; print(json.dumps({expression}))",
        ],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **variables, **GOOD},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return json.loads(read.stdout)


@pytest.mark.parametrize(
    ("role", "limits", "pool", "task"),
    [
        (
            "web",
            "-c statement_timeout=5s -c lock_timeout=2s -c idle_in_transaction_session_timeout=10s",
            {"min_size": 2, "max_size": 8, "timeout": 2, "max_lifetime": 1800},
            (30, 25),
        ),
        (
            "worker",
            "-c statement_timeout=30s -c lock_timeout=5s -c idle_in_transaction_session_timeout=30s",
            None,
            (30, 25),
        ),
        (
            "bulk",
            "-c statement_timeout=30s -c lock_timeout=5s -c idle_in_transaction_session_timeout=30s",
            None,
            (None, None),
        ),
    ],
)
def test_each_role_has_the_limits_that_the_promises_name(role, limits, pool, task):
    options, hard, soft = production(
        "[s.DATABASES['default']['OPTIONS'], s.CELERY_TASK_TIME_LIMIT, s.CELERY_TASK_SOFT_TIME_LIMIT]",
        VITRINE_ROLE=role,
    )
    assert options["options"] == limits
    assert options.get("pool") == pool
    assert (hard, soft) == task


def test_tasks_are_acknowledged_late_and_found_again_soon():
    assert settings.CELERY_TASK_ACKS_LATE
    assert settings.CELERY_TASK_REJECT_ON_WORKER_LOST
    assert settings.CELERY_WORKER_PREFETCH_MULTIPLIER == 1
    assert settings.CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT == 10
    assert settings.CELERY_WORKER_MAX_TASKS_PER_CHILD == 1000
    assert settings.CELERY_ACCEPT_CONTENT == ["json"]
    assert settings.CELERY_TASK_IGNORE_RESULT
    options = settings.CELERY_BROKER_TRANSPORT_OPTIONS
    expected = {
        "visibility_timeout": 60,
        "unacked_restore_interval": 2,
        "unacked_restore_throttle": 1,
        "socket_timeout": 5,
        "socket_connect_timeout": 5,
    }
    assert expected.items() <= options.items()


class Executed:
    """Pickled, a call that is made when somebody reads it."""

    def __reduce__(self):
        return pytest.fail, ("read back, and run",)


def test_nothing_that_is_kept_or_sent_is_pickled():
    kept = [
        production("[s.CACHES['default']['OPTIONS']['SERIALIZER'], s.CELERY_TASK_SERIALIZER]"),
        settings.SESSION_SERIALIZER,
    ]
    assert kept == [
        ["django_redis.serializers.msgpack.MSGPackSerializer", "json"],
        "django.contrib.sessions.serializers.JSONSerializer",
    ]
    assert celery.conf.accept_content == ["json"]
    assert (celery.conf.event_serializer, celery.conf.result_serializer) == ("json", "json")


def test_a_pickle_in_the_cache_is_not_read():
    key = cache.make_key("planted")
    get_redis_connection("default").set(key, pickle.dumps(Executed()), ex=10)
    with pytest.raises(ValueError, match="extra data"):
        cache.get("planted")
    with pytest.raises(
        pytest.fail.Exception, match="read back, and run"
    ):  # what the package does unless told otherwise
        PickleSerializer({}).loads(pickle.dumps(Executed()))


def test_production_is_strict_with_cookies_and_leaves_the_showcase_out():
    cookies, rest = production(
        "[[s.SESSION_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_NAME, s.CSRF_COOKIE_SECURE], "
        "[s.SECURE_HSTS_SECONDS, s.DEBUG, 'apps.showcase' in s.INSTALLED_APPS]]"
    )
    assert cookies == ["__Host-session", True, "__Host-csrf", True]
    assert rest == [31536000, False, False]


def test_production_does_not_look_for_queries_in_loops():
    assert production(
        "[s.DEBUG, 'zeal' in s.INSTALLED_APPS, [name for name in s.MIDDLEWARE if 'repeats' in name]]"
    ) == [
        False,
        False,
        [],
    ]
    assert "zeal" not in (ROOT / "requirements" / "production.txt").read_text()
    assert "zeal" in (ROOT / "requirements" / "local.txt").read_text()


def test_the_showcase_is_installed_in_production_when_it_is_there_and_asked_for():
    there = (ROOT / "apps" / "showcase").is_dir()
    assert production("'apps.showcase' in s.INSTALLED_APPS", SHOWCASE="1") is there
    assert production("'apps.showcase' in s.INSTALLED_APPS") is False


def test_production_writes_log_files_only_when_a_folder_is_given():
    assert production("s.LOGGING['folder']") == ""
    assert production("s.LOGGING['folder']", LOG_DIR="/var/log/shop") == "/var/log/shop"
