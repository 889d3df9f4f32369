"""Long work for the worker: after everything else, and one piece at a time, so that messages and alarms never wait."""

from typing import Any
from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

AFTER_EVERYTHING_ELSE = -10


def enqueue(task: str, id: UUID, **said: Any) -> bool:
    """Ask for it in the caller's transaction; False where the same was asked for and still waits."""
    job = app.configure_task(
        task, queue="files", lock="files", queueing_lock=str(id), priority=AFTER_EVERYTHING_ELSE
    )
    try:
        with transaction.atomic():
            job.defer(**said)
    except AlreadyEnqueued:
        return False
    return True
