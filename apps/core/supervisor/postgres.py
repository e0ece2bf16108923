"""PostgreSQL from the wheel's programs: makes a cluster, says how to start it, prepares its roles and extensions."""

import locale
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from . import processes, secret
from .account import Account
from .cluster import Place
from .errors import CannotRun
from .ports import LOOPBACK

SUPERUSER = "postgres"
APP_ROLE = "vitrine"
DATABASE = "vitrine"
STOP_SIGNAL = signal.SIGINT  # ends all sessions, then stops; SIGTERM would wait for every client
HARD_STOP_SIGNAL = signal.SIGQUIT  # stops at once and recovers at the next start; KILL would leave shared memory
EXTENSIONS = ("pg_trgm", "btree_gin", "pg_stat_statements")

SETTINGS = {
    "listen_addresses": LOOPBACK,
    "shared_preload_libraries": "pg_stat_statements,auto_explain",
    "auto_explain.log_min_duration": "100ms",
    "shared_buffers": "256MB",
    "max_connections": "100",
    "fsync": "on",
    "synchronous_commit": "on",
    "deadlock_timeout": "1s",
    "max_wal_size": "4GB",
    "log_line_prefix": "%m [%p] %q%a ",
    "log_timezone": "UTC",
    "timezone": "UTC",
}
THROW_AWAY_SETTINGS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass(frozen=True, kw_only=True)
class Postgres:
    """One cluster at one place, to be run on one port by one account (None: the account of this process).

    `durable=False` is for throw-away clusters: a crash of the machine may destroy them, they are faster.
    """

    place: Place
    port: int
    sockets: Path
    account: Account | None
    durable: bool = True

    @property
    def superuser_password(self) -> str:
        return secret.keep(self.place.folder / "superuser_password")

    @property
    def app_password(self) -> str:
        return secret.keep(self.place.folder / "app_password")

    def url(self, *, user: str = APP_ROLE, database: str = DATABASE) -> str:
        """A DATABASE_URL for the app's role, or for the superuser of the cluster."""
        password = self.superuser_password if user == SUPERUSER else self.app_password
        return f"postgres://{user}:{quote(password, safe='')}@{LOOPBACK}:{self.port}/{database}"

    def command(self) -> list[str]:
        """The server in the foreground, writing its log to standard error. Stop it with SIGINT."""
        settings = SETTINGS | ({} if self.durable else THROW_AWAY_SETTINGS)
        settings |= {"port": str(self.port), "unix_socket_directories": str(self.sockets)}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return [str(self._program("postgres")), "-D", str(self.place.data), *options]

    def as_account(self) -> dict[str, object]:
        """What subprocess needs to run a program of this cluster."""
        return {} if self.account is None else self.account.popen()

    def initialise(self) -> bool:
        """Make the cluster when there is none; True when one was made. All or nothing: a kill leaves none."""
        data = self.place.data
        if data.exists():
            self._check_version()
            self._forget_dead_server()
            return False
        draft = data.with_name("data.new")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        if self.account:
            self.account.own(draft)
        with self._password_file() as password_file:
            done = subprocess.run(
                [
                    str(self._program("initdb")), f"--pgdata={draft}", f"--username={SUPERUSER}",
                    "--auth=scram-sha-256", f"--pwfile={password_file}", "--encoding=UTF8",
                    "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C",
                    f"--lc-ctype={character_locale()}", "--no-instructions",
                    *([] if self.durable else ["--no-sync"]),
                ],
                cwd="/", capture_output=True, text=True, check=False, **self.as_account(),  # type: ignore[call-overload]
            )  # fmt: skip
        if done.returncode:
            shutil.rmtree(draft, ignore_errors=True)
            raise CannotRun(f"PostgreSQL could not make its data folder: {done.stderr.strip()}")
        draft.replace(data)
        return True

    def is_ready(self) -> bool:
        """True when the server accepts connections."""
        done = subprocess.run(
            [str(self._program("pg_isready")), "-q", "-h", LOOPBACK, "-p", str(self.port), "-t", "1"],
            check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        return done.returncode == 0

    def prepare(self) -> list[str]:
        """Make extensions, the app's role and its database, once for each cluster; the extensions that are missing.

        The extensions go into template1, as superuser, so that every later database has them although the app's role
        may not create them.
        """
        prepared = self.place.folder / "prepared"
        fingerprint = f"{EXTENSIONS} {APP_ROLE} {DATABASE} {self.app_password}"
        if prepared.exists() and prepared.read_text() == fingerprint:
            return []
        missing = create_extensions(self._program("psql"), self.url(user=SUPERUSER, database="template1"))
        self._psql(_ROLE_SQL.format(role=APP_ROLE, password=self.app_password))
        if not self._psql(f"SELECT 1 FROM pg_database WHERE datname = '{DATABASE}'"):  # noqa: S608 -- constants
            self._psql(f"CREATE DATABASE {DATABASE} OWNER {APP_ROLE} TEMPLATE template1")
        if not missing:
            secret.write_private(prepared, fingerprint)
        return missing

    def _psql(self, sql: str, *, database: str = "postgres") -> str:
        url = self.url(user=SUPERUSER, database=database)
        done = run_sql(self._program("psql"), url, sql)
        if done.returncode:
            raise CannotRun(f"PostgreSQL refused a step of its preparation: {done.stderr.strip()}")
        return done.stdout.strip()

    def _program(self, name: str) -> Path:
        return self.place.programs / name

    def _check_version(self) -> None:
        stored = self.place.data / "PG_VERSION"
        shown = subprocess.run(
            [str(self._program("postgres")), "--version"], capture_output=True, text=True, check=True
        )
        major = shown.stdout.split()[-1].split(".")[0]
        if stored.exists() and stored.read_text().strip() != major:
            raise CannotRun(
                f"the data was made by PostgreSQL {stored.read_text().strip()}, this is {major}: "
                "dump it with the old version, or throw it away with `make clean-data`"
            )

    def _forget_dead_server(self) -> None:
        """End a server that was left behind on this data, or remove the pid file of one whose pid somebody else has.

        PostgreSQL itself would refuse to start when another process has the pid of the dead server by now.
        """
        pid_file = self.place.data / "postmaster.pid"
        try:
            pid = int(pid_file.read_text().splitlines()[0])
        except (FileNotFoundError, IndexError, ValueError):
            return
        identity = processes.Identity.of(pid)
        command = processes.command_line(pid)
        if identity is None:
            return  # nobody has this pid: PostgreSQL sees that itself, and frees what the dead server held
        if "postgres" in command and str(self.place.data) in command:
            processes.end_all([processes.Ending(identity=identity, first=STOP_SIGNAL, seconds=10)])
        else:
            pid_file.unlink(missing_ok=True)

    @contextmanager
    def _password_file(self) -> Iterator[Path]:
        descriptor, name = tempfile.mkstemp(prefix="password-", dir=self.place.folder)
        path = Path(name)
        try:
            with os.fdopen(descriptor, "w") as file:
                file.write(self.superuser_password + "\n")
            if self.account:
                self.account.own(path)
            yield path
        finally:
            path.unlink(missing_ok=True)


def make_socket_folder(account: Account | None) -> Path:
    """A private folder with a short name: the path of a unix socket has at most 103 characters."""
    short = Path("/tmp")  # noqa: S108 -- mkdtemp makes the folder with mode 0700
    folder = Path(tempfile.mkdtemp(prefix="vitrine-", dir=short if short.is_dir() else None))
    if account:
        account.own(folder)
    return folder


def create_extensions(psql: Path, url: str) -> list[str]:
    """Create the extensions the shop uses in this database; the names of those that could not be."""
    return [name for name in EXTENSIONS if run_sql(psql, url, f"CREATE EXTENSION IF NOT EXISTS {name}").returncode]


def run_sql(psql: Path, url: str, sql: str) -> subprocess.CompletedProcess[str]:
    """Run one piece of SQL with the wheel's psql: no driver is needed, no start-up file is read."""
    address, password = _without_password(url)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return subprocess.run(
        [str(psql), "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", address],
        input=sql, capture_output=True, text=True, check=False, env={**environment, "PGPASSWORD": password},
    )  # fmt: skip


def character_locale() -> str:
    """A locale in which letters beyond ASCII are letters (pg_trgm and full text search ask the C library)."""
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        for name in ("C.UTF-8", "en_US.UTF-8", "UTF-8"):
            try:
                locale.setlocale(locale.LC_CTYPE, name)
            except locale.Error:
                continue
            return name
    finally:
        locale.setlocale(locale.LC_CTYPE, before)
    return "C"


_ROLE_SQL = """
DO $$ BEGIN CREATE ROLE {role}; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
ALTER ROLE {role} LOGIN CREATEDB NOSUPERUSER PASSWORD '{password}';
"""


def _without_password(url: str) -> tuple[str, str]:
    """The URL without its password, and the password: command lines are public, environments are not."""
    parts = urlsplit(url)
    if parts.password is None:
        return url, os.environ.get("PGPASSWORD", "")
    user, _, host = parts.netloc.rpartition("@")
    netloc = f"{user.split(':')[0]}@{host}"
    return urlunsplit(parts._replace(netloc=netloc)), unquote(parts.password)
