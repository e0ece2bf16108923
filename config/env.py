"""Configuration from the environment: every variable the project reads, with its type, default and meaning.

A value is taken from the first place that has it: `NAME_FILE` (a file that holds a secret), the environment, `.env`,
and, while `make run` is up, `var/run/services.env`. `load()` reads them all and names every problem at once.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import environ

ROOT = Path(__file__).resolve().parent.parent
SERVICES_FILE = ROOT / "var" / "run" / "services.env"


class ConfigurationError(SystemExit):
    """Wrong or missing variables; ends the process with one readable message that names them all."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("Configuration cannot be used:\n" + "\n".join(f"  {problem}" for problem in problems))


@dataclass(frozen=True)
class Variable:
    """One variable: `kind` is the name of a reader of `environ.Env` (`str`, `bool`, `int`, `list`)."""

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
        "Signs sessions and cursors; at least 50 characters in production.",
        secret=True,
        required_in_production=True,
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
        "Host names the shop answers to, comma-separated.",
        required_in_production=True,
    ),
    Variable(
        "PUBLIC_URL",
        "str",
        "http://localhost:8000",
        "Address under which people reach the shop, without a slash at the end.",
        required_in_production=True,
    ),
    Variable(
        "EMAIL_URL",
        "str",
        "",
        "Outgoing mail, smtp://user:password@host:port; mails go to the log when empty.",
        secret=True,
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
        "LOG_DIR", "str", "var/log", "Folder for <role>.jsonl files; empty writes JSON lines to the console only."
    ),
    Variable(
        "VITRINE_ROLE",
        "str",
        "command",
        "Role of this process in logs (web, worker, bulk, beat, relay, command); set by `make run`.",
    ),
    Variable("SHOWCASE", "bool", False, "Installs the map, scenarios and lab in production too."),
)


class Environment:
    """The values of VARIABLES from one mapping, typed; wrong ones are collected in `problems`."""

    def __init__(self, source: Mapping[str, str], *, production: bool) -> None:
        self.problems: list[str] = []
        reader = environ.FileAwareEnv()
        reader.ENVIRON = environ.fileaware_mapping.FileAwareMapping(env=dict(source), cache=False)
        self.values = {variable.name: self._read(reader, variable, production) for variable in VARIABLES}
        self._check(production)
        if self.problems:
            raise ConfigurationError(self.problems)

    def _read(self, reader: environ.Env, variable: Variable, production: bool) -> Any:
        try:
            value = getattr(reader, variable.kind)(variable.name, default=variable.default)
        except OSError as error:
            self.problems.append(f"{variable.name}_FILE: cannot be read ({error.strerror}).")
            return variable.default
        except ValueError:
            self.problems.append(f"{variable.name}: not a valid {variable.kind}. {variable.help}")
            return variable.default
        if isinstance(value, str):
            value = value.strip()
        if production and variable.required_in_production and value == variable.default:
            self.problems.append(f"{variable.name}: must be set in production. {variable.help}")
        return value

    def _check(self, production: bool) -> None:
        levels = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
        if self.values["LOG_LEVEL"] not in levels:
            self.problems.append(f"LOG_LEVEL: must be one of {', '.join(levels)}.")
        schemes = {"DATABASE_URL": ("postgres://", "postgresql://"), "REDIS_URL": ("redis://", "rediss://", "unix://")}
        schemes["CACHE_URL"] = schemes["REDIS_URL"]
        schemes["EMAIL_URL"] = ("smtp://", "smtp+tls://", "smtp+ssl://")
        schemes["PUBLIC_URL"] = ("https://",) if production else ("http://", "https://")
        for name, allowed in schemes.items():
            if self.values[name] and not self.values[name].startswith(allowed):
                self.problems.append(f"{name}: must start with {' or '.join(allowed)}.")
        currency = self.values["CURRENCY"]
        if not (len(currency) == 3 and currency.isascii() and currency.isupper()):
            self.problems.append("CURRENCY: must be three capital letters, an ISO 4217 code.")
        if self.values["UPLOAD_MAX_BYTES"] <= 0:
            self.problems.append("UPLOAD_MAX_BYTES: must be greater than 0.")
        secret = self.values["SECRET_KEY"]
        if production and secret and len(secret) < 50 and not any(p.startswith("SECRET_KEY") for p in self.problems):
            self.problems.append("SECRET_KEY: must have at least 50 characters in production.")

    def __getitem__(self, name: str) -> Any:
        return self.values[name]


def read_file(path: Path) -> dict[str, str]:
    """NAME=VALUE lines of a file; empty when there is no such file."""
    if not path.is_file():
        return {}

    class FileEnv(environ.Env):
        ENVIRON: ClassVar[dict[str, str]] = {}

    FileEnv.read_env(path)
    return FileEnv.ENVIRON


def load(*, production: bool = False) -> Environment:
    """The configuration of this process.

    Raises ConfigurationError with all problems when a value is wrong or, in production, missing or a default.
    """
    local = {} if production else read_file(SERVICES_FILE)
    return Environment({**local, **read_file(ROOT / ".env"), **os.environ}, production=production)
