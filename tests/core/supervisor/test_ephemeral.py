"""Throw-away databases around a command."""

import json
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from apps.core.supervisor import processes
from apps.core.supervisor.state import RUN_VARIABLE

CODE = Path(__file__).resolve().parents[3]
ASKS_THE_DATABASE = """
import json, os, sys, psycopg, redis
with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
    ask = lambda sql: connection.execute(sql).fetchall()
    found = {
        "me": ask("SELECT rolsuper FROM pg_roles WHERE rolname = current_user"),
        "app": ask("SELECT rolsuper, rolcreatedb, rolcanlogin FROM pg_roles WHERE rolname = 'vitrine'"),
        "owner": ask("SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'vitrine'"),
        "extensions": ask("SELECT extname FROM pg_extension ORDER BY extname"),
        "major": ask("SELECT current_setting('server_version_num')::int / 10000"),
    }
found["policies"] = [
    redis.Redis.from_url(os.environ[name]).config_get("maxmemory-policy")["maxmemory-policy"]
    for name in ("REDIS_URL", "CACHE_URL")
]
found["run"] = os.environ["VITRINE_RUN"]
found["port"] = os.environ["DATABASE_URL"].rsplit(":", 1)[1].split("/")[0]
print(json.dumps(found), flush=True)
if sys.argv[1:] == ["stay"]:
    import time
    time.sleep(60)
sys.exit(7)
"""


def start(temporary: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [
            sys.executable, "-m", "apps.core.supervisor.ephemeral", "--",
            sys.executable, "-c", ASKS_THE_DATABASE, *arguments,
        ],
        cwd=CODE, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True,
        env={**os.environ, "TMPDIR": str(temporary)},
    )  # fmt: skip


def test_the_command_has_databases_of_its_own_and_its_exit_code_is_passed_on() -> None:
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        process = start(Path(name))
        output, _ = process.communicate(timeout=60)
        assert list(Path(name).iterdir()) == []
    found = json.loads(output)
    assert process.returncode == 7
    assert found["me"] == [[True]]
    assert found["app"] == [[False, True, True]]
    assert found["owner"] == [["vitrine"]]
    assert found["extensions"] == [["btree_gin"], ["pg_stat_statements"], ["pg_trgm"], ["plpgsql"]]
    assert found["major"] == [[18]]
    assert found["policies"] == ["noeviction", "allkeys-lru"]
    assert processes.carrying(variable=RUN_VARIABLE, value=found["run"]) == []


def test_sigterm_ends_the_command_and_the_databases() -> None:
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        process = start(Path(name), "stay")
        assert process.stdout is not None
        found = json.loads(process.stdout.readline())
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=30) == 128 + signal.SIGTERM
        process.stdout.close()
        assert list(Path(name).iterdir()) == []
    assert processes.carrying(variable=RUN_VARIABLE, value=found["run"]) == []


def test_a_command_that_is_not_there_is_named() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "apps.core.supervisor.ephemeral", "--", "no-such-command"],
        cwd=CODE, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "no-such-command cannot be started: No such file or directory" in done.stderr
