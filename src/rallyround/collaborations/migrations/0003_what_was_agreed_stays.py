"""Terms that both sides agreed to stay as they are, and so does a verdict; a delivery can be withdrawn, not rewritten."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION collaborations_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was agreed or decided stays' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER collaborations_terms_stay BEFORE UPDATE OR DELETE ON collaborations_terms
    FOR EACH ROW WHEN (OLD.agreed_at IS NOT NULL) EXECUTE FUNCTION collaborations_stays();
CREATE TRIGGER collaborations_terms_no_truncate BEFORE TRUNCATE ON collaborations_terms
    FOR EACH STATEMENT EXECUTE FUNCTION collaborations_stays();
CREATE TRIGGER collaborations_verdict_stays BEFORE UPDATE OR DELETE ON collaborations_verdict
    FOR EACH ROW EXECUTE FUNCTION collaborations_stays();
CREATE TRIGGER collaborations_verdict_no_truncate BEFORE TRUNCATE ON collaborations_verdict
    FOR EACH STATEMENT EXECUTE FUNCTION collaborations_stays();

CREATE FUNCTION collaborations_delivery_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF OLD.withdrawn_at IS NULL AND to_jsonb(NEW) - 'withdrawn_at' = to_jsonb(OLD) - 'withdrawn_at' THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'what was written down of a delivery stays' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER collaborations_delivery_stays BEFORE UPDATE OR DELETE ON collaborations_delivery
    FOR EACH ROW EXECUTE FUNCTION collaborations_delivery_stays();
CREATE TRIGGER collaborations_delivery_no_truncate BEFORE TRUNCATE ON collaborations_delivery
    FOR EACH STATEMENT EXECUTE FUNCTION collaborations_delivery_stays();

-- Nothing is in force without terms that both sides agreed to, however the row was changed.
CREATE FUNCTION collaborations_active_by_terms() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state IN ('active', 'nurture') AND NOT EXISTS (
        SELECT 1 FROM collaborations_terms WHERE collaboration_id = NEW.id AND agreed_at IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'work is in force by agreed terms only' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER collaborations_active_by_terms BEFORE INSERT OR UPDATE ON collaborations_collaboration
    FOR EACH ROW EXECUTE FUNCTION collaborations_active_by_terms();
"""

BACKWARD = """
DROP TRIGGER collaborations_terms_stay ON collaborations_terms;
DROP TRIGGER collaborations_terms_no_truncate ON collaborations_terms;
DROP TRIGGER collaborations_verdict_stays ON collaborations_verdict;
DROP TRIGGER collaborations_verdict_no_truncate ON collaborations_verdict;
DROP TRIGGER collaborations_delivery_stays ON collaborations_delivery;
DROP TRIGGER collaborations_delivery_no_truncate ON collaborations_delivery;
DROP TRIGGER collaborations_active_by_terms ON collaborations_collaboration;
DROP FUNCTION collaborations_stays;
DROP FUNCTION collaborations_delivery_stays;
DROP FUNCTION collaborations_active_by_terms;
"""


class Migration(migrations.Migration):
    dependencies = [("collaborations", "0002_what_it_cost_and_what_is_aimed_for")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
