"""The experiments' own databases beside the shop's, with the same migrations.

`<shop>_lab` is filled and emptied by whichever experiment runs; `<shop>_lab_10k` and so on are filled once and read.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote, urlencode

import psycopg
from django.conf import settings
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import sql

from apps.showcase.lab.marks import BEGUN, mark_of

SUFFIX = "_lab"
# A backend whose client was killed stops in the middle of its statement, instead of finishing it for nobody.
SESSION = (
    "-c client_connection_check_interval=500ms -c statement_timeout=5min -c lock_timeout=5s"
    " -c idle_in_transaction_session_timeout=5min"
)
APPLICATION = "vitrine-lab"
# No order, customer, product or import, nor what belongs to them; triggers that keep a history are off meanwhile.
# Nowhere else than in databases for experiments and benchmarks.
EMPTY_SHOP = r"""
DO $$
DECLARE guarded text;
BEGIN
    IF current_database() !~ '_(lab|bench)$' THEN
        RAISE EXCEPTION '% is a shop', current_database();
    END IF;
    FOR guarded IN SELECT DISTINCT tgrelid::regclass FROM pg_trigger WHERE NOT tgisinternal AND tgtype & 32 = 32 LOOP
        EXECUTE format('ALTER TABLE %s DISABLE TRIGGER USER', guarded);
    END LOOP;
    TRUNCATE orders_order, orders_customer, orders_importjob, catalog_product, catalog_category
        RESTART IDENTITY CASCADE;
    FOR guarded IN SELECT DISTINCT tgrelid::regclass FROM pg_trigger WHERE NOT tgisinternal AND tgtype & 32 = 32 LOOP
        EXECUTE format('ALTER TABLE %s ENABLE TRIGGER USER', guarded);
    END LOOP;
END $$
"""
MIGRATE_SECONDS = 300
MIGRATING = "-c lock_timeout=10s"  # somebody may work there
COMMENT = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s"
APPLIED = "SELECT app, name FROM django_migrations"


class LabUnavailable(Exception):
    """The lab's database cannot be made or migrated; the message says why."""


def lab_name(size: str = "") -> str:
    """The name of the lab's database, or of the one of a size."""
    return f"{connection.settings_dict['NAME']}{SUFFIX}{'_' if size else ''}{size}"


def lab_database_url() -> str:
    """The address of the lab's database on the shop's server."""
    return url_of(lab_name())


def url_of(name: str, **parameters: str) -> str:
    """The address of a database on the shop's server, for the same user and with the same options and `parameters`."""
    place = connection.settings_dict
    who = ":".join(quote(place[part], safe="") for part in ("USER", "PASSWORD") if place[part])
    # As parameters, because a host can be the folder of a socket.
    where = {"host": place["HOST"], "port": place["PORT"], **settings.DATABASE_URL_OPTIONS, **parameters}
    told = urlencode({key: value for key, value in where.items() if value}, quote_via=quote)
    return f"postgresql://{who}{'@' if who else ''}/{quote(name, safe='')}?{told}"


def lab_environment() -> dict[str, str]:
    """Variables that make a child process work on the lab's database."""
    return environment_of(lab_name())


def size_environment(size: str) -> dict[str, str]:
    """Variables that make a child process work on the database of a size, with sessions that end with their client."""
    options = f"{settings.DATABASE_URL_OPTIONS.get('options', '')} {SESSION}".strip()
    # Without DEBUG: Django would keep every query, and take its time for that.
    plain = {"DJANGO_SETTINGS_MODULE": "config.settings.base"}
    return environment_of(lab_name(size), options=options, application_name=APPLICATION) | plain


def environment_of(name: str, **parameters: str) -> dict[str, str]:
    """Variables that make a child process work on the database of this name."""
    values = {
        "DATABASE_URL": url_of(name, **parameters),
        "VITRINE_ROLE": "command",
        "LOG_LEVEL": "WARNING",
        "LOG_DIR": "",
    }
    # The parent may have been given a file instead: that one is not for the child.
    return values | {f"{name}_FILE": "" for name in values}


@contextmanager
def on_size(size: str) -> Iterator[BaseDatabaseWrapper]:
    """Inside the block, what this thread asks the database is asked of that of a size; closed after it."""
    shop = connections["default"]
    lab = shop.copy()
    options = lab.settings_dict["OPTIONS"]
    lab.settings_dict |= {
        "NAME": lab_name(size),
        "OPTIONS": {
            **{name: value for name, value in options.items() if name != "pool"},
            "application_name": APPLICATION,
            "options": f"{options.get('options', '')} {SESSION}".strip(),
        },
    }
    connections["default"] = lab
    try:
        yield lab
    finally:
        connections["default"] = shop
        lab.close()


def ensure_lab_database() -> None:
    """Create the lab's database unless it is there, and bring its migrations up to date; raises LabUnavailable."""
    ensure_database(lab_name())


def ensure_database(name: str) -> None:
    """Create the database of this name unless it is there, and bring its migrations up to date.

    Raises LabUnavailable when there is no server, when it refuses, or when a migration fails.
    """
    if connections["default"].vendor != "postgresql":
        raise LabUnavailable("DATABASE_URL names no server.")
    try:
        create_if_missing(name)
        if is_up_to_date(name):
            return
    except psycopg.Error as error:
        raise LabUnavailable(f"The database {name} cannot be made: {error}") from error
    options = f"{settings.DATABASE_URL_OPTIONS.get('options', '')} {MIGRATING}".strip()
    try:
        migration = subprocess.run(
            [sys.executable, "manage.py", "migrate", "--no-input", "--skip-checks", "--verbosity", "0"],
            cwd=settings.BASE_DIR,
            env={**os.environ, **environment_of(name, options=options)},
            capture_output=True,
            text=True,
            timeout=MIGRATE_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise LabUnavailable(f"The database {name} was not migrated within {MIGRATE_SECONDS} s.") from error
    if migration.returncode:
        raise LabUnavailable(f"The database {name} cannot be migrated: {migration.stderr.strip()[-300:]}")


def create_if_missing(name: str) -> None:
    with psycopg.connect(url_of("postgres"), autocommit=True) as admin:
        there = admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
        if not there:
            create_database(admin, name)


def create_database(admin: psycopg.Connection[Any], name: str, *, template: str = "template0") -> None:
    """Create it, with the lab's mark that it was begun."""
    admin.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template)))
    admin.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(name), BEGUN))


def is_up_to_date(name: str) -> bool:
    """Whether each migration of the shop was applied to the database of this name, too: `migrate` would do nothing."""
    with psycopg.connect(url_of(name)) as there, connection.cursor() as shop:
        if there.execute("SELECT to_regclass('django_migrations')").fetchone() == (None,):
            return False
        shop.execute("SELECT to_regclass('django_migrations')")
        if shop.fetchone() == (None,):
            return False
        applied = set(there.execute(APPLIED).fetchall())
        shop.execute(APPLIED)
        return applied >= set(shop.fetchall())


def drop_lab_database() -> None:
    """Remove the lab's database with everything in it, and whoever is connected."""
    drop_database(lab_name())


def drop_database(name: str) -> None:
    """Remove a database that the lab made, with whoever is connected; raises LabUnavailable when another made it."""
    with psycopg.connect(url_of("postgres"), autocommit=True) as admin:
        found = admin.execute(COMMENT, [name]).fetchone()
        if found and mark_of(found[0]) is None:
            raise LabUnavailable(
                f"The database {name} has no mark of the lab on it and is left alone; drop it yourself."
            )
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
