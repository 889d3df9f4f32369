"""The ledger takes inserts only, whoever asks: by trigger, and by what the web role may do."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION ledger_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the ledger is append-only' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER ledger_event_append_only BEFORE UPDATE OR DELETE ON ledger_event
    FOR EACH ROW EXECUTE FUNCTION ledger_is_append_only();
CREATE TRIGGER ledger_event_no_truncate BEFORE TRUNCATE ON ledger_event
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_append_only();
CREATE TRIGGER ledger_checkpoint_append_only BEFORE UPDATE OR DELETE ON ledger_checkpoint
    FOR EACH ROW EXECUTE FUNCTION ledger_is_append_only();
CREATE TRIGGER ledger_checkpoint_no_truncate BEFORE TRUNCATE ON ledger_checkpoint
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_append_only();
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'rallyround_web') THEN
        REVOKE UPDATE, DELETE, TRUNCATE ON ledger_event, ledger_checkpoint FROM rallyround_web;
    END IF;
END $$;
"""

BACKWARD = """
DROP TRIGGER ledger_event_append_only ON ledger_event;
DROP TRIGGER ledger_event_no_truncate ON ledger_event;
DROP TRIGGER ledger_checkpoint_append_only ON ledger_checkpoint;
DROP TRIGGER ledger_checkpoint_no_truncate ON ledger_checkpoint;
DROP FUNCTION ledger_is_append_only;
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
