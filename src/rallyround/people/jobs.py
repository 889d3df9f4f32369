"""What this app does by itself, once a day."""

import logging

from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone
from procrastinate.contrib.django import app

from rallyround.people import retention

log = logging.getLogger(__name__)


@app.periodic(cron="17 3 * * *")
@app.task(name="people.forget_due", queueing_lock="people.forget_due", pass_context=False)
def forget_due(timestamp: int) -> None:
    """Forget whose details have had their time. Run twice, the second finds nobody."""
    log.info("forgotten: %s", retention.forget_due(timezone.now()))


@app.periodic(cron="37 3 * * *")
@app.task(name="people.clear_sessions", queueing_lock="people.clear_sessions", pass_context=False)
def clear_sessions(timestamp: int) -> None:
    """Sweep up sessions that have run out."""
    SessionStore.clear_expired()
