"""Each morning: what in the record asks for a look, and who owes a change. Run twice they do no harm."""

from django.utils import timezone
from procrastinate.contrib.django import app

from rallyround.evaluation import actions
from rallyround.ledger.actors import system


@app.periodic(cron="20 5 * * *")
@app.task(name="evaluation.derive_triggers", queueing_lock="evaluation.derive_triggers")
def derive_triggers(timestamp: int) -> None:
    """The record is looked through for what should make somebody look again."""
    actions.derive_triggers(by=system("derive_triggers"), at=timezone.now())


@app.periodic(cron="40 7 * * *")
@app.task(name="evaluation.remind_owners", queueing_lock="evaluation.remind_owners")
def remind_owners(timestamp: int) -> None:
    """Whoever owes a change is told before it is late, and once a week when it is."""
    actions.remind_owners(by=system("remind_owners"), at=timezone.now())
