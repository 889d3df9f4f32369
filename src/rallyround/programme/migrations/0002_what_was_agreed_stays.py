"""What was agreed or approved stays as it is, and a baseline from the moment that it is taken; and a few fields more."""

import datetime
import django.contrib.postgres.fields
import django.db.models.deletion
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models


# The column that is named in the trigger is empty as long as a row is a draft; without a column a row is never one.
FORWARD = """
CREATE FUNCTION programme_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_LEVEL = 'ROW' AND TG_NARGS > 0 AND to_jsonb(OLD) ->> TG_ARGV[0] IS NULL THEN
        IF TG_OP = 'DELETE' THEN
            RETURN OLD;
        END IF;
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'what was agreed or approved stays' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER programme_ambition_stays BEFORE UPDATE OR DELETE ON programme_ambition
    FOR EACH ROW EXECUTE FUNCTION programme_stays('agreed_at');
CREATE TRIGGER programme_ambition_no_truncate BEFORE TRUNCATE ON programme_ambition
    FOR EACH STATEMENT EXECUTE FUNCTION programme_stays();
CREATE TRIGGER programme_vision_stays BEFORE UPDATE OR DELETE ON programme_vision
    FOR EACH ROW EXECUTE FUNCTION programme_stays('approved_at');
CREATE TRIGGER programme_vision_no_truncate BEFORE TRUNCATE ON programme_vision
    FOR EACH STATEMENT EXECUTE FUNCTION programme_stays();
CREATE TRIGGER programme_terms_stay BEFORE UPDATE OR DELETE ON programme_termsofreference
    FOR EACH ROW EXECUTE FUNCTION programme_stays('approved_at');
CREATE TRIGGER programme_terms_no_truncate BEFORE TRUNCATE ON programme_termsofreference
    FOR EACH STATEMENT EXECUTE FUNCTION programme_stays();
CREATE TRIGGER programme_baseline_stays BEFORE UPDATE OR DELETE ON programme_baseline
    FOR EACH ROW EXECUTE FUNCTION programme_stays();
CREATE TRIGGER programme_baseline_no_truncate BEFORE TRUNCATE ON programme_baseline
    FOR EACH STATEMENT EXECUTE FUNCTION programme_stays();
"""

BACKWARD = """
DROP TRIGGER programme_ambition_stays ON programme_ambition;
DROP TRIGGER programme_ambition_no_truncate ON programme_ambition;
DROP TRIGGER programme_vision_stays ON programme_vision;
DROP TRIGGER programme_vision_no_truncate ON programme_vision;
DROP TRIGGER programme_terms_stay ON programme_termsofreference;
DROP TRIGGER programme_terms_no_truncate ON programme_termsofreference;
DROP TRIGGER programme_baseline_stays ON programme_baseline;
DROP TRIGGER programme_baseline_no_truncate ON programme_baseline;
DROP FUNCTION programme_stays;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('programme', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AmbitionReview',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('result', models.CharField(choices=[('holds', 'It still holds'), ('change', 'To be changed')], max_length=8)),
                ('reason', models.CharField(max_length=500)),
                ('on', models.DateField()),
                ('next_on', models.DateField()),
                ('recorded_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Outcome',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=200, unique=True)),
                ('measure', models.CharField(max_length=200)),
                ('source', models.CharField(max_length=200)),
                ('ended_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name='activity',
            name='beyond_pace_because',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name='activity',
            name='cost',
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='ambition',
            name='budget',
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name='ambition',
            name='from_pilots',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='driver',
            name='objectives',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('performance', 'See where we stand'), ('gaps', 'Find the gaps'), ('collaborations', 'Work with the right partners'), ('design', 'Design what to do'), ('implement', 'Do it'), ('intelligence', 'Learn what is changing')], max_length=20), blank=True, default=list, size=None),
        ),
        migrations.AddField(
            model_name='gathering',
            name='changed_at',
            field=models.DateTimeField(default=datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone.utc)),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='initiative',
            name='assets',
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name='initiative',
            name='days_a_year',
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddConstraint(
            model_name='ambition',
            constraint=models.CheckConstraint(condition=models.Q(('from_pilots', False), ('evidence__isnull', False), _connector='OR'), name='growth_from_pilots_cites_evidence'),
        ),
        migrations.AddField(
            model_name='ambitionreview',
            name='ambition',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='programme.ambition'),
        ),
        migrations.AddField(
            model_name='ambitionreview',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='outcome',
            name='aims',
            field=models.ManyToManyField(related_name='outcomes', to='programme.aim'),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
