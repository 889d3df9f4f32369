"""Two indexes on needs that only the room asks for: the board counts 100,000 of them in one look at an index."""

from django.db import migrations

FORWARD = """
CREATE INDEX need_board_counts ON register_need (state, district, kind, reported_at)
    WHERE state IN ('handed_over', 'matched', 'open', 'reported', 'with_responder');
CREATE INDEX need_unseen ON register_need (reported_at)
    WHERE state = 'reported' AND first_seen_at IS NULL;
"""
BACKWARD = "DROP INDEX need_board_counts; DROP INDEX need_unseen;"


class Migration(migrations.Migration):
    dependencies = [("room", "0001_initial"), ("register", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
