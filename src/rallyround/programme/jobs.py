"""What the programme does by itself, once a day."""

import logging

from django.utils import timezone
from procrastinate.contrib.django import app

from rallyround.ledger.actors import system
from rallyround.programme import actions
from rallyround.programme.queries import register

log = logging.getLogger(__name__)


@app.periodic(cron="27 6 * * *")
@app.task(name="programme.remind", queueing_lock="programme.remind", pass_context=False)
def remind(timestamp: int) -> None:
    """Tell owners what is due within a week or overdue, once a week each. Run twice, the second finds nothing."""
    at = timezone.now()
    due = list(register.to_remind(at.date()))
    for entry in due:
        actions.remind_of_entry(by=system("programme"), at=at, entry=entry)
    log.info("reminded of: %s", len(due))
