"""Which databases a run starts itself, and the variables that tell the shop where everything is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from . import account, cluster, postgres, roles, secret, valkey
from .errors import CannotRun
from .home import Home
from .ports import PortBook
from .postgres import Postgres
from .roles import Role
from .valkey import Valkey


@dataclass
class Services:
    """Roles to start before the shop, variables for it, folders to remove at the end."""

    roles: list[Role] = field(default_factory=list)
    variables: dict[str, str] = field(default_factory=dict)
    folders: list[Path] = field(default_factory=list)


def embedded(home: Home, *, given: Mapping[str, str], book: PortBook, say: Callable[[str], None]) -> Services:
    """Services for this clone; whatever the user has given an address for is not started.

    Makes the PostgreSQL cluster when there is none. Raises CannotRun.
    """
    services = Services()
    if url := given.get("DATABASE_URL"):
        services.variables["DATABASE_URL"] = url
        say("DATABASE_URL is set: PostgreSQL is not started")
        name_missing(_missing_in(url), say=say)
    else:
        _add_postgres(services, home, book=book, say=say)
    _add_valkey(services, home, "valkey", "REDIS_URL", valkey.STATE, given=given, book=book, say=say)
    _add_valkey(services, home, "valkey-cache", "CACHE_URL", valkey.CACHE, given=given, book=book, say=say)
    return services


def service_account() -> account.Account | None:
    """The account for PostgreSQL: None unless we are root. Raises CannotRun when root has nobody to ask."""
    if not account.needed():
        return None
    chosen = account.choose()
    if chosen is None:
        raise CannotRun(
            f"PostgreSQL does not run as root and none of {', '.join(account.CANDIDATES)} can be used: "
            "run as an ordinary user, or set DATABASE_URL"
        )
    return chosen


def postgres_role(server: Postgres, *, then: Callable[[], None]) -> Role:
    """The table's entry for one cluster."""
    return Role(
        name="postgres",
        argv=tuple(server.command()),
        account=server.as_account(),
        folder=Path("/"),
        ready=server.is_ready,
        then=then,
        reloads=False,
        writes_json=False,
        quiet=roles.QUIET_POSTGRES,
        stop_signal=postgres.STOP_SIGNAL if server.durable else postgres.HARD_STOP_SIGNAL,
        hard_signal=postgres.HARD_STOP_SIGNAL,
        stop_within=15,
    )


def valkey_role(name: str, server: Valkey) -> Role:
    """The table's entry for one Valkey."""
    return Role(
        name=name,
        argv=tuple(server.command()),
        ready=server.is_ready,
        reloads=False,
        writes_json=False,
        quiet=roles.QUIET_VALKEY,
    )


def name_missing(missing: list[str], *, say: Callable[[str], None]) -> None:
    if missing:
        say(f"PostgreSQL lacks {', '.join(missing)}: what needs it will not work, the start goes on")


def _add_postgres(services: Services, home: Home, *, book: PortBook, say: Callable[[str], None]) -> None:
    who = service_account()
    place = cluster.find_place(var=home.var, account=who, say=say)
    sockets = postgres.make_socket_folder(who)
    services.folders.append(sockets)
    server = Postgres(place=place, port=book.pick("postgres"), sockets=sockets, account=who)
    if server.initialise():
        say(f"made a PostgreSQL cluster in {place.data}")
    services.roles.append(postgres_role(server, then=lambda: name_missing(server.prepare(), say=say)))
    services.variables["DATABASE_URL"] = server.url()


def _add_valkey(
    services: Services,
    home: Home,
    name: str,
    variable: str,
    settings: dict[str, str],
    *,
    given: Mapping[str, str],
    book: PortBook,
    say: Callable[[str], None],
) -> None:
    if url := given.get(variable):
        services.variables[variable] = url
        say(f"{variable} is set: {name} is not started")
        return
    folder = home.var / name
    folder.mkdir(mode=0o700, exist_ok=True)
    server = Valkey(folder=folder, port=book.pick(name), settings=settings)
    services.roles.append(valkey_role(name, server))
    services.variables[variable] = server.url()


def _missing_in(url: str) -> list[str]:
    """Extensions that a given database lacks and that could not be created there; none when it cannot be asked."""
    try:
        psql = cluster.programs_of(cluster.wheel_folder()) / "psql"
    except CannotRun:
        return []
    if postgres.run_sql(psql, url, "SELECT 1").returncode:
        return []  # migrate will say better than psql why this database cannot be used
    return postgres.create_extensions(psql, url)


def shop_variables(
    home: Home, *, services: Services, given: Mapping[str, str], web_port: int, mail_port: int | None
) -> dict[str, str]:
    """The variables every role of the shop gets, and that `services.env` holds for all other commands."""
    return {
        **services.variables,
        "EMAIL_URL": given.get("EMAIL_URL") or f"smtp://127.0.0.1:{mail_port}",
        "PUBLIC_URL": given.get("PUBLIC_URL") or f"http://localhost:{web_port}",
        "SECRET_KEY": given.get("SECRET_KEY") or secret.keep(home.run / "secret_key"),
    }
