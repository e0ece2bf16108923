"""The smallest database of the query lab, built once: a copy of the tests' own, filled as any size is."""

from collections.abc import Iterator

import psycopg
import pytest
from django.db import connection, connections

from apps.showcase.lab.building import LIMITS
from apps.showcase.lab.database import create_database, drop_database, lab_name, on_size, size_environment, url_of
from apps.showcase.lab.processes import run_child
from apps.showcase.lab.sizes import TINY


@pytest.fixture(scope="session")
def tiny_lab(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[str]:
    """The name of the size. A copy of the migrated test database, because migrating anew takes ten times as long."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        name, shop = lab_name(TINY.slug), connection.settings_dict["NAME"]
        drop_database(name)
        connections.close_all()  # a database that somebody is connected to cannot be copied
        with psycopg.connect(url_of("postgres"), autocommit=True) as admin:
            create_database(admin, name, template=shop)
        filled = run_child(
            "apps.showcase.lab.filling:fill",
            {"lines": TINY.lines},
            limits=LIMITS,
            environment=size_environment(TINY.slug),
            django=True,
        )
        assert not filled.ended, filled.cause
    yield TINY.slug
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        drop_database(name)


@pytest.fixture
def in_tiny_lab(tiny_lab: str, db: None) -> Iterator[None]:
    """What the test asks the database goes to the smallest lab."""
    with on_size(tiny_lab):
        yield
