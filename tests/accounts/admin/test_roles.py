import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from apps.accounts.models import Role, RoleAssignment, User
from apps.core.models import AuditEntry
from tests.core.backoffice.rows import people
from tests.core.backoffice.visiting import address, signed_in_as

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(db: None) -> Client:
    return signed_in_as("owner")


def give(client: Client, person: User, role: str, **more: str) -> int:
    sent = {"user": person.email, "role": role, "reason": "holiday cover", **more}
    return client.post(address(RoleAssignment, "add"), sent).status_code


def test_a_role_is_given_through_the_service(owner: Client) -> None:
    (person,) = people(1)
    assert give(owner, person, "support") == 302
    held = RoleAssignment.objects.get(user=person)
    assert (held.role.slug, held.given_by, held.reason) == ("support", owner.user, "holiday cover")
    entry = AuditEntry.objects.get(action="accounts.role_given", object_id=str(person.pk))
    assert (entry.actor, entry.reason) == (owner.user, "holiday cover")


def test_giving_it_again_renews_it(owner: Client) -> None:
    (person,) = people(1)
    give(owner, person, "support")
    assert give(owner, person, "support", reason="longer", expires_at_0="2099-01-01", expires_at_1="00:00") == 302
    held = RoleAssignment.objects.get(user=person)
    assert (held.reason, held.expires_at.year) == ("longer", 2099)


def test_a_role_that_has_ended_already_is_not_given(owner: Client) -> None:
    (person,) = people(1)
    assert give(owner, person, "support", expires_at_0="2001-01-01", expires_at_1="00:00") == 200
    assert not RoleAssignment.objects.filter(user=person).exists()


def test_a_role_is_given_for_a_time_to_come(owner: Client) -> None:
    (person,) = people(1)
    times = {"starts_at_0": "2098-01-01", "starts_at_1": "08:00", "expires_at_0": "2099-01-01", "expires_at_1": "00:00"}
    assert give(owner, person, "support", **times) == 302
    held = RoleAssignment.objects.get(user=person)
    assert (held.starts_at.year, held.expires_at.year) == (2098, 2099)
    assert "Not yet" in owner.get(address(RoleAssignment, "change", held.pk)).content.decode()


@pytest.mark.parametrize(("begins", "says"), [("2001-01-01", "passed already"), ("2099-06-01", "ends after it begins")])
def test_times_in_the_wrong_order_are_named(owner: Client, begins: str, says: str) -> None:
    (person,) = people(1)
    times = {"starts_at_0": begins, "starts_at_1": "08:00", "expires_at_0": "2099-01-01", "expires_at_1": "00:00"}
    sent = {"user": person.email, "role": "support", "reason": "holiday cover", **times}
    assert says in owner.post(address(RoleAssignment, "add"), sent).content.decode()
    assert not RoleAssignment.objects.filter(user=person).exists()


def test_a_role_is_given_to_somebody_who_exists(owner: Client) -> None:
    answer = owner.post(
        address(RoleAssignment, "add"), {"user": "nobody@vitrine.example", "role": "support", "reason": "holiday cover"}
    )
    assert "Nobody signs in with this address." in answer.content.decode()


def test_the_page_of_a_person_leads_to_the_form_with_their_address(owner: Client) -> None:
    (person,) = people(1)
    (roles, *_) = owner.get(address(User, "change", person.pk)).context["panels"]
    assert f'value="{person.email}"' in owner.get(roles.add_url).content.decode()


def test_a_role_is_taken_away_with_a_reason(owner: Client) -> None:
    (person,) = people(1)
    give(owner, person, "support")
    held = RoleAssignment.objects.get(user=person)
    page = f"/admin/accounts/roleassignment/{held.pk}/take/"
    assert "Take this role away?" in owner.get(page).content.decode()
    answer = owner.post(page, {"reason": "left", "_form_submitted": "on"})
    assert answer["HX-Redirect"] == address(User, "change", person.pk)
    assert not User.objects.get(pk=person.pk).has_perm("orders.view_order")
    assert AuditEntry.objects.get(action="accounts.role_taken").reason == "left"


def test_taking_the_last_owners_role_is_refused_in_words(owner: Client) -> None:
    held = RoleAssignment.objects.get(user=owner.user)
    page = f"/admin/accounts/roleassignment/{held.pk}/take/"
    answer = owner.post(page, {"reason": "left", "_form_submitted": "on"})
    assert answer["HX-Redirect"] == address(RoleAssignment, "change", held.pk)
    assert "is the last owner" in owner.get(answer["HX-Redirect"]).content.decode()
    assert User.objects.get(pk=owner.user.pk).has_perm("accounts.add_apitoken")


def test_a_dialog_for_a_grant_that_is_not_there_is_not_found(owner: Client) -> None:
    page = "/admin/accounts/roleassignment/999999/take/"
    assert owner.post(page, {"reason": "left", "_form_submitted": "on"}).status_code == 404


@pytest.mark.parametrize("role", ["auditor", "manager"])
def test_who_may_only_read_has_no_button_and_takes_nothing(owner: Client, role: str) -> None:
    held = RoleAssignment.objects.get(user=owner.user)
    reader = signed_in_as(role)
    assert "/take/" in owner.get(address(RoleAssignment, "change", held.pk)).content.decode()
    assert "/take/" not in reader.get(address(RoleAssignment, "change", held.pk)).content.decode()
    page = f"/admin/accounts/roleassignment/{held.pk}/take/"
    assert reader.post(page, {"reason": "left", "_form_submitted": "on"}).status_code == 403


@pytest.mark.parametrize("role", ["manager", "support", "auditor", "engineer"])
def test_nobody_but_an_owner_gives_roles(role: str) -> None:
    visitor = signed_in_as(role)
    assert give(visitor, visitor.user, "owner") == 403
    assert list(visitor.user.roles.values_list("slug", flat=True)) == [role]


def test_no_page_of_a_person_shows_the_password_hash(owner: Client) -> None:
    (person,) = people(1)
    person.set_password("correct horse battery staple")
    person.save()
    assert person.password not in owner.get(address(User, "change", person.pk)).content.decode()


def test_a_role_asks_for_a_second_factor_by_a_dialog(owner: Client) -> None:
    role = Role.objects.get(slug="support")
    page = f"/admin/accounts/role/{role.pk}/require/"
    assert "Save this rule" in owner.get(page).content.decode()
    assert "Must holders of this role show a second factor?" in owner.get(page).content.decode()
    sent = {"required": "yes", "reason": "policy", "_form_submitted": "on"}
    refused = owner.post(page, sent)
    assert "Set up a second factor of your own first" in owner.get(refused["HX-Redirect"]).content.decode()
    Authenticator.objects.create(user=owner.user, type="webauthn", data={"name": "key"})
    owner.post(page, sent)
    role.refresh_from_db()
    assert role.requires_second_factor
    assert "Required" in owner.get(address(Role, "change", role.pk)).content.decode()
    assert AuditEntry.objects.get(action="accounts.second_factor_required").reason == "policy"
