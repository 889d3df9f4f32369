"""What stands in the register and the history of steps stays: a row is closed once, and nothing else of it changes."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


# The columns that are named in the trigger may be filled in as long as the first of them is empty.
FORWARD = """
CREATE FUNCTION programme_closed_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF to_jsonb(OLD) ->> TG_ARGV[0] IS NULL AND to_jsonb(NEW) - TG_ARGV = to_jsonb(OLD) - TG_ARGV THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'what was written down stays' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER programme_registerentry_stays BEFORE UPDATE OR DELETE ON programme_registerentry
    FOR EACH ROW EXECUTE FUNCTION programme_closed_once('closed_at', 'outcome', 'reminded_on');
CREATE TRIGGER programme_registerentry_no_truncate BEFORE TRUNCATE ON programme_registerentry
    FOR EACH STATEMENT EXECUTE FUNCTION programme_closed_once();
CREATE TRIGGER programme_cycle_stays BEFORE UPDATE OR DELETE ON programme_cycle
    FOR EACH ROW EXECUTE FUNCTION programme_closed_once('ended_at');
CREATE TRIGGER programme_cycle_no_truncate BEFORE TRUNCATE ON programme_cycle
    FOR EACH STATEMENT EXECUTE FUNCTION programme_closed_once();
CREATE TRIGGER programme_stepopening_stays BEFORE UPDATE OR DELETE ON programme_stepopening
    FOR EACH ROW EXECUTE FUNCTION programme_closed_once('closed_at', 'closed_by_id');
CREATE TRIGGER programme_stepopening_no_truncate BEFORE TRUNCATE ON programme_stepopening
    FOR EACH STATEMENT EXECUTE FUNCTION programme_closed_once();
"""

BACKWARD = """
DROP TRIGGER programme_registerentry_stays ON programme_registerentry;
DROP TRIGGER programme_registerentry_no_truncate ON programme_registerentry;
DROP TRIGGER programme_cycle_stays ON programme_cycle;
DROP TRIGGER programme_cycle_no_truncate ON programme_cycle;
DROP TRIGGER programme_stepopening_stays ON programme_stepopening;
DROP TRIGGER programme_stepopening_no_truncate ON programme_stepopening;
DROP FUNCTION programme_closed_once;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('programme', '0002_what_was_agreed_stays'),
    ]

    operations = [
        migrations.AddField(
            model_name='body',
            name='handles',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('information', 'Information'), ('activation', 'Activation'), ('report', 'Report')], max_length=12), blank=True, default=list, size=None),
        ),
        migrations.AddField(
            model_name='informationrequest',
            name='from_us',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='registerentry',
            name='dissent',
            field=models.CharField(blank=True, max_length=500),
        ),
        migrations.AddField(
            model_name='registerentry',
            name='follows',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='followed_by', to='programme.registerentry'),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
