"""Nobody waits unseen: each minute, look for what nobody has looked at, and go down the call-out list."""

from datetime import datetime

from django.utils import timezone
from procrastinate.contrib.django import app

from rallyround.incidents import actions as incidents
from rallyround.incidents import queries as incident_queries
from rallyround.ledger import actions as ledger
from rallyround.ledger.actors import system
from rallyround.room.queries import watch as queries


def watch(at: datetime) -> None:
    """Raise the alarm for what is past its limit, alert the next where nobody answered, stand down what has gone."""
    by = system("watch")
    for call_out in incident_queries.open_call_outs():
        if queries.cause_has_gone(call_out, at):
            incidents.stand_down(by=by, at=at, call_out=call_out)
        else:
            incidents.alert_next(by=by, at=at, call_out=call_out)
    for reason, need in queries.to_call_out_for(at).items():
        incidents.raise_call_out(by=by, at=at, reason=reason, subject=("need", need.id))


@app.periodic(cron="* * * * *")
@app.task(name="room.watch", queueing_lock="room.watch", lock="room.watch", priority=100)
def watch_each_minute(timestamp: int) -> None:
    """Before everything else that the worker does."""
    watch(timezone.now())


@app.periodic(cron="* * * * *")
@app.task(name="ledger.checkpoint", queueing_lock="ledger.checkpoint", lock="ledger.checkpoint")
def checkpoint_each_minute(timestamp: int) -> None:
    """Write down where each chain of the ledger stands, so that a cut-off end is found."""
    ledger.checkpoint(at=timezone.now())
