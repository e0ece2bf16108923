"""Emptying the test database after tests that really commit."""

from functools import cache

from django.core.management.sql import emit_post_migrate_signal
from django.db import connection, transaction

# Made by migrate, the same for every test.
REFERENCE = ("django_content_type", "auth_permission")
ROLES = ("accounts_role", "accounts_rolepermission")


def empty() -> None:
    """Remove all rows that tests wrote, also those that triggers protect; renew the roles if a test changed them."""
    tables = connection.introspection.django_table_names(only_existing=True)
    changed = _roles() != _roles_at_first()
    kept = REFERENCE if changed else (*REFERENCE, *ROLES)
    truncate([table for table in tables if table not in kept])
    if changed:
        emit_post_migrate_signal(verbosity=0, interactive=False, db="default")


def truncate(tables: list[str]) -> None:
    """Empty tables whose triggers refuse it: the owner of a table may switch them off, in this transaction alone."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal AND tgtype & 32 = 32"
        )
        guarded = [name for (name,) in cursor.fetchall() if name in tables]
        for table in guarded:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute("TRUNCATE " + ", ".join(connection.ops.quote_name(table) for table in tables))
        for table in guarded:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


@cache
def _roles_at_first() -> str:
    return _roles()


def _roles() -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT md5(string_agg(concat_ws(':', role.slug, permission_id, up_to), ','"
            " ORDER BY role.slug, permission_id))"
            " FROM accounts_role role LEFT JOIN accounts_rolepermission ON role.id = role_id"
        )
        return str(cursor.fetchone()[0])
