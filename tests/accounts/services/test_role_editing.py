"""What roles carry, edited: by whom, up to what, and what stays of it."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from threading import Barrier

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.utils import timezone

from apps.accounts.models import Role, RoleAssignment, User
from apps.accounts.rules import roles as definitions
from apps.accounts.rules.role_editing import digest
from apps.accounts.selectors import carried_by, roles_now
from apps.accounts.services.people import create_person
from apps.accounts.services.role_editing import RoleEdit, edit_roles, restore_role, set_role_permissions
from apps.accounts.services.roles import synchronise_roles
from apps.core.errors import Conflict, DomainError, NotAllowed
from apps.core.models import AuditEntry

Carried = Mapping[str, Decimal | None]
REFUND, CUSTOMERS, STOCK = "payments.add_refund", "orders.view_customer", "catalog.move_stock"


@pytest.fixture
def warehouse(db: None) -> Role:
    return Role.objects.get(slug="warehouse")


def entries() -> list[tuple[str, str, object, object]]:
    found = AuditEntry.objects.filter(action__startswith="accounts.permission_").order_by("id")
    return [(one.action.removeprefix("accounts.permission_"), one.reason, one.before, one.after) for one in found]


def state() -> object:
    carried = {role.slug: carried_by(role) for role in Role.objects.with_permissions()}
    return carried, list(Role.objects.values_list("slug", "edited_at")), entries()


def editor(*codes: str, **limits: str) -> User:
    """Somebody who may edit roles and else carries what is named, refunds up to `add_refund`."""
    user = create_person(email="editor@vitrine.example", password=None, role="warehouse", by=None, reason="for a test")
    role = Role.objects.create(slug="editor", name="Editor")
    names = {"change_role", *(code.split(".")[1] for code in codes), *limits}
    for permission in Permission.objects.filter(
        codename__in=names, content_type__app_label__in=["accounts", "orders", "payments"]
    ):
        limit = limits.get(permission.codename)
        role.role_permissions.create(permission=permission, up_to=Decimal(limit) if limit else None)
    RoleAssignment.objects.create(user=user, role=role, reason="for a test")
    return User.objects.get(pk=user.pk)


def test_a_role_carries_what_it_is_set_to_and_each_change_is_in_the_trail(
    people: dict[str, User], warehouse: Role
) -> None:
    wanted = {name: limit for name, limit in carried_by(warehouse).items() if name != STOCK}
    wanted |= {REFUND: Decimal(50), CUSTOMERS: None}
    set_role_permissions(role=warehouse, permissions=wanted, by=people["owner"], reason="season")
    assert carried_by(warehouse) == wanted
    set_role_permissions(role=warehouse, permissions=wanted | {REFUND: Decimal(20)}, by=people["owner"], reason="less")
    assert entries() == [
        ("withdrawn", "season", {"permission": STOCK, "up_to": None}, None),
        ("granted", "season", None, {"permission": CUSTOMERS, "up_to": None}),
        ("granted", "season", None, {"permission": REFUND, "up_to": "50"}),
        ("limited", "less", {"permission": REFUND, "up_to": "50.000"}, {"permission": REFUND, "up_to": "20"}),
    ]
    holder = User.objects.get(pk=people["warehouse"].pk)
    assert holder.has_perm(CUSTOMERS)
    assert not holder.has_perm(STOCK)


def test_setting_what_is_there_changes_nothing(people: dict[str, User], warehouse: Role) -> None:
    before = state()
    assert set_role_permissions(role=warehouse, permissions=carried_by(warehouse), by=people["owner"], reason="") == []
    assert state() == before


@pytest.mark.parametrize(
    ("slug", "permissions", "reason", "error", "code"),
    [
        ("owner", {}, "why", Conflict, "owner_locked"),
        ("support", {}, " ", DomainError, "reason_missing"),
        ("support", {"orders.fly": None}, "why", DomainError, "unknown_permission"),
        ("support", {REFUND: Decimal(0)}, "why", DomainError, "limit_not_positive"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_changed(
    people: dict[str, User], slug: str, permissions: Carried, reason: str, error: type[DomainError], code: str
) -> None:
    before = state()
    with pytest.raises(error) as refusal:
        set_role_permissions(
            role=Role.objects.get(slug=slug), permissions=permissions, by=people["owner"], reason=reason
        )
    assert refusal.value.code == code
    assert state() == before


@pytest.mark.parametrize("role", ["manager", "support", "auditor", "engineer"])
def test_nobody_but_an_owner_edits_roles(people: dict[str, User], warehouse: Role, role: str) -> None:
    before = state()
    for work in (
        lambda: set_role_permissions(role=warehouse, permissions={}, by=people[role], reason="why"),
        lambda: edit_roles(edits={"warehouse": RoleEdit({}, "")}, by=people[role], reason="why"),
        lambda: restore_role(role=warehouse, by=people[role], reason="why"),
    ):
        with pytest.raises(NotAllowed):
            work()
    assert state() == before


@pytest.mark.parametrize(
    ("held", "wanted", "refused"),
    [
        ({}, {CUSTOMERS: None}, True),
        ({"codes": (CUSTOMERS,)}, {CUSTOMERS: None}, False),
        ({"add_refund": "100"}, {REFUND: Decimal(100)}, False),
        ({"add_refund": "100"}, {REFUND: Decimal("100.001")}, True),
        ({"add_refund": "100"}, {REFUND: None}, True),
        ({}, {}, False),
    ],
    ids=["not held", "held", "up to one's own limit", "above it", "without limit", "taking away needs no holding"],
)
def test_nobody_gives_a_role_more_than_they_hold(
    warehouse: Role, held: dict[str, object], wanted: Carried, refused: bool
) -> None:
    by = editor(*held.get("codes", ()), **({"add_refund": held["add_refund"]} if "add_refund" in held else {}))
    before = state()
    if refused:
        with pytest.raises(NotAllowed, match="you do not hold"):
            set_role_permissions(role=warehouse, permissions=wanted, by=by, reason="why")
        assert state() == before
    else:
        set_role_permissions(role=warehouse, permissions=wanted, by=by, reason="why")
        assert carried_by(warehouse) == wanted


def test_what_somebody_holds_for_a_time_is_no_roles_for_good(warehouse: Role) -> None:
    by = editor("accounts.change_role", "orders.view_customer")
    RoleAssignment.objects.filter(user=by).update(expires_at=timezone.now() + timedelta(hours=1))
    with pytest.raises(NotAllowed, match="you do not hold it for good"):
        set_role_permissions(
            role=warehouse, permissions=carried_by(warehouse) | {"orders.view_customer": None}, by=by, reason="cover"
        )


def test_somebody_elses_change_meanwhile_is_not_overwritten(people: dict[str, User], warehouse: Role) -> None:
    seen = digest(carried_by(warehouse))
    set_role_permissions(role=warehouse, permissions={CUSTOMERS: None}, by=people["owner"], reason="first")
    before = state()
    with pytest.raises(Conflict) as refusal:
        edit_roles(
            edits={
                "support": RoleEdit({}, digest(carried_by(Role.objects.get(slug="support")))),
                "warehouse": RoleEdit({STOCK: None}, seen),
            },
            by=people["owner"],
            reason="second",
        )
    assert refusal.value.code == "changed_meanwhile"
    assert state() == before  # of the other role neither
    # The negative control: without what was seen, the second overwrites the first.
    edit_roles(edits={"warehouse": RoleEdit({STOCK: None}, "")}, by=people["owner"], reason="second")
    assert carried_by(warehouse) == {STOCK: None}


def test_an_edited_role_is_kept_and_what_a_release_adds_is_offered(
    people: dict[str, User], warehouse: Role, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_role_permissions(role=warehouse, permissions={STOCK: None}, by=people["owner"], reason="smaller")
    codes = [
        f"{one.content_type.app_label}.{one.codename}" for one in Permission.objects.select_related("content_type")
    ]
    assert [one.offered for one in roles_now(codes) if one.role == warehouse] == [[]]
    old = definitions.BY_SLUG["warehouse"]
    new = definitions.RoleDefinition(old.slug, old.name, old.description, (*old.permissions, CUSTOMERS, STOCK))
    monkeypatch.setitem(definitions.BY_SLUG, "warehouse", new)
    monkeypatch.setattr("apps.accounts.services.roles.ROLES", (new,))
    synchronise_roles()
    assert carried_by(warehouse) == {STOCK: None}
    assert [one.offered for one in roles_now(codes) if one.role == warehouse] == [[CUSTOMERS]]
    # A role that nobody edited follows.
    Role.objects.filter(pk=warehouse.pk).update(edited_at=None)
    synchronise_roles()
    assert {CUSTOMERS, STOCK} < set(carried_by(warehouse))


def test_back_to_the_shops_definition(people: dict[str, User], warehouse: Role) -> None:
    begun = carried_by(warehouse)
    set_role_permissions(role=warehouse, permissions={CUSTOMERS: None}, by=people["owner"], reason="try")
    restore_role(role=warehouse, by=people["owner"], reason="no good")
    warehouse.refresh_from_db()
    assert (carried_by(warehouse), warehouse.edited_at) == (begun, None)
    assert AuditEntry.objects.get(action="accounts.role_restored").reason == "no good"
    with pytest.raises(Conflict, match="no definition"):
        restore_role(role=Role.objects.create(slug="own", name="Own"), by=people["owner"], reason="why")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("sees", "winners"), [(True, 1), (False, 2)], ids=["says what it saw", "negative control"])
def test_of_two_who_save_at_once_from_the_same_page_one_is_told(sees: bool, winners: int) -> None:
    warehouse = Role.objects.get(slug="warehouse")
    seen = digest(carried_by(warehouse)) if sees else ""
    together = Barrier(2)

    def save(name: str) -> str:
        try:
            together.wait()
            edit_roles(edits={"warehouse": RoleEdit({name: None}, seen)}, by=None, reason="at once")
        except Conflict as refusal:
            return refusal.code
        finally:
            connection.close()
        return "saved"

    try:
        with ThreadPoolExecutor(2) as pool:
            outcomes = sorted(pool.map(save, [STOCK, CUSTOMERS]))
        assert outcomes == sorted(["saved"] * winners + ["changed_meanwhile"] * (2 - winners))
        assert len(carried_by(Role.objects.get(slug="warehouse"))) == 1
    finally:
        restore_role(role=warehouse, by=None, reason="for the next test")
