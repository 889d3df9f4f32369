"""What was written in the log stays: only the time when an entry was done is filled in, once."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION incidents_log_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF OLD.done_at IS NULL AND to_jsonb(NEW) - 'done_at' = to_jsonb(OLD) - 'done_at' THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'what was written in the log stays' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER incidents_logentry_stays BEFORE UPDATE OR DELETE ON incidents_logentry
    FOR EACH ROW EXECUTE FUNCTION incidents_log_stays();
CREATE TRIGGER incidents_logentry_no_truncate BEFORE TRUNCATE ON incidents_logentry
    FOR EACH STATEMENT EXECUTE FUNCTION incidents_log_stays();
"""

BACKWARD = """
DROP TRIGGER incidents_logentry_stays ON incidents_logentry;
DROP TRIGGER incidents_logentry_no_truncate ON incidents_logentry;
DROP FUNCTION incidents_log_stays;
"""


class Migration(migrations.Migration):
    dependencies = [("incidents", "0002_alerts_log_numbers_exercise_apart")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
