"""Each process keeps what people may do and asks no table again until it changes (docs/adr/0012).

The query that reads who acts brings two random numbers along: the person's `permissions_version` and one of all
roles. The database renews them in the transaction that changes a grant or a role. A set is kept with the numbers that
were read in the same statement as its rows, so an old set can never stand under new numbers. Grants that begin or end
by themselves change no row: a set is also read again at the next such moment, by the clock of the database.
"""

from collections import OrderedDict
from threading import Lock
from time import monotonic

from django.db import connection

from apps.accounts.models import User
from apps.accounts.rules.permission_sets import Held, Limits, PermissionSet, add_up

PEOPLE_KEPT = 2_000  # in a process; whoever was asked for longest ago goes first
LONGEST_SECONDS = 300.0  # a clock that was set and rows written by hand past the triggers are noticed by then

Versions = tuple[int, int]
READ = """
SELECT person.permissions_version, (SELECT bit_xor(permissions_version) FROM accounts_role), statement_timestamp(),
    held.starts_at, held.expires_at, role.requires_second_factor,
    array_agg(kind.app_label || '.' || permission.codename) FILTER (WHERE kind.id IS NOT NULL),
    array_agg(carried.up_to) FILTER (WHERE kind.id IS NOT NULL)
FROM accounts_user person
LEFT JOIN accounts_roleassignment held ON held.user_id = person.id
LEFT JOIN accounts_role role ON role.id = held.role_id
LEFT JOIN accounts_rolepermission carried ON carried.role_id = role.id
LEFT JOIN auth_permission permission ON permission.id = carried.permission_id
LEFT JOIN django_content_type kind ON kind.id = permission.content_type_id
WHERE person.id = %s
GROUP BY person.id, held.id, role.id
"""


class Sets:
    """The sets of a process, bounded, for all of its threads."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._lock = Lock()
        self._kept: OrderedDict[int, tuple[Versions, float, PermissionSet]] = OrderedDict()

    def find(self, pk: int, versions: Versions) -> tuple[float, PermissionSet] | None:
        """The person's set and the moment it ends, if it was read under these versions."""
        with self._lock:
            kept = self._kept.get(pk)
            if kept is None or kept[0] != versions or kept[1] <= monotonic():
                return None
            self._kept.move_to_end(pk)
            return kept[1:]

    def keep(self, pk: int, versions: Versions, ends: float, found: PermissionSet) -> None:
        with self._lock:
            self._kept[pk] = (versions, ends, found)
            self._kept.move_to_end(pk)
            while len(self._kept) > self.size:
                self._kept.popitem(last=False)

    def clear(self) -> None:
        """Forget everybody, as a new process begins."""
        with self._lock:
            self._kept.clear()


SETS = Sets(PEOPLE_KEPT)


def find_permissions(*, user: User) -> Limits:
    """What the person may do now, each permission with its limit by amount.

    No query when `user` was read with `acting()` and this process knows the set; otherwise one, and one only for this
    object until a grant of theirs begins or ends. Nothing for somebody whose account is closed.
    """
    return find_set(user=user).limits


def find_set(*, user: User) -> PermissionSet:
    """The permissions, and whether a role asks for a second factor; costs what `find_permissions` does."""
    if not user.is_active:
        return PermissionSet({}, None)
    held: tuple[float, PermissionSet] | None = user.__dict__.get("_permissions")
    if held is None or held[0] <= monotonic():
        held = _look_up(user)
        user.__dict__["_permissions"] = held
    return held[1]


def _look_up(user: User) -> tuple[float, PermissionSet]:
    if user.roles_version is not None:
        kept = SETS.find(user.pk, (user.permissions_version, user.roles_version))
        if kept is not None:
            return kept
    asked = monotonic()
    versions, found = _read(user.pk)
    seconds = LONGEST_SECONDS if found.lasts is None else min(found.lasts.total_seconds(), LONGEST_SECONDS)
    if versions is not None:
        SETS.keep(user.pk, versions, asked + seconds, found)
    return asked + seconds, found


def _read(pk: int) -> tuple[Versions | None, PermissionSet]:
    """The versions and the grants they stand for, in one statement: it sees all of a change or nothing of it."""
    with connection.cursor() as cursor:
        cursor.execute(READ, [pk])
        rows = cursor.fetchall()
    if not rows:
        return None, PermissionSet({}, None)
    of_person, of_roles, now, *_ = rows[0]
    grants = [
        Held(starts_at, expires_at, dict(zip(names or (), limits or (), strict=True)), second_factor)
        for *_, starts_at, expires_at, second_factor, names, limits in rows
        if starts_at is not None
    ]
    return None if of_roles is None else (of_person, of_roles), add_up(grants, at=now)
