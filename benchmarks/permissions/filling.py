"""The same people, roles (or groups) and permissions for both."""

from typing import Any

from django.db import connection, transaction

USERS, ROLES, EACH, HELD = 2_001, 40, 60, 5
ASKED = "bench_0"  # a permission that everybody holds

PERMISSIONS = """
INSERT INTO auth_permission (content_type_id, codename, name)
SELECT (SELECT min(id) FROM django_content_type), 'bench_' || n, 'Can do ' || n FROM generate_series(0, {last}) n
ON CONFLICT DO NOTHING
"""
# Role n carries the permissions from 30 n on, so that neighbours share half of theirs, and the one that is asked for.
CARRIED = """
INSERT INTO <table> (<role>, permission_id)
SELECT <id>, p.id FROM generate_series(0, {roles} - 1) r
JOIN auth_permission p ON p.codename IN (
    SELECT 'bench_' || k FROM generate_series(r * 30 + 1, r * 30 + {each} - 1) k UNION SELECT 'bench_0'
)
"""
CLEAN = [
    """
    DELETE FROM accounts_roleassignment
    WHERE user_id IN (SELECT id FROM accounts_user WHERE email LIKE '%@bench.example')
    """,
    "DELETE FROM accounts_user WHERE email LIKE '%@bench.example'",
    "DELETE FROM accounts_rolepermission WHERE role_id IN (SELECT id FROM accounts_role WHERE slug LIKE 'bench-%')",
    "DELETE FROM accounts_role WHERE slug LIKE 'bench-%'",
    "DELETE FROM auth_permission WHERE codename LIKE 'bench_%'",
]
SHOP = [
    *CLEAN,
    PERMISSIONS,
    """
    INSERT INTO accounts_role (slug, name, description, known_permissions)
    SELECT 'bench-' || n, 'Bench ' || n, '', '[]' FROM generate_series(0, {roles} - 1) n
    """,
    CARRIED.replace("<table>", "accounts_rolepermission")
    .replace("<role>", "role_id")
    .replace("<id>", "(SELECT id FROM accounts_role WHERE slug = 'bench-' || r)"),
    """
    INSERT INTO accounts_user (email, password, name, is_active, created_at)
    SELECT n || '@bench.example', '!', '', true, now() FROM generate_series(1, {users}) n
    """,
    """
    INSERT INTO accounts_roleassignment (user_id, role_id, reason, starts_at)
    SELECT u.id, r.id, 'measured', now() FROM generate_series(1, {users}) n
    JOIN accounts_user u ON u.email = n || '@bench.example'
    CROSS JOIN generate_series(0, {held} - 1) k
    JOIN accounts_role r ON r.slug = 'bench-' || ((n + k) % {roles})
    """,
    "ANALYZE accounts_user, accounts_role, accounts_roleassignment, accounts_rolepermission, auth_permission",
]
PEER = [
    "TRUNCATE auth_user, auth_group, auth_permission, django_content_type RESTART IDENTITY CASCADE",
    "INSERT INTO django_content_type (app_label, model) VALUES ('bench', 'thing')",
    PERMISSIONS,
    "INSERT INTO auth_group (name) SELECT 'bench-' || n FROM generate_series(0, {roles} - 1) n",
    CARRIED.replace("<table>", "auth_group_permissions")
    .replace("<role>", "group_id")
    .replace("<id>", "(SELECT id FROM auth_group WHERE name = 'bench-' || r)"),
    """
    INSERT INTO auth_user (username, password, first_name, last_name, email, is_superuser, is_staff, is_active,
                           date_joined)
    SELECT n || '@bench.example', '!', '', '', '', false, false, true, now() FROM generate_series(1, {users}) n
    """,
    """
    INSERT INTO auth_user_groups (user_id, group_id)
    SELECT u.id, g.id FROM generate_series(1, {users}) n
    JOIN auth_user u ON u.username = n || '@bench.example'
    CROSS JOIN generate_series(0, {held} - 1) k
    JOIN auth_group g ON g.name = 'bench-' || ((n + k) % {roles})
    """,
    "ANALYZE auth_user, auth_group, auth_user_groups, auth_group_permissions, auth_permission",
]


def fill(statements: list[str], **sizes: Any) -> None:
    """Run them in the database that this process works in."""
    values = {"users": USERS, "roles": ROLES, "each": EACH, "held": HELD, **sizes}
    values["last"] = values["roles"] * 30 + values["each"]
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement.format(**values))
