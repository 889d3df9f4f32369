"""A case is written in draft only. Sent for approval, it waits unchanged; approved, it stays: whoever asks."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION business_case_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    decided text[] := ARRAY['state', 'approved_by_id', 'approved_at', 'approving_body', 'conditions'];
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF OLD.state = 'draft' AND NEW.state IN ('draft', 'submitted') THEN
            RETURN NEW;
        END IF;
        IF OLD.state = 'submitted' AND NEW.state IN ('draft', 'approved', 'refused')
           AND to_jsonb(NEW) - decided = to_jsonb(OLD) - decided THEN
            RETURN NEW;
        END IF;
        IF OLD.state IN ('approved', 'refused') AND NEW.state = 'superseded'
           AND to_jsonb(NEW) - 'state' = to_jsonb(OLD) - 'state' THEN
            RETURN NEW;
        END IF;
    END IF;
    IF TG_OP = 'DELETE' AND OLD.state = 'draft' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'a case that was decided stays' USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE FUNCTION business_in_draft(wanted uuid) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    -- The lock makes an approval wait for this change, or this change for the approval.
    PERFORM 1 FROM business_case WHERE id = wanted AND state = 'draft' FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'a case that was decided stays' USING ERRCODE = 'insufficient_privilege';
    END IF;
END $$;

CREATE FUNCTION business_option_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM business_in_draft(OLD.case_id);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        PERFORM business_in_draft(NEW.case_id);
        RETURN NEW;
    END IF;
    RETURN OLD;
END $$;

CREATE FUNCTION business_line_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM business_in_draft(case_id) FROM business_option WHERE id = OLD.option_id;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        PERFORM business_in_draft(case_id) FROM business_option WHERE id = NEW.option_id;
        RETURN NEW;
    END IF;
    RETURN OLD;
END $$;

CREATE FUNCTION business_not_emptied() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a case that was decided stays' USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER business_case_stays BEFORE UPDATE OR DELETE ON business_case
    FOR EACH ROW EXECUTE FUNCTION business_case_stays();
CREATE TRIGGER business_option_stays BEFORE INSERT OR UPDATE OR DELETE ON business_option
    FOR EACH ROW EXECUTE FUNCTION business_option_stays();
CREATE TRIGGER business_line_stays BEFORE INSERT OR UPDATE OR DELETE ON business_line
    FOR EACH ROW EXECUTE FUNCTION business_line_stays();
CREATE TRIGGER business_case_no_truncate BEFORE TRUNCATE ON business_case
    FOR EACH STATEMENT EXECUTE FUNCTION business_not_emptied();
CREATE TRIGGER business_option_no_truncate BEFORE TRUNCATE ON business_option
    FOR EACH STATEMENT EXECUTE FUNCTION business_not_emptied();
CREATE TRIGGER business_line_no_truncate BEFORE TRUNCATE ON business_line
    FOR EACH STATEMENT EXECUTE FUNCTION business_not_emptied();
"""

BACKWARD = """
DROP TRIGGER business_case_stays ON business_case;
DROP TRIGGER business_option_stays ON business_option;
DROP TRIGGER business_line_stays ON business_line;
DROP TRIGGER business_case_no_truncate ON business_case;
DROP TRIGGER business_option_no_truncate ON business_option;
DROP TRIGGER business_line_no_truncate ON business_line;
DROP FUNCTION business_not_emptied;
DROP FUNCTION business_line_stays;
DROP FUNCTION business_option_stays;
DROP FUNCTION business_in_draft;
DROP FUNCTION business_case_stays;
"""


class Migration(migrations.Migration):
    dependencies = [("business", "0002_lines_say_more_conditions_actuals")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
