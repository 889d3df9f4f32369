"""What was judged stays: evidence is only withdrawn, once; scores, zones, criteria and debriefs are made anew, not edited."""

from django.db import migrations

STAYS = ("stepscore", "stepscore_evidence", "zones", "criteria", "debrief")

FORWARD = """
CREATE FUNCTION evaluation_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was judged stays' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE FUNCTION evaluation_evidence_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF OLD.withdrawn_at IS NULL
           AND to_jsonb(NEW) - '{withdrawn_at,withdrawn_by_id,withdrawn_because}'::text[]
             = to_jsonb(OLD) - '{withdrawn_at,withdrawn_by_id,withdrawn_because}'::text[] THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'evidence stays' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER evaluation_evidence_stays BEFORE UPDATE OR DELETE ON evaluation_evidence
    FOR EACH ROW EXECUTE FUNCTION evaluation_evidence_stays();
""" + "".join(
    f"CREATE TRIGGER evaluation_{table}_stays BEFORE UPDATE OR DELETE ON evaluation_{table}"
    " FOR EACH ROW EXECUTE FUNCTION evaluation_stays();\n"
    for table in STAYS
)

BACKWARD = (
    "".join(f"DROP TRIGGER evaluation_{table}_stays ON evaluation_{table};\n" for table in STAYS)
    + """
DROP TRIGGER evaluation_evidence_stays ON evaluation_evidence;
DROP FUNCTION evaluation_evidence_stays;
DROP FUNCTION evaluation_stays;
"""
)


class Migration(migrations.Migration):
    dependencies = [("evaluation", "0002_evidence_says_more_criteria_decisions")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
