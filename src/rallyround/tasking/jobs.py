"""Each minute: who has not answered, who is not back, what is no longer wanted. Run twice they do no harm."""

from django.utils import timezone
from procrastinate.contrib.django import app

from rallyround.incidents import queries as incidents
from rallyround.ledger.actors import system
from rallyround.tasking import actions


@app.periodic(cron="* * * * *")
@app.task(name="tasking.expire_offers", queueing_lock="tasking.expire_offers")
def expire_offers(timestamp: int) -> None:
    """Tasks that nobody answered go to somebody else."""
    actions.expire_offers(by=system("expire_offers"), at=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(name="tasking.alert_overdue", queueing_lock="tasking.alert_overdue")
def alert_overdue(timestamp: int) -> None:
    """Whoever is not back is looked for."""
    actions.alert_overdue(by=system("alert_overdue"), at=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(name="tasking.cancel_orphans", queueing_lock="tasking.cancel_orphans")
def cancel_orphans(timestamp: int) -> None:
    """What is no longer wanted is called off."""
    actions.cancel_orphans(by=system("cancel_orphans"), at=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(name="tasking.suspend_in_closures", queueing_lock="tasking.suspend_in_closures")
def suspend_in_closures(timestamp: int) -> None:
    """A need whose place was corrected may lie in a closed area since: whoever is on the way there is stopped."""
    for closure in incidents.open_closures():
        actions.suspend_in_closure(by=system("suspend_in_closures"), at=timezone.now(), closure=closure)
