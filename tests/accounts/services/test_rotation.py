"""Keys that replace others, and keys that were made with others."""

from datetime import timedelta
from threading import Thread

import pytest
from django.db import connections, transaction
from django.utils import timezone

from apps.accounts.exceptions import KeyEnded, KeyReplaced, OverlapOutOfRange, TooManyKeys
from apps.accounts.models import ApiToken, User
from apps.accounts.querysets import ApiTokenQuerySet
from apps.accounts.services.tokens import authenticate_token, issue_token, revoke_token, rotate_token
from apps.core.errors import NotAllowed
from apps.core.models import AuditEntry
from tests.waiting import eventually, waiting_for_a_row

SCOPES = ["orders:read", "tokens:write"]


def issued(user: User, within: ApiToken | None = None) -> tuple[ApiToken, str]:
    return issue_token(user=user, name="till", scopes=SCOPES, by=user, within=within)


def test_the_old_key_works_for_the_overlap_and_not_longer(people: dict[str, User]) -> None:
    user = people["support"]
    old, old_raw = issued(user)
    new, new_raw = rotate_token(token=old, by=user, reason="monthly", overlap=timedelta(hours=1))
    assert (new.user, new.name, new.scopes, new.replaces) == (user, old.name, old.scopes, old)
    assert authenticate_token(raw=old_raw) == old
    assert authenticate_token(raw=new_raw) == new
    old.refresh_from_db()
    assert old.expires_at is not None
    assert timedelta(minutes=59) < old.expires_at - timezone.now() <= timedelta(hours=1)
    ApiToken.objects.filter(pk=old.pk).update(expires_at=timezone.now())
    assert authenticate_token(raw=old_raw) is None


def test_an_overlap_makes_no_key_live_longer(people: dict[str, User]) -> None:
    user = people["support"]
    old, _ = issued(user)
    end = timezone.now() + timedelta(minutes=5)
    ApiToken.objects.update(expires_at=end)
    rotate_token(token=old, by=user, reason="", overlap=timedelta(hours=24))
    old.refresh_from_db()
    assert old.expires_at == end


def test_without_an_overlap_the_old_key_ends_at_once(people: dict[str, User]) -> None:
    old, raw = issued(people["support"])
    rotate_token(token=old, by=people["support"], reason="monthly")
    assert authenticate_token(raw=raw) is None
    entry = AuditEntry.objects.get(action="accounts.token_rotated")
    assert (entry.object_id, entry.reason) == (str(old.pk), "monthly")
    assert entry.after["replaced_by"] == ApiToken.objects.get(replaces=old).prefix


@pytest.mark.parametrize("overlap", [timedelta(seconds=-1), timedelta(hours=24, seconds=1)])
def test_an_overlap_is_at_most_a_day(people: dict[str, User], overlap: timedelta) -> None:
    old, _ = issued(people["support"])
    with pytest.raises(OverlapOutOfRange):
        rotate_token(token=old, by=people["support"], reason="", overlap=overlap)


def test_a_key_is_replaced_once_and_not_after_its_end(people: dict[str, User]) -> None:
    user = people["support"]
    old, _ = issued(user)
    new, _ = rotate_token(token=old, by=user, reason="", overlap=timedelta(hours=1))
    with pytest.raises(KeyReplaced):
        rotate_token(token=old, by=user, reason="")
    revoke_token(token=new, by=user)
    with pytest.raises(KeyEnded):
        rotate_token(token=new, by=user, reason="")
    assert ApiToken.objects.count() == 2


@pytest.mark.parametrize("role", ["manager", "auditor", "customer"])
def test_who_may_not_issue_keys_for_somebody_does_not_rotate_theirs(people: dict[str, User], role: str) -> None:
    old, raw = issued(people["support"])
    with pytest.raises(NotAllowed):
        rotate_token(token=old, by=people[role], reason="")
    assert authenticate_token(raw=raw) == old
    assert ApiToken.objects.count() == 1


