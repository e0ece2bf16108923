"""The folders of one clone, and the configuration that its user has given."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from .errors import CannotRun

FROM_FILES = ("DATABASE_URL", "REDIS_URL", "CACHE_URL", "EMAIL_URL", "PUBLIC_URL", "SECRET_KEY")
"""What a run looks at or sets itself; the shop reads every other `NAME_FILE` on its own."""


@dataclass(frozen=True)
class Home:
    """One clone: the code at `root`, everything that is made while running in `var/`."""

    root: Path

    @classmethod
    def of_this_code(cls) -> "Home":
        """The clone that this file belongs to."""
        return cls(Path(__file__).resolve().parents[3])

    @property
    def var(self) -> Path:
        return self.root / "var"

    @property
    def run(self) -> Path:
        """What is true only while a run is up: state, lock, services.env. 0700."""
        return self.var / "run"

    @property
    def log(self) -> Path:
        return self.var / "log"

    @property
    def services_file(self) -> Path:
        """Addresses of the running services; every other command of the clone reads it."""
        return self.run / "services.env"

    def make_folders(self) -> None:
        """Make the folders a run needs. Raises OSError when this user may not."""
        for folder in (self.var, self.log):
            folder.mkdir(parents=True, exist_ok=True)
        self.run.mkdir(mode=0o700, exist_ok=True)
        self.run.chmod(0o700)

    def given(self, environment: Mapping[str, str] = os.environ) -> dict[str, str]:
        """What the user has set, in the environment or in `.env`; `NAME_FILE` stands for the content of a file.

        The order of precedence is that of `config.env`: the environment, then `.env`. Raises CannotRun when such a file
        cannot be read.
        """
        values: dict[str, str] = {}
        for place in (read_assignments(self.root / ".env"), environment):
            values |= place
            for name in (name for name in FROM_FILES if place.get(f"{name}_FILE")):
                try:
                    values[name] = Path(place[f"{name}_FILE"]).read_text().strip()
                except (OSError, UnicodeDecodeError) as error:
                    raise CannotRun(f"{name}_FILE cannot be read: {error}") from error
        return values


def read_assignments(path: Path) -> dict[str, str]:
    """NAME=VALUE lines of a file: comments, blank lines, `export` and one pair of quotes are understood."""
    values = {}
    for line in path.read_text().splitlines() if path.is_file() else ():
        name, equals, value = line.strip().removeprefix("export ").partition("=")
        if not equals or name.startswith("#"):
            continue
        value = value.strip()
        if len(value) >= 2 and value[0] == value[-1] and value[0] in "'\"":
            value = value[1:-1]
        values[name.strip()] = value
    return values
