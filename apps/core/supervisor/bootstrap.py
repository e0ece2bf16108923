"""`python3 -m apps.core.supervisor.bootstrap LIST`: makes `.venv` and installs one of requirements/*.txt, once.

Runs with the machine's own Python, before anything is installed. pip brings the pinned uv, uv brings the list; both
check hashes, both find the package index the way the user has set it up. A stamp in `.venv` makes later calls cheap.
"""

import fcntl
import hashlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from .errors import CannotRun
from .home import Home

CONTAINS = {"base": (), "production": ("base",), "local": ("base",), "test": ("local", "base")}
CONTAINS["bench"] = ("test", "local", "base")


def install(home: Home, wanted: str, *, say: Callable[[str], None]) -> None:
    """Make sure that `.venv` holds this list, or one that contains it. Raises CannotRun with what to do."""
    stamp = home.root / ".venv" / "installed.json"
    with _one_at_a_time(home):
        present = _installed(stamp)
        chosen = present if present and wanted in (present, *CONTAINS[present]) else wanted
        checksum = _checksum(home, chosen)
        if _read(stamp) == {"list": chosen, "checksum": checksum}:
            return
        begun = time.monotonic()
        _make_environment(home, say=say)
        say(f"installing requirements/{chosen}.txt into .venv")
        stamp.unlink(missing_ok=True)
        _install_list(home, chosen, say=say)
        stamp.write_text(json.dumps({"list": chosen, "checksum": checksum}))
        say(f"installed in {time.monotonic() - begun:.0f} s")


def python_of(home: Home) -> Path:
    return home.root / ".venv" / "bin" / "python"


def _make_environment(home: Home, *, say: Callable[[str], None]) -> None:
    python = python_of(home)
    if not _works(python):
        say(f"making .venv with Python {sys.version.split()[0]}")
        _call([sys.executable, "-m", "venv", "--clear", str(home.root / ".venv")], "python -m venv", home.root)
    if not _works(python, "-m", "uv", "--version", shows=_pinned_uv(home)):
        options = ("--quiet", "--disable-pip-version-check", "--require-hashes")
        argv = [str(python), "-m", "pip", "install", *options, "-r", "requirements/bootstrap.txt"]
        _call(argv, "pip", home.root)


def _install_list(home: Home, chosen: str, *, say: Callable[[str], None]) -> None:
    """With uv, in seconds; with pip when uv cannot reach the index (uv does not read pip's configuration files)."""
    environment = {"UV_SYSTEM_CERTS": "true", **os.environ}  # pip asks the machine whom to trust, so does uv
    if environment.get("UV_LINK_MODE") == "symlink":
        environment["UV_LINK_MODE"] = "copy"  # another account could not follow links into this user's cache
    python = str(python_of(home))
    options = ("--quiet", "--require-hashes", "-r", f"requirements/{chosen}.txt")
    try:
        _call([python, "-m", "uv", "pip", "install", "--python", python, *options], "uv", home.root, environment)
    except CannotRun as problem:
        say(f"{problem}; trying with pip, which takes longer")
        _call([python, "-m", "pip", "install", "--disable-pip-version-check", *options], "pip", home.root)


def _call(argv: list[str], what: str, folder: Path, environment: dict[str, str] | None = None) -> None:
    done = subprocess.run(argv, cwd=folder, env=environment, check=False)
    if done.returncode:
        raise CannotRun(f"{what} could not finish (exit code {done.returncode}); what it said stands above")


def _works(python: Path, *arguments: str, shows: str = "") -> bool:
    try:
        done = subprocess.run([str(python), *(arguments or ("-c", ""))], capture_output=True, text=True, check=False)
    except OSError:
        return False
    return done.returncode == 0 and shows in done.stdout


def _pinned_uv(home: Home) -> str:
    first = (home.root / "requirements" / "bootstrap.txt").read_text().split()[0]
    return first.removeprefix("uv==")


def _checksum(home: Home, name: str) -> str:
    content = (home.root / "requirements" / f"{name}.txt").read_bytes()
    return hashlib.sha256(content + sys.version.encode()).hexdigest()


def _installed(stamp: Path) -> str | None:
    name = _read(stamp).get("list")
    return name if name in CONTAINS and _works(stamp.parent / "bin" / "python") else None


def _read(stamp: Path) -> dict[str, str]:
    try:
        content = json.loads(stamp.read_text())
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


@contextmanager
def _one_at_a_time(home: Home) -> Iterator[None]:
    """`make run` and `make test` may be started together in one clone: the second waits for the first."""
    home.var.mkdir(exist_ok=True)
    with (home.var / "bootstrap.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def main(arguments: list[str]) -> int:
    if len(arguments) != 1 or arguments[0] not in CONTAINS:
        print(__doc__)
        return 2
    try:
        install(Home.of_this_code(), arguments[0], say=lambda text: print(text, flush=True))
    except CannotRun as problem:
        print(problem, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{error.filename} cannot be used ({error.strerror}): was it made by another user?", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