def test_revoking_a_key_revokes_all_that_came_of_it(people: dict[str, User]) -> None:
    user = people["support"]
    root, _ = issued(user)
    apart, _ = issued(user)
    child, _ = issued(user, within=root)
    grandchild, _ = rotate_token(token=child, by=user, reason="", overlap=timedelta(hours=1), within=child)
    revoke_token(token=root, by=user, reason="stolen")
    assert list(ApiToken.objects.filter(revoked_at__isnull=True)) == [apart]
    entries = AuditEntry.objects.filter(action="accounts.token_revoked")
    assert {int(entry.object_id) for entry in entries} == {root.pk, child.pk, grandchild.pk}
    assert {entry.reason for entry in entries} == {"stolen"}


@pytest.mark.parametrize("minutes", [0, 60])
def test_keys_made_with_a_replaced_key_end_when_it_does(people: dict[str, User], minutes: int) -> None:
    user = people["support"]
    old, _ = issued(user)
    child, child_raw = issued(user, within=old)
    grandchild, _ = issued(user, within=child)
    overlap = timedelta(minutes=minutes)
    new, new_raw = rotate_token(token=old, by=user, reason="lost", overlap=overlap, within=old)
    old.refresh_from_db()
    for key in (child, grandchild):
        key.refresh_from_db()
        assert (key.revoked_at is None, key.expires_at) == (minutes > 0, old.expires_at)
    assert (authenticate_token(raw=child_raw) == child) is (minutes > 0)
    assert authenticate_token(raw=new_raw) == new  # also when it was made with the one that it replaces
    action = "accounts.token_shortened" if minutes else "accounts.token_revoked"
    told = AuditEntry.objects.filter(action=action, reason="lost")
    assert {int(entry.object_id) for entry in told} == {child.pk, grandchild.pk}


def test_a_person_has_so_many_keys_that_work_and_no_more(
    people: dict[str, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    user = people["support"]
    monkeypatch.setattr("apps.accounts.services.tokens.MOST_KEYS", 2)
    first, _ = issued(user)
    issued(user)
    with pytest.raises(TooManyKeys, match=f"2 keys of {user} work already") as refusal:
        issued(user)
    assert refusal.value.code == "too_many_keys"
    with pytest.raises(TooManyKeys):
        rotate_token(token=first, by=user, reason="", overlap=timedelta(hours=1))
    second, _ = rotate_token(token=first, by=user, reason="")
    revoke_token(token=second, by=user)
    assert issued(user)
    assert issued(people["owner"])


def test_a_revoked_key_makes_none(people: dict[str, User]) -> None:
    root, _ = issued(people["support"])
    revoke_token(token=root, by=None)
    with pytest.raises(KeyEnded):
        issued(people["support"], within=root)
    assert ApiToken.objects.count() == 1


def a_key_made_while_its_parent_is_revoked(user: User) -> bool:
    """Whether a key that is being made with another, as that one is revoked, works in the end."""
    root, _ = issued(user)
    child: list[str] = []

    def make() -> None:
        try:
            child.append(issued(user, within=root)[1])
        except KeyEnded:
            pass
        finally:
            connections.close_all()

    with transaction.atomic():
        revoke_token(token=root, by=None)
        thread = Thread(target=make)
        thread.start()
        eventually(lambda: not thread.is_alive() or waiting_for_a_row())
    thread.join(timeout=10)
    return any(authenticate_token(raw=raw) for raw in child)


@pytest.mark.django_db(transaction=True)
def test_no_key_is_made_with_one_that_is_revoked_at_the_same_time(people: dict[str, User]) -> None:
    assert not a_key_made_while_its_parent_is_revoked(people["support"])


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_such_a_key_would_outlive_its_parent(
    people: dict[str, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ApiTokenQuerySet, "locked", lambda self: self.order_by("pk"))
    assert a_key_made_while_its_parent_is_revoked(people["support"])
