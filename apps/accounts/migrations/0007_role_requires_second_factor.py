from django.db import migrations, models

# What a role asks for is kept with its permissions, so it renews the same number. By name this trigger comes after
# `version_kept`, which takes back what statements write into that column.
FORWARD = """
CREATE FUNCTION accounts_renew_role_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.permissions_version := hashtextextended(gen_random_uuid()::text, 0);
    RETURN NEW;
END $$;
CREATE TRIGGER version_renewed BEFORE UPDATE ON accounts_role FOR EACH ROW
    WHEN (NEW.requires_second_factor <> OLD.requires_second_factor) EXECUTE FUNCTION accounts_renew_role_version();
"""
BACKWARD = """
DROP TRIGGER version_renewed ON accounts_role;
DROP FUNCTION accounts_renew_role_version();
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_versions_renewed")]
    operations = [
        migrations.AddField(
            model_name="role",
            name="requires_second_factor",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
