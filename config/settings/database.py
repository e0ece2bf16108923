"""What DATABASE_URL says, in Django's words. libpq reads it: sockets, TLS and escapes mean what they mean to psql."""

from typing import Any

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from config.env import ConfigurationError

PLACE = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}


def read_database_url(url: str) -> tuple[dict[str, str], dict[str, Any]]:
    """NAME, USER, PASSWORD, HOST and PORT, and every other option of the address (sslmode, sslrootcert, ...).

    Raises ConfigurationError, without the address, when libpq cannot read it.
    """
    try:
        given = conninfo_to_dict(url)
    except ProgrammingError:
        # Without the cause: libpq's message can hold parts of the password.
        raise ConfigurationError(["DATABASE_URL: not an address that PostgreSQL's own programs can read."]) from None
    place = {name: str(given.pop(word, None) or "") for word, name in PLACE.items()}
    return place, given
