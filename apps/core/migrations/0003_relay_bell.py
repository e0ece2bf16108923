from django.db import migrations

# Whoever writes an event or a queued job wakes the relay when the transaction commits. PostgreSQL sends equal
# notifications of one transaction once.
FORWARD = """
CREATE FUNCTION core_wake_relay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('vitrine_relay', '');
    RETURN NULL;
END $$;
CREATE TRIGGER outbox_wakes_relay AFTER INSERT ON core_outboxevent
    FOR EACH STATEMENT EXECUTE FUNCTION core_wake_relay();
CREATE TRIGGER job_wakes_relay AFTER INSERT ON core_job
    FOR EACH STATEMENT EXECUTE FUNCTION core_wake_relay();
"""
BACKWARD = """
DROP TRIGGER job_wakes_relay ON core_job;
DROP TRIGGER outbox_wakes_relay ON core_outboxevent;
DROP FUNCTION core_wake_relay();
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0002_audit_append_only")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
