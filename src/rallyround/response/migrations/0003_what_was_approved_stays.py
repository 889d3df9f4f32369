"""An approved module is changed by a new version only, and an exercise's summary stays as it was brought in."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION response_module_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'draft' THEN
        IF TG_OP = 'DELETE' THEN
            RETURN OLD;
        END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' THEN
        IF OLD.state = 'ready' AND NEW.state = 'retired'
           AND to_jsonb(NEW) - 'state' = to_jsonb(OLD) - 'state' THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'an approved module stays: make a new version' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER response_module_stays BEFORE UPDATE OR DELETE ON response_module
    FOR EACH ROW EXECUTE FUNCTION response_module_stays();

CREATE FUNCTION response_summary_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the summary of an exercise stays as it came' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER response_exercisesummary_stays BEFORE UPDATE OR DELETE ON response_exercisesummary
    FOR EACH ROW EXECUTE FUNCTION response_summary_stays();
CREATE TRIGGER response_exercisesummary_no_truncate BEFORE TRUNCATE ON response_exercisesummary
    FOR EACH STATEMENT EXECUTE FUNCTION response_summary_stays();
"""

BACKWARD = """
DROP TRIGGER response_module_stays ON response_module;
DROP FUNCTION response_module_stays;
DROP TRIGGER response_exercisesummary_stays ON response_exercisesummary;
DROP TRIGGER response_exercisesummary_no_truncate ON response_exercisesummary;
DROP FUNCTION response_summary_stays;
"""


class Migration(migrations.Migration):
    dependencies = [("response", "0002_exercises_channels_two_versions")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
