"""Databases beside the tests' own."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import psycopg
import pytest
from django.db import connection, connections

from apps.showcase.lab.database import create_database, drop_database, lab_name, url_of

Copied = Callable[[str], AbstractContextManager[str]]


@pytest.fixture(scope="session")
def lab_copied(django_db_setup: None, django_db_blocker: Any) -> Copied:
    """The lab of a size, inside `with`: a copy of the migrated test database, ten times as fast as migrating anew."""

    @contextmanager
    def copied(size: str) -> Iterator[str]:
        name, shop = lab_name(size), connection.settings_dict["NAME"]
        with django_db_blocker.unblock():
            drop_database(name)
            connections.close_all()  # a database that somebody is connected to cannot be copied
            with psycopg.connect(url_of("postgres"), autocommit=True) as admin:
                create_database(admin, name, template=shop)
        yield name
        with django_db_blocker.unblock():
            drop_database(name)

    return copied
