"""Second factors where views do not reach: two at the same moment, and who may ask for one."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.db import connection

from apps.accounts.models import Role, User
from apps.accounts.services import factors
from apps.accounts.services.factors import add_app, require_second_factor, use_code
from apps.core.errors import Conflict, NotAllowed
from apps.core.models import AuditEntry
from tests.accounts.web.test_second_factor import codes_of

AT_ONCE = 4


@pytest.fixture
def owner(people: dict[str, User]) -> User:
    return people["owner"]


def with_app(user: User) -> str:
    """The secret of a new app; its code of now is used up."""
    secret = generate_totp_secret()
    add_app(user=user, secret=secret, code=codes_of(secret)[1], by=user)
    return secret


def tries_at_once(user: User, code: str) -> int:
    """How many of several that come together with the same code are let in."""
    barrier = Barrier(AT_ONCE)

    def once(_: int) -> bool:
        barrier.wait()
        try:
            return use_code(user=user, code=code) is not None
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as threads:
        return sum(threads.map(once, range(AT_ONCE)))


@pytest.mark.django_db(transaction=True)
def test_one_code_lets_in_one_of_several_at_the_same_moment(people: dict[str, User]) -> None:
    code = codes_of(with_app(people["owner"]))[2]
    assert tries_at_once(people["owner"], code) == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_count_it_would_let_in_all(people: dict[str, User], monkeypatch: pytest.MonkeyPatch) -> None:
    code = codes_of(with_app(people["owner"]))[2]
    monkeypatch.setattr(
        factors,
        "_use_app_code",
        lambda factor, code: factors._counter_of(factors.decrypt(sealed=factor.data["secret"]), code) is not None,
    )
    assert tries_at_once(people["owner"], code) == AT_ONCE


def test_who_asks_others_for_a_second_factor_has_one(owner: User) -> None:
    role = Role.objects.get(slug="support")
    with pytest.raises(Conflict, match="of your own first"):
        require_second_factor(role=role, required=True, by=owner, reason="policy")
    with_app(owner)
    require_second_factor(role=role, required=True, by=owner, reason="policy")
    entry = AuditEntry.objects.get(action="accounts.second_factor_required")
    assert (entry.actor_id, entry.object_id, entry.reason) == (owner.pk, str(role.pk), "policy")
    assert (entry.before, entry.after) == ({"requires_second_factor": False}, {"requires_second_factor": True})


def test_only_who_may_change_roles_asks_for_one(people: dict[str, User]) -> None:
    with_app(people["support"])
    role = Role.objects.get(slug="owner")
    with pytest.raises(NotAllowed):
        require_second_factor(role=role, required=True, by=people["support"], reason="mischief")
    assert not Role.objects.filter(requires_second_factor=True).exists()


def test_what_a_role_asks_for_counts_at_once_and_costs_no_query(owner: User, django_assert_num_queries: Any) -> None:
    def read() -> User:
        return User.objects.acting().get(pk=owner.pk)

    assert not read().must_show_second_factor
    known = read()
    with django_assert_num_queries(0):
        assert not known.must_show_second_factor
    Role.objects.filter(slug="owner").update(requires_second_factor=True)
    assert read().must_show_second_factor
    User.objects.filter(pk=owner.pk).update(is_active=False)
    assert not read().must_show_second_factor


def test_a_second_app_is_refused(owner: User) -> None:
    with_app(owner)
    with pytest.raises(Conflict, match="already"):
        with_app(owner)
    assert Authenticator.objects.filter(type="totp").count() == 1
