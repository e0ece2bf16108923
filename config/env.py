"""Configuration from the environment: every variable the project reads, with its type, default and meaning.

A value is taken from the first place that has it: the environment, `.env`, and, while `make run` is up,
`var/run/services.env`. In each of them `NAME_FILE` may name a file that holds the value of `NAME`; an empty one
is none. `load()` reads them all and names every problem at once. `python -m config.env` prints `.env.example`.
"""

import os
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urlsplit

import environ
from babel.numbers import is_currency

from config.readers import READERS

ROOT = Path(__file__).resolve().parent.parent
SERVICES_FILE = ROOT / "var" / "run" / "services.env"
PLACES = ("environment", ".env file", "make run")
DEFAULT = "default"


class ConfigurationError(SystemExit):
    """Wrong or missing variables; ends the process with one readable message that names them all."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("Configuration cannot be used:\n" + "\n".join(f"  {problem}" for problem in problems))


@dataclass(frozen=True)
class Variable:
    """One variable; `kind` is a key of `config.readers.READERS`."""

    name: str
    kind: str
    default: Any
    help: str
    secret: bool = False
    required_in_production: bool = False


VARIABLES = (
    Variable(
        "SECRET_KEY",
        "str",
        "local-only-not-a-secret",
        "Signs sessions and cursors; in production at least 50 characters, at least 5 different ones.",
        secret=True,
        required_in_production=True,
    ),
    Variable(
        "ENCRYPTION_KEYS",
        "list",
        [],
        "Encrypts second factors: the first of these texts does, all decrypt; SECRET_KEY when empty. Keep old ones.",
        secret=True,
    ),
    Variable(
        "DATABASE_URL",
        "str",
        "",
        "PostgreSQL, postgresql://user:password@host:port/name.",
        secret=True,
        required_in_production=True,
    ),
    Variable(
        "REDIS_URL",
        "str",
        "",
        "Valkey or Redis for broker and state (noeviction), redis://:password@host:port/0.",
        secret=True,
        required_in_production=True,
    ),
    Variable("CACHE_URL", "str", "", "Valkey or Redis for the cache (LRU); REDIS_URL when empty.", secret=True),
    Variable(
        "ALLOWED_HOSTS",
        "list",
        ["localhost", "127.0.0.1"],
        "Host names the shop answers to, comma-separated; in production no *.",
        required_in_production=True,
    ),
    Variable(
        "PUBLIC_URL",
        "str",
        "http://localhost:8000",
        "Address under which people reach the shop, without a slash at the end; https in production.",
        required_in_production=True,
    ),
    Variable(
        "TRUSTED_PROXIES",
        "list of networks",
        [],
        "Addresses or networks of the proxies in front, 10.0.0.0/8, or unix: whose X-Forwarded-For is believed.",
        required_in_production=True,
    ),
    Variable(
        "EMAIL_URL",
        "str",
        "",
        "Outgoing mail, smtp://user:password@host:port (smtp+tls, smtp+ssl); mails are printed when empty.",
        secret=True,
        required_in_production=True,
    ),
    Variable("DEFAULT_FROM_EMAIL", "str", "Vitrine <shop@vitrine.example>", "Sender of the shop's mails."),
    Variable("CURRENCY", "str", "GBP", "ISO 4217 code of the currency that imported orders are in."),
    Variable("UPLOAD_MAX_BYTES", "int", 128 * 1024 * 1024, "Largest accepted upload, in bytes."),
    Variable(
        "UPLOAD_ROOT",
        "str",
        "var/uploads",
        "Folder of uploaded files, outside the code; relative to the project or absolute.",
    ),
    Variable("LOG_LEVEL", "str", "INFO", "DEBUG, INFO, WARNING, ERROR or CRITICAL."),
    Variable(
        "LOG_DIR",
        "str",
        "var/log",
        "Folder for <role>.jsonl files, in production only when given; empty: JSON lines on the console alone.",
    ),
    Variable(
        "VITRINE_ROLE",
        "str",
        "command",
        "Role of this process in logs (web, worker, bulk, beat, relay, command); set by `make run`.",
    ),
    Variable("WEB_PROCESSES", "int", 2, "Web processes; while Valkey is away each lets through its part of a limit."),
    Variable("API_V1_SUNSET", "date", date(2027, 11, 1), "From this day on, in UTC, version 1 of the API answers 410."),
    Variable("API_LIMITS", "bool", True, "Limits how often the API may be called (apps/core/rest/rates.py)."),
    Variable("SHOWCASE", "bool", False, "Installs the map, scenarios and lab in production too."),
)

LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
SCHEMES = {
    "DATABASE_URL": ("postgres", "postgresql"),
    "REDIS_URL": ("redis", "rediss", "unix"),
    "CACHE_URL": ("redis", "rediss", "unix"),
    "EMAIL_URL": ("smtp", "smtp+tls", "smtp+ssl"),
    "PUBLIC_URL": ("http", "https"),
}


class Environment:
    """The values of VARIABLES from the first of several places (PLACES, in this order) that has each, typed.

    `sources` says where each value came from. Raises ConfigurationError with all problems.
    """

    def __init__(self, *places: Mapping[str, str], production: bool = False) -> None:
        self._places = places
        self._production = production
        self.problems: list[str] = []
        self.sources = {variable.name: DEFAULT for variable in VARIABLES}
        self.values = {variable.name: self._read(variable) for variable in VARIABLES}
        self._check_addresses()
        self._check_values()
        if production:
            self._check_production()
        if self.problems:
            raise ConfigurationError(self.problems)

    def __getitem__(self, name: str) -> Any:
        return self.values[name]

    def given(self, name: str) -> bool:
        """Whether any place gives the variable, rather than its default."""
        return any(name in place or place.get(f"{name}_FILE") for place in self._places)

    def _read(self, variable: Variable) -> Any:
        text = self._text(variable.name)
        if text is None or (text == "" and variable.kind != "str"):
            return self._missing(variable)
        try:
            value = READERS[variable.kind](text)
        except ValueError:
            self._problem(variable.name, f"not a valid {variable.kind}. {variable.help}")
            return variable.default
        return self._missing(variable) if value == variable.default else value

    def _text(self, name: str) -> str | None:
        for source, place in zip(PLACES, self._places, strict=False):
            if name in place and place.get(f"{name}_FILE"):
                self._problem(name, f"given twice, also by {name}_FILE; keep one.")
            if path := place.get(f"{name}_FILE"):
                self.sources[name] = f"secret file, named by {source}"
                try:
                    return Path(path).read_text().strip()
                except (OSError, UnicodeDecodeError) as error:
                    reason = getattr(error, "strerror", None) or "it is not text"
                    self._problem(f"{name}_FILE", f"cannot be read: {reason}.")
                    return None
            if name in place:
                self.sources[name] = source
                return place[name].strip()
        return None

    def _missing(self, variable: Variable) -> Any:
        if self._production and variable.required_in_production:
            self._problem(variable.name, f"must be set in production. {variable.help}")
        return variable.default

    def _check_addresses(self) -> None:
        for name, schemes in SCHEMES.items():
            if not self.values[name]:
                continue
            try:
                parts = urlsplit(self.values[name])
                usable = parts.port != 0 and bool(parts.hostname or parts.path)
            except ValueError:
                self._problem(name, "not a valid address.")
                continue
            if parts.scheme not in schemes:
                self._problem(name, f"must start with {' or '.join(f'{scheme}://' for scheme in schemes)}.")
            elif not usable:
                self._problem(name, "has no host.")
            elif name == "DATABASE_URL" and not parts.path.strip("/"):
                self._problem(name, "names no database.")
            elif name == "PUBLIC_URL" and parts.path:
                self._problem(name, "must end with host or port, without a path or slash.")

    def _check_values(self) -> None:
        if self.values["LOG_LEVEL"] not in LOG_LEVELS:
            self._problem("LOG_LEVEL", f"must be one of {', '.join(LOG_LEVELS)}.")
        if not is_currency(self.values["CURRENCY"]):
            self._problem("CURRENCY", "must be an ISO 4217 code, three capital letters.")
        for name in ("UPLOAD_MAX_BYTES", "WEB_PROCESSES"):
            if self.values[name] <= 0:
                self._problem(name, "must be greater than 0.")
        if not self.values["UPLOAD_ROOT"]:
            self._problem("UPLOAD_ROOT", "must name a folder.")
        if not re.fullmatch(r"[a-z][a-z0-9-]*", self.values["VITRINE_ROLE"]):
            self._problem("VITRINE_ROLE", "must be a word in small letters: it names a log file.")

    def _check_production(self) -> None:
        secret = self.values["SECRET_KEY"]
        if not self._has_problem("SECRET_KEY") and (len(secret) < 50 or len(set(secret)) < 5):
            self._problem("SECRET_KEY", "must have at least 50 characters, at least 5 different ones, in production.")
        if any(len(key) < 50 for key in self.values["ENCRYPTION_KEYS"]):
            self._problem("ENCRYPTION_KEYS", "must have at least 50 characters each in production.")
        if not self._has_problem("PUBLIC_URL") and not self.values["PUBLIC_URL"].startswith("https://"):
            self._problem("PUBLIC_URL", "must start with https:// in production.")
        if "*" in self.values["ALLOWED_HOSTS"]:
            self._problem("ALLOWED_HOSTS", "must name the hosts in production, not *.")

    def _problem(self, name: str, words: str) -> None:
        self.problems.append(f"{name}: {words}")

    def _has_problem(self, name: str) -> bool:
        return any(problem.startswith(name) for problem in self.problems)


def read_file(path: Path) -> dict[str, str]:
    """NAME=VALUE lines of a file; empty when there is no such file."""
    if not path.is_file():
        return {}

    class FileEnv(environ.Env):
        ENVIRON: ClassVar[dict[str, str]] = {}

    FileEnv.read_env(path)
    return FileEnv.ENVIRON


_loaded: list[Environment] = []


def load(*, production: bool = False) -> Environment:
    """The configuration of this process; the first call decides whether it is production.

    Raises ConfigurationError with all problems when a value is wrong or, in production, missing or a default.
    """
    if not _loaded:
        files = [ROOT / ".env"] if production else [ROOT / ".env", SERVICES_FILE]
        _loaded.append(Environment(os.environ, *map(read_file, files), production=production))
    return _loaded[0]


def example(variables: Sequence[Variable] = VARIABLES) -> str:
    """The text of `.env.example`."""
    lines = [
        "# Every variable the project reads. Copy to .env and change what differs; `make run` needs none of them.",
        "# NAME_FILE=/path gives the value of NAME in a file. Written by: python -m config.env > .env.example",
    ]
    for variable in variables:
        default = ",".join(variable.default) if isinstance(variable.default, list) else variable.default
        needed = ", required in production" if variable.required_in_production else ""
        secret = ", secret" if variable.secret else ""
        lines += ["", f"# {variable.help}", f"# {variable.kind}{secret}{needed}", f"#{variable.name}={default}"]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.stdout.write(example())
