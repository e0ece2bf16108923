"""What each role may do, and when a grant counts."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from apps.accounts.models import Role, RoleAssignment, RolePermission, User
from apps.accounts.rules.roles import ROLES
from apps.accounts.services.people import create_owner, create_person
from apps.accounts.services.roles import give_role, synchronise_roles, take_role
from apps.core.errors import Conflict, DomainError, NotAllowed
from apps.core.models import AuditEntry

BACK_OFFICE = {"accounts.enter_backoffice"}
CATALOG = {
    f"catalog.{verb}_{model}" for verb in ("add", "change", "delete", "view") for model in ("category", "product")
} | {"catalog.move_stock", "catalog.set_price"}
CATALOG_VIEWS = {f"catalog.view_{model}" for model in ("category", "price", "product", "stockitem", "stockmovement")}
SUPPORT = (
    BACK_OFFICE
    | CATALOG_VIEWS
    | {
        *("core.add_note", "core.view_note"),
        *("orders.add_customer", "orders.change_customer", "orders.view_customer"),
        "orders.view_order",
        "orders.view_orderline",
        "orders.view_statuschange",
        "payments.add_refund",
        "payments.view_payment",
        "payments.view_refund",
        "uploads.add_upload",
        "uploads.view_upload",
    }
)
WAREHOUSE = (
    BACK_OFFICE
    | CATALOG_VIEWS
    | {
        "catalog.move_stock",
        "core.add_note",
        "core.view_note",
        "orders.view_order",
        "orders.view_orderline",
        "orders.view_statuschange",
    }
)


def every_permission() -> set[str]:
    return {f"{p.content_type.app_label}.{p.codename}" for p in Permission.objects.select_related("content_type")}


def every_reading_permission() -> set[str]:
    return {name for name in every_permission() if name.split(".")[1].startswith("view_")}


def test_the_owner_may_do_everything(people: dict[str, User]) -> None:
    assert people["owner"].get_all_permissions() == every_permission()


def test_the_manager_reads_everything_and_runs_catalogue_imports_and_customers(people: dict[str, User]) -> None:
    expected = BACK_OFFICE | every_reading_permission() | CATALOG
    expected |= {"core.add_note", "orders.import_orders", "orders.add_customer", "orders.change_customer"}
    expected |= {"payments.add_refund", "uploads.add_upload"}
    assert people["manager"].get_all_permissions() == expected


def test_support_reads_what_customers_ask_about(people: dict[str, User]) -> None:
    assert people["support"].get_all_permissions() == SUPPORT


def test_the_warehouse_reads_orders_and_products(people: dict[str, User]) -> None:
    assert people["warehouse"].get_all_permissions() == WAREHOUSE


def test_the_auditor_reads_everything_and_changes_nothing(people: dict[str, User]) -> None:
    expected = BACK_OFFICE | every_reading_permission() | {"core.follow_requests"}
    assert people["auditor"].get_all_permissions() == expected


def test_the_engineer_reads_everything_changes_nothing_and_may_run_experiments(people: dict[str, User]) -> None:
    extra = people["engineer"].get_all_permissions() - BACK_OFFICE - every_reading_permission()
    assert extra <= {"core.follow_requests", "core.read_configuration", "showcase.run_experiments"}


def test_the_customer_sees_own_orders_and_stays_out_of_the_back_office(people: dict[str, User]) -> None:
    assert people["customer"].get_all_permissions() == {"orders.view_own_orders"}
    assert not people["customer"].is_staff


def test_nobody_is_above_the_role_tables(db: None) -> None:
    owner = create_owner(email="first@vitrine.example", password=None)
    assert not owner.is_superuser
    RoleAssignment.objects.all().delete()
    assert User.objects.get(pk=owner.pk).get_all_permissions() == set()


@pytest.mark.parametrize(
    ("starts", "ends", "counts"),
    [(-2, None, True), (-2, 1, True), (-2, -1, False), (1, None, False), (1, 2, False)],
    ids=["open", "not yet ended", "ended", "not yet begun", "wholly in the future"],
)
def test_a_grant_counts_from_its_start_until_its_expiry(db: None, starts: int, ends: int | None, counts: bool) -> None:
    user = create_person(email="a@vitrine.example", password=None, role="support", by=None, reason="test")
    now = timezone.now()
    user.role_assignments.update(
        starts_at=now + timedelta(hours=starts), expires_at=None if ends is None else now + timedelta(hours=ends)
    )
    user = User.objects.get(pk=user.pk)
    assert user.has_perm("orders.view_order") is counts
    assert user.has_module_perms("orders") is counts
    assert user.is_staff is counts


def test_an_inactive_person_may_nothing(people: dict[str, User]) -> None:
    User.objects.filter(pk=people["owner"].pk).update(is_active=False)
    owner = User.objects.get(pk=people["owner"].pk)
    assert owner.get_all_permissions() == set()
    assert not owner.has_perm("orders.view_order")
    assert not owner.is_staff


def test_giving_a_role_again_renews_it_and_both_are_audited(people: dict[str, User]) -> None:
    owner, customer = people["owner"], people["customer"]
    later = timezone.now() + timedelta(days=7)
    first = give_role(user=customer, role="support", by=owner, reason="helps out")
    second = give_role(user=customer, role="support", by=owner, reason="helps out longer", expires_at=later)
    assert (second.pk, second.starts_at, second.expires_at) == (first.pk, first.starts_at, later)
    entries = AuditEntry.objects.filter(object_id=str(customer.pk), reason__startswith="helps").order_by("id")
    assert [(entry.action, entry.actor_id) for entry in entries] == [
        ("accounts.role_given", owner.pk),
        ("accounts.role_renewed", owner.pk),
    ]


def test_giving_a_role_whose_grant_has_ended_begins_a_new_one(people: dict[str, User]) -> None:
    customer = people["customer"]
    give_role(user=customer, role="support", by=None, reason="once")
    past = timezone.now() - timedelta(days=2)
    customer.role_assignments.update(starts_at=past, expires_at=past + timedelta(days=1))
    renewed = give_role(user=customer, role="support", by=None, reason="again")
    assert renewed.starts_at > past + timedelta(days=1)
    assert User.objects.get(pk=customer.pk).has_perm("orders.view_order")


def test_taking_a_role_ends_it_with_the_next_look(people: dict[str, User]) -> None:
    support = people["support"]
    assert take_role(user=support, role="support", by=people["owner"], reason="left")
    assert User.objects.get(pk=support.pk).get_all_permissions() == set()
    assert not take_role(user=support, role="support", by=people["owner"], reason="left")
    assert AuditEntry.objects.filter(action="accounts.role_taken").count() == 1


def test_taking_a_role_that_has_not_begun_removes_the_grant(people: dict[str, User]) -> None:
    support = people["support"]
    support.role_assignments.update(starts_at=timezone.now() + timedelta(days=1))
    assert take_role(user=support, role="support", by=None, reason="changed plans")
    assert not support.role_assignments.exists()


def test_synchronising_takes_back_what_the_table_does_not_grant(db: None) -> None:
    warehouse = Role.objects.get(slug="warehouse")
    stray = Permission.objects.get(content_type__app_label="orders", codename="delete_order")
    warehouse.permissions.add(stray)
    synchronise_roles()
    assert stray not in warehouse.permissions.all()


def test_synchronising_brings_back_the_limits_of_the_table(db: None) -> None:
    limits = RolePermission.objects.filter(permission__codename="add_refund").order_by("role__slug")
    expected = [("manager", Decimal(1000)), ("owner", None), ("support", Decimal(100))]
    assert list(limits.values_list("role__slug", "up_to")) == expected
    limits.update(up_to=5)
    synchronise_roles()
    assert list(limits.values_list("role__slug", "up_to")) == expected


def test_every_role_of_the_table_is_in_the_database(db: None) -> None:
    assert set(Role.objects.values_list("slug", flat=True)) == {role.slug for role in ROLES}


@pytest.fixture
def desk(db: None) -> User:
    """Somebody who may give and take roles and carries nothing else but what support has."""
    desk = create_person(email="desk@vitrine.example", password=None, role="support", by=None, reason="for a test")
    role = Role.objects.create(slug="desk", name="Desk")
    role.permissions.set(Permission.objects.filter(codename__in=["add_roleassignment", "change_roleassignment"]))
    RoleAssignment.objects.create(user=desk, role=role, reason="for a test")
    return User.objects.get(pk=desk.pk)


def grants() -> list[tuple[int, str, object]]:
    return list(RoleAssignment.objects.order_by("pk").values_list("user_id", "role__slug", "expires_at"))


@pytest.mark.parametrize("role", ["manager", "support", "warehouse", "auditor", "engineer", "customer"])
def test_nobody_but_an_owner_gives_or_takes_roles(people: dict[str, User], role: str) -> None:
    before, trail = grants(), AuditEntry.objects.count()
    with pytest.raises(NotAllowed):
        give_role(user=people["customer"], role="customer", by=people[role], reason="please")
    with pytest.raises(NotAllowed):
        take_role(user=people["support"], role="support", by=people[role], reason="no")
    assert (grants(), AuditEntry.objects.count()) == (before, trail)


def test_nobody_gives_a_role_with_permissions_they_do_not_hold(desk: User, people: dict[str, User]) -> None:
    before, trail = grants(), AuditEntry.objects.count()
    for role in ("owner", "manager", "auditor"):
        with pytest.raises(NotAllowed, match="permissions that you do not hold"):
            give_role(user=desk, role=role, by=desk, reason="up")
    assert (grants(), AuditEntry.objects.count()) == (before, trail)
    assert give_role(user=people["customer"], role="support", by=desk, reason="helps out").role.slug == "support"


def test_nobody_gives_a_role_that_goes_up_to_more_than_they_may(desk: User, people: dict[str, User]) -> None:
    assert give_role(user=people["customer"], role="support", by=desk, reason="the same limit")
    limits = RolePermission.objects.filter(role__slug="support", permission__codename="add_refund")
    own = Role.objects.create(slug="own", name="Own")
    for row in RolePermission.objects.filter(role__slug="support"):
        RolePermission.objects.create(role=own, permission=row.permission, up_to=row.up_to and row.up_to + 1)
    with pytest.raises(NotAllowed, match="not up to that amount") as refusal:
        give_role(user=people["customer"], role="own", by=desk, reason="one more")
    assert refusal.value.field == "role"
    limits.update(up_to=None)
    give_role(user=people["customer"], role="own", by=User.objects.get(pk=desk.pk), reason="any amount now")


def test_nobody_gives_a_role_for_longer_than_they_hold_it(people: dict[str, User]) -> None:
    soon = timezone.now() + timedelta(hours=1)
    give_role(user=people["support"], role="owner", by=None, reason="cover", expires_at=soon)
    deputy = User.objects.get(pk=people["support"].pk)
    for person, end in ((deputy, None), (people["customer"], soon + timedelta(seconds=1))):
        with pytest.raises(NotAllowed, match="for so long"):
            give_role(user=person, role="owner", by=deputy, reason="for longer", expires_at=end)
    assert give_role(user=people["customer"], role="owner", by=deputy, reason="cover", expires_at=soon)


def test_a_role_given_for_later_begins_later(people: dict[str, User]) -> None:
    begins = timezone.now() + timedelta(days=2)
    grant = give_role(user=people["customer"], role="support", by=people["owner"], reason="holiday", starts_at=begins)
    assert (grant.starts_at, grant.expires_at) == (begins, None)
    assert not User.objects.get(pk=people["customer"].pk).has_perm("orders.view_order")
    entry = AuditEntry.objects.get(reason="holiday")
    assert (entry.action, entry.after["starts_at"][:19]) == ("accounts.role_given", begins.isoformat()[:19])


@pytest.mark.parametrize(
    ("starts", "ends", "field"), [(2, 1, "expires_at"), (None, -1, "expires_at"), (1, 1, "expires_at")]
)
def test_a_grant_that_ends_before_it_begins_is_refused(
    people: dict[str, User], starts: int | None, ends: int, field: str
) -> None:
    now = timezone.now()
    begins = None if starts is None else now + timedelta(days=starts)
    before = grants()
    with pytest.raises(DomainError) as refusal:
        give_role(
            user=people["customer"],
            role="support",
            by=None,
            reason="no",
            starts_at=begins,
            expires_at=now + timedelta(days=ends),
        )
    assert (refusal.value.field, grants()) == (field, before)


def test_who_holds_a_role_is_not_given_it_for_later(people: dict[str, User]) -> None:
    later = timezone.now() + timedelta(days=1)
    with pytest.raises(Conflict, match="already") as refusal:
        give_role(user=people["support"], role="support", by=None, reason="again", starts_at=later)
    assert refusal.value.field == "starts_at"


def test_the_last_owner_stays_owner(people: dict[str, User]) -> None:
    owner = people["owner"]
    soon = timezone.now() + timedelta(days=1)
    second = create_person(email="second@vitrine.example", password=None, role="owner", by=owner, reason="deputy")
    give_role(user=second, role="owner", by=owner, reason="for a day", expires_at=soon)
    before, trail = grants(), AuditEntry.objects.count()
    for by in (owner, None):
        with pytest.raises(Conflict, match="last owner"):
            take_role(user=owner, role="owner", by=by, reason="leaves")
        with pytest.raises(Conflict, match="last owner"):
            give_role(user=owner, role="owner", by=by, reason="leaves", expires_at=soon)
    assert (grants(), AuditEntry.objects.count()) == (before, trail)


def test_an_owner_who_is_inactive_does_not_count(people: dict[str, User]) -> None:
    second = create_person(email="second@vitrine.example", password=None, role="owner", by=None, reason="deputy")
    User.objects.filter(pk=second.pk).update(is_active=False)
    with pytest.raises(Conflict, match="last owner"):
        take_role(user=people["owner"], role="owner", by=None, reason="leaves")
    User.objects.filter(pk=second.pk).update(is_active=True)
    assert take_role(user=people["owner"], role="owner", by=None, reason="leaves")
