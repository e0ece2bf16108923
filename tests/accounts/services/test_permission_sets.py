"""The sets of permissions that a process keeps: no query while nothing changed, and never an old answer."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from time import monotonic

import pytest
import redis
from django.contrib.auth.models import Permission
from django.db import connection, transaction
from django.utils import timezone

from apps.accounts.models import Role, RoleAssignment, RolePermission, User
from apps.accounts.services import permission_sets
from apps.accounts.services.permission_sets import LONGEST_SECONDS, SETS, Sets
from apps.accounts.services.roles import give_role, take_role

VIEW, PRODUCTS = "orders.view_order", "catalog.view_product"
Queries = Callable[[int], object]


def next_request(user: User) -> User:
    """The person as the next request reads them."""
    return User.objects.acting().get(pk=user.pk)


@pytest.fixture
def support(people: dict[str, User]) -> User:
    """Somebody whose set this process knows."""
    assert next_request(people["support"]).has_perm(VIEW)
    return people["support"]


@contextmanager
def versions_not_renewed() -> Iterator[None]:
    """The protection taken away: changes of grants and roles renew nothing."""
    tables = ("accounts_roleassignment", "accounts_rolepermission", "accounts_user", "accounts_role")
    with connection.cursor() as cursor:
        for verb in ("DISABLE", "ENABLE"):
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with checks still to come is not altered
            for table in tables:
                cursor.execute(f"ALTER TABLE {table} {verb} TRIGGER USER")
            if verb == "DISABLE":
                yield


def test_fifty_checks_of_a_request_ask_the_database_nothing(support: User, django_assert_num_queries: Queries) -> None:
    user = next_request(support)
    with django_assert_num_queries(0):  # type: ignore[attr-defined]
        assert all(user.has_perm(VIEW) for _ in range(50))
        assert not user.has_perm("orders.delete_order")
        assert user.is_staff
        assert user.has_module_perms("orders")
        assert VIEW in user.get_all_permissions()


def test_who_was_read_without_the_versions_is_asked_about_once(
    support: User, django_assert_num_queries: Queries
) -> None:
    user = User.objects.get(pk=support.pk)
    with django_assert_num_queries(1):  # type: ignore[attr-defined]
        assert all(user.has_perm(VIEW) for _ in range(50))


def by_the_service(user: User) -> None:
    take_role(user=user, role="support", by=None, reason="left")


def by_an_end(user: User) -> None:
    user.role_assignments.update(starts_at=timezone.now() - timedelta(days=2), expires_at=timezone.now())


def by_hand(user: User) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM accounts_roleassignment WHERE user_id = %s", [user.pk])


def by_the_role(user: User) -> None:
    Role.objects.get(slug="support").permissions.remove(Permission.objects.get(codename="view_order"))


def by_another_role(user: User) -> None:
    support, customer = Role.objects.filter(slug__in=["support", "customer"]).order_by("-slug")
    RolePermission.objects.filter(role=support, permission__codename="view_order").update(role=customer)


def by_another_person(user: User) -> None:
    other = User.objects.create_user("other@vitrine.example")
    user.role_assignments.update(user=other)
    assert next_request(other).has_perm(VIEW)


def by_closing(user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)


REVOCATIONS = [by_the_service, by_an_end, by_hand, by_the_role, by_another_role, by_another_person, by_closing]


@pytest.mark.parametrize("revoke", REVOCATIONS)
def test_whatever_takes_a_permission_takes_it_from_the_next_request(support: User, revoke: Callable[..., None]) -> None:
    revoke(support)
    assert not next_request(support).has_perm(VIEW)


def test_without_the_triggers_old_sets_live_on(support: User) -> None:
    with versions_not_renewed():
        by_the_service(support)
        assert next_request(support).has_perm(VIEW)


def test_a_permission_given_counts_with_the_next_request(people: dict[str, User]) -> None:
    customer = people["customer"]
    assert not next_request(customer).has_perm(VIEW)
    give_role(user=customer, role="support", by=None, reason="helps out")
    assert next_request(customer).has_perm(VIEW)


def test_what_is_not_committed_is_forgotten_with_its_transaction(people: dict[str, User]) -> None:
    customer = next_request(people["customer"])
    with transaction.atomic():
        give_role(user=customer, role="support", by=None, reason="on second thoughts")
        assert customer.has_perm(VIEW)
        transaction.set_rollback(True)
    assert not next_request(people["customer"]).has_perm(VIEW)


def test_a_person_who_was_read_before_and_is_saved_later_brings_no_old_set_back(support: User) -> None:
    read_before = next_request(support)
    by_the_service(support)
    read_before.name = "Renamed"
    read_before.save()
    assert not next_request(support).has_perm(VIEW)
    by_another_role(support)
    role = Role(pk=Role.objects.get(slug="support").pk, slug="support", name="Renamed", permissions_version=1)
    role.save()
    assert Role.objects.get(pk=role.pk).permissions_version != 1


def test_without_the_triggers_a_late_save_would(support: User) -> None:
    read_before = next_request(support)
    by_the_service(support)
    with versions_not_renewed():
        read_before.save()
        assert next_request(support).has_perm(VIEW)


@pytest.mark.parametrize("clock_runs", [True, False], ids=["as it is", "without its own end"])
def test_a_grant_that_ends_by_itself_ends_while_the_process_lives(
    support: User, monkeypatch: pytest.MonkeyPatch, clock_runs: bool
) -> None:
    RoleAssignment.objects.filter(user=support).update(expires_at=timezone.now() + timedelta(milliseconds=300))
    user = next_request(support)
    assert user.has_perm(VIEW)
    if not clock_runs:
        began = monotonic()
        monkeypatch.setattr(permission_sets, "monotonic", lambda: began)
    limit = monotonic() + 0.6
    while monotonic() < limit and user.has_perm(VIEW):
        pass
    assert user.has_perm(VIEW) is next_request(support).has_perm(VIEW) is not clock_runs


def test_a_grant_that_begins_by_itself_begins_while_the_process_lives(people: dict[str, User]) -> None:
    customer = people["customer"]
    give_role(user=customer, role="support", by=None, reason="from tomorrow on")
    customer.role_assignments.filter(role__slug="support").update(
        starts_at=timezone.now() + timedelta(milliseconds=200)
    )
    assert not next_request(customer).has_perm(VIEW)
    limit = monotonic() + 5
    while monotonic() < limit and not next_request(customer).has_perm(VIEW):
        pass
    assert next_request(customer).has_perm(VIEW)


def test_rows_written_past_the_triggers_are_noticed_after_a_while(
    support: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    with versions_not_renewed():
        by_hand(support)
    assert next_request(support).has_perm(VIEW)
    later = monotonic() + LONGEST_SECONDS
    monkeypatch.setattr(permission_sets, "monotonic", lambda: later)
    assert not next_request(support).has_perm(VIEW)


def test_the_answer_does_not_hang_on_valkey(support: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*args: object, **kwargs: object) -> None:
        raise redis.ConnectionError

    monkeypatch.setattr(redis.ConnectionPool, "get_connection", away)
    assert next_request(support).has_perm(VIEW)
    by_the_service(support)
    assert not next_request(support).has_perm(VIEW)


def test_a_process_keeps_a_bounded_number_of_people() -> None:
    sets = Sets(2)
    for pk in (1, 2):
        sets.keep(pk, (0, 0), monotonic() + 60, {})
    assert sets.find(1, (0, 0))
    sets.keep(3, (0, 0), monotonic() + 60, {})
    assert [bool(sets.find(pk, (0, 0))) for pk in (1, 2, 3)] == [True, False, True]
    assert sets.find(3, (1, 0)) is None


def test_a_new_process_reads_from_the_tables(support: User, django_assert_num_queries: Queries) -> None:
    SETS.clear()
    user = next_request(support)
    with django_assert_num_queries(1):  # type: ignore[attr-defined]
        assert user.has_perm(VIEW)
