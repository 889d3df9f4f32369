"""Sending what is in the outbox, in the background; and looking after the queue itself."""

from uuid import UUID

from django.utils import timezone
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.jobs import Status

from rallyround.ledger.actors import system
from rallyround.messaging import actions


class TryAgain(Exception):
    """The message is still in the outbox: the queue is to wait and call again."""


# 3, 9, 27 … 2,187 seconds: eight tries within the hour. The action parks the message after the last.
WAIT_LONGER_EACH_TIME = RetryStrategy(exponential_wait=3, max_attempts=actions.TRIES)


@app.task(name="messaging.deliver", queue="messages", retry=WAIT_LONGER_EACH_TIME)
def deliver(message_id: str) -> None:
    """One try at one message."""
    message = actions.deliver_message(by=system("messages"), at=timezone.now(), message_id=UUID(message_id))
    if message.state == "queued":
        raise TryAgain


# A worker says every 5 seconds that it lives. Silent for 15 it is dead, and within 5 more its work is taken up
# again: less than 30 in all.
DEAD_AFTER_S = 15
KEEP_DONE_H = 1


@app.periodic(cron="* * * * * */5")
@app.task(name="queue.rescue", queueing_lock="queue.rescue", priority=100, pass_context=True)
async def rescue(context: JobContext, timestamp: int) -> None:
    """Give the work of killed workers to others; what has killed its worker eight times is parked."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=DEAD_AFTER_S):
        if job.id is None or job.id == context.job.id:
            continue
        if job.attempts + 1 >= actions.TRIES:
            await manager.finish_job_by_id_async(job_id=job.id, status=Status.FAILED, delete_job=False)
        else:
            await manager.retry_job_by_id_async(job_id=job.id, retry_at=timezone.now())


@app.periodic(cron="7 * * * *")
@app.task(name="queue.tidy", queueing_lock="queue.tidy", pass_context=True)
async def tidy(context: JobContext, timestamp: int) -> None:
    """Forget work that was done; what was given up stays until somebody has looked."""
    await context.app.job_manager.delete_old_jobs(nb_hours=KEEP_DONE_H)
