"""A paper stays as it was when it was made: whoever needs another makes another version."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION programme_paper_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a paper stays as it was made' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER programme_paper_stays BEFORE UPDATE OR DELETE ON programme_paper
    FOR EACH ROW EXECUTE FUNCTION programme_paper_stays();
CREATE TRIGGER programme_paper_no_truncate BEFORE TRUNCATE ON programme_paper
    FOR EACH STATEMENT EXECUTE FUNCTION programme_paper_stays();
"""

BACKWARD = """
DROP TRIGGER programme_paper_stays ON programme_paper;
DROP TRIGGER programme_paper_no_truncate ON programme_paper;
DROP FUNCTION programme_paper_stays;
"""


class Migration(migrations.Migration):
    dependencies = [("programme", "0004_the_register_and_the_history_of_steps_stay")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
