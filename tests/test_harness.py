"""The harness keeps what tests/conftest.py promises."""

import socket

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection

from apps.accounts.models import Role, RolePermission, User
from apps.accounts.rules.roles import ROLES
from apps.accounts.services.people import create_person
from apps.core.audit import record
from apps.core.models import AuditEntry
from tests import database
from tests.conftest import PASSWORD
from tests.network import LeftTheMachine
from tests.together import BROWSER, LAB, MODULES


@pytest.mark.parametrize("address", ["192.0.2.1", "example.com", "2001:db8::1", "10.0.0.1"])
def test_nothing_outside_this_machine_can_be_reached(address):
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as outgoing, pytest.raises(LeftTheMachine, match=address):
        outgoing.connect((address, 443))


def test_loopback_can_be_reached():
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as reached:
        assert reached.getpeername() == server.getsockname()


@pytest.mark.django_db
def test_there_is_one_person_of_each_role(people):
    assert list(people) == [role.slug for role in ROLES]
    assert all(people[slug].roles.get().slug == slug for slug in people)
    assert people["manager"].check_password(PASSWORD)


@pytest.mark.django_db
def test_the_people_are_as_the_service_makes_them(people):
    made = create_person(email="made@vitrine.example", password=PASSWORD, role="owner", by=None, reason="for a test")
    assert rows_of(people["owner"]) == rows_of(made)
    assert people["owner"].get_all_permissions() == made.get_all_permissions()


def rows_of(user: User) -> list[object]:
    """What the database says about a person and their role, but for what is every row's own."""
    own = {"id", "email", "password", "created_at", "starts_at", "user", "permissions_version"}
    rows = (User.objects.get(pk=user.pk), user.role_assignments.get())
    return [
        (field.name, field.value_from_object(row))
        for row in rows
        for field in row._meta.concrete_fields
        if field.name not in own
    ]


@pytest.mark.django_db(transaction=True)
def test_rows_that_triggers_protect_are_removed_and_roles_stay(people):
    record(actor=None, action="sample.done", target=people["owner"])
    database.empty()
    assert not AuditEntry.objects.exists()
    assert Role.objects.count() == len(ROLES)
    assert RolePermission.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'O'")
        assert cursor.fetchall() == []


@pytest.mark.django_db(transaction=True)
def test_roles_that_a_test_changed_are_renewed():
    before = RolePermission.objects.count()
    RolePermission.objects.filter(role__slug="auditor").delete()
    Role.objects.create(slug="guest", name="Guest")
    database.empty()
    assert RolePermission.objects.count() == before
    assert Role.objects.count() == len(ROLES)


@pytest.mark.django_db(transaction=True)
def test_a_role_without_permissions_that_a_test_made_is_gone():
    Role.objects.create(slug="guest", name="Guest")
    database.empty()
    assert Role.objects.count() == len(ROLES)


def test_keys_of_a_run_have_its_name():
    cache.set("harness", 1, timeout=10)
    assert cache.make_key("harness").startswith(settings.TEST_KEY_PREFIX)
    assert settings.CELERY_BROKER_TRANSPORT_OPTIONS["global_keyprefix"] == f"{settings.TEST_KEY_PREFIX}:"


def test_what_runs_together_is_there():
    assert [name for name in (*MODULES, BROWSER) if not (settings.BASE_DIR / name).exists()] == []


def test_modules_on_the_labs_smallest_database_run_together():
    folder = settings.BASE_DIR / "tests/showcase/lab"
    users = {f"tests/showcase/lab/{path.name}" for path in folder.glob("test_*.py") if "tiny_lab" in path.read_text()}
    assert users == LAB
