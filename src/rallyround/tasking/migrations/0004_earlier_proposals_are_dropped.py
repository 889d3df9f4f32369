"""What earlier plans proposed no longer stands: the plan that stands now counts as the one that dropped it."""

from django.db import migrations

DROP = """
UPDATE tasking_proposal SET dropped_by_id = standing.id
FROM tasking_plan standing, tasking_plan earlier
WHERE standing.current AND tasking_proposal.plan_id = earlier.id AND NOT earlier.current
"""


class Migration(migrations.Migration):
    dependencies = [("tasking", "0003_proposals_stand_until_dropped")]

    operations = [migrations.RunSQL(DROP, migrations.RunSQL.noop)]
