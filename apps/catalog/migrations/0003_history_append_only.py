from django.db import migrations

TABLES = ("catalog_price", "catalog_stockmovement")
FORWARD = "".join(
    f"""
    CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
        FOR EACH ROW EXECUTE FUNCTION core_refuse_change();
    CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
        FOR EACH STATEMENT EXECUTE FUNCTION core_refuse_change();
    """
    for table in TABLES
)
BACKWARD = "".join(
    f"DROP TRIGGER {table}_no_truncate ON {table}; DROP TRIGGER {table}_append_only ON {table};" for table in TABLES
)


class Migration(migrations.Migration):
    dependencies = [("catalog", "0002_prices_and_stock"), ("core", "0002_audit_append_only")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
