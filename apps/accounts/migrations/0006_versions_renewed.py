from django.db import migrations

# A set of permissions that a process keeps is right as long as two numbers are the same (docs/adr/0012). They are
# renewed here, in the transaction of whatever changes a grant or a role: nobody can forget it. Nothing else may write
# them, or an object read earlier and saved later would bring old numbers, and with them old sets, back.
FORWARD = """
CREATE FUNCTION accounts_renew_versions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format(
        'UPDATE %I SET permissions_version = hashtextextended(gen_random_uuid()::text, 0)'
        ' WHERE id IN (SELECT %I FROM touched)', TG_ARGV[0], TG_ARGV[1]);
    RETURN NULL;
END $$;

CREATE TRIGGER grant_given AFTER INSERT ON accounts_roleassignment REFERENCING NEW TABLE AS touched
    FOR EACH STATEMENT EXECUTE FUNCTION accounts_renew_versions('accounts_user', 'user_id');
CREATE TRIGGER grant_changed AFTER UPDATE ON accounts_roleassignment REFERENCING NEW TABLE AS touched
    FOR EACH STATEMENT EXECUTE FUNCTION accounts_renew_versions('accounts_user', 'user_id');
CREATE TRIGGER grant_moved AFTER UPDATE ON accounts_roleassignment REFERENCING OLD TABLE AS touched
    FOR EACH STATEMENT EXECUTE FUNCTION accounts_renew_versions('accounts_user', 'user_id');
CREATE TRIGGER grant_removed AFTER DELETE ON accounts_roleassignment REFERENCING OLD TABLE AS touched
    FOR EACH STATEMENT EXECUTE FUNCTION accounts_renew_versions('accounts_user', 'user_id');

CREATE TRIGGER permission_added AFTER INSERT ON accounts_rolepermission REFERENCING NEW TABLE AS touched
    FOR EACH STATEMENT EXECUTE FUNCTION accounts_renew_versions('accounts_role', 'role_id');
CREATE TRIGGER permission_changed AFTER UPDATE ON accounts_rolepermission REFERENCING NEW TABLE AS touched
    FOR EACH STATEMENT EXECUTE FUNCTION accounts_renew_versions('accounts_role', 'role_id');
CREATE TRIGGER permission_moved AFTER UPDATE ON accounts_rolepermission REFERENCING OLD TABLE AS touched
    FOR EACH STATEMENT EXECUTE FUNCTION accounts_renew_versions('accounts_role', 'role_id');
CREATE TRIGGER permission_removed AFTER DELETE ON accounts_rolepermission REFERENCING OLD TABLE AS touched
    FOR EACH STATEMENT EXECUTE FUNCTION accounts_renew_versions('accounts_role', 'role_id');

CREATE FUNCTION accounts_keep_role_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF pg_trigger_depth() = 1 THEN
        NEW.permissions_version := OLD.permissions_version;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER version_kept BEFORE UPDATE ON accounts_role FOR EACH ROW
    WHEN (NEW.permissions_version <> OLD.permissions_version) EXECUTE FUNCTION accounts_keep_role_version();

CREATE FUNCTION accounts_keep_user_versions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF pg_trigger_depth() = 1 THEN
        NEW.permissions_version := OLD.permissions_version;
        NEW.sessions_version := OLD.sessions_version;
    END IF;
    IF OLD.is_active AND NOT NEW.is_active THEN
        NEW.sessions_version := hashtextextended(gen_random_uuid()::text, 0);
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER versions_kept BEFORE UPDATE ON accounts_user FOR EACH ROW
    WHEN (
        NEW.permissions_version <> OLD.permissions_version
        OR NEW.sessions_version <> OLD.sessions_version
        OR NEW.is_active <> OLD.is_active
    ) EXECUTE FUNCTION accounts_keep_user_versions();
"""
BACKWARD = """
DROP TRIGGER versions_kept ON accounts_user;
DROP FUNCTION accounts_keep_user_versions();
DROP TRIGGER version_kept ON accounts_role;
DROP FUNCTION accounts_keep_role_version();
DROP TRIGGER permission_removed ON accounts_rolepermission;
DROP TRIGGER permission_moved ON accounts_rolepermission;
DROP TRIGGER permission_changed ON accounts_rolepermission;
DROP TRIGGER permission_added ON accounts_rolepermission;
DROP TRIGGER grant_removed ON accounts_roleassignment;
DROP TRIGGER grant_moved ON accounts_roleassignment;
DROP TRIGGER grant_changed ON accounts_roleassignment;
DROP TRIGGER grant_given ON accounts_roleassignment;
DROP FUNCTION accounts_renew_versions();
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_permission_versions")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
