"""The outbox with a real worker beside it."""

import os
import socket
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import reverse
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django.fixtures import Settings

from rallyround.cluster import Cluster
from rallyround.messaging import actions, channels, queries
from rallyround.messaging.channels import email
from rallyround.messaging.models import Message
from tests.apps.messaging.helpers import go_live, queue
from tests.factories import TEST, make_partnership, make_user

ROOT = Path(__file__).resolve().parents[3]


def work(queues: list[str] | None) -> None:
    """A worker that does what there is to do in these queues, or in all, and leaves."""
    with app.replace_connector(app.connector.get_worker_connector()) as worker_app:  # type: ignore[attr-defined]
        worker_app.run_worker(wait=False, queues=queues, install_signal_handlers=False)


def test_a_committed_message_is_dealt_with_by_the_worker(committed: str, now: datetime) -> None:
    make_partnership()
    message = queue(now)
    work(["messages"])
    assert Message.objects.get(id=message.id).state == "sealed"
    assert ProcrastinateJob.objects.get(lock=str(message.id)).status == "succeeded"


def test_what_fails_waits_and_is_tried_again(
    committed: str, now: datetime, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.EMAIL_HOST = "mail.example.org"
    go_live()
    message = queue(now)

    def fail(outgoing: channels.Outgoing) -> None:
        raise channels.NotSent("mail_server_unreachable")

    with monkeypatch.context() as broken:
        broken.setattr(email.channel, "send", fail)
        work(["messages"])
    message.refresh_from_db()
    job = ProcrastinateJob.objects.get(lock=str(message.id))
    assert (message.state, message.attempts, message.last_error) == ("queued", 1, "mail_server_unreachable")
    assert (job.status, job.attempts) == ("todo", 1)
    assert job.scheduled_at is not None
    actions.deliver_message(by=TEST, at=now, message_id=message.id)
    assert len(mail.outbox) == 1


def left_by_a_dead_worker(message: Message, *, attempts: int = 0) -> ProcrastinateJob:
    """The message's job as a worker leaves it that was killed 20 seconds ago."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '20 seconds') RETURNING id"
        )
        worker = cursor.fetchone()[0]
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s, attempts = %s WHERE lock = %s",
            [worker, attempts, str(message.id)],
        )
    app.configure_task("queue.rescue").defer(timestamp=0)
    job: ProcrastinateJob = ProcrastinateJob.objects.get(lock=str(message.id))
    return job


def test_the_work_of_a_killed_worker_is_taken_up_by_the_next(committed: str, now: datetime) -> None:
    make_partnership()
    message = queue(now)
    job = left_by_a_dead_worker(message)
    work(None)
    assert Message.objects.get(id=message.id).state == "sealed"
    assert ProcrastinateJob.objects.get(id=job.id).status == "succeeded"


def test_what_kills_its_worker_eight_times_is_parked_and_shown(
    committed: str, now: datetime, client: Client
) -> None:
    make_partnership()
    message = queue(now)
    job = left_by_a_dead_worker(message, attempts=actions.TRIES - 1)
    work(None)
    assert ProcrastinateJob.objects.get(id=job.id).status == "failed"
    assert queries.parked_job_count() == 1
    client.force_login(make_user("duty_officer"))
    assert "messaging.deliver" in client.get(reverse("duty")).content.decode()
    assert client.post(reverse("duty_retry_job", args=[job.id])).status_code == 302
    work(None)
    assert Message.objects.get(id=message.id).state == "sealed"
    assert queries.parked_jobs() == []


def a_worker(cluster: Cluster, database: str, mail_port: int) -> subprocess.Popen[bytes]:
    """A worker in a process of its own."""
    environment = {
        **os.environ,
        "DATABASE_URL": cluster.urls(database).web,
        "DJANGO_SETTINGS_MODULE": "rallyround.config.settings",
        "RALLYROUND_SMTP_HOST": "127.0.0.1",
        "RALLYROUND_SMTP_PORT": str(mail_port),
    }
    return subprocess.Popen(
        [sys.executable, "manage.py", "procrastinate", "worker"], env=environment, cwd=ROOT
    )


def test_a_worker_killed_in_mid_job_is_made_good_within_half_a_minute(
    committed: str, cluster: Cluster, now: datetime
) -> None:
    """The mail server takes the call and says nothing, so that the worker is in the middle when it is killed."""
    go_live()
    queue(now)
    workers: list[subprocess.Popen[bytes]] = []
    with socket.create_server(("127.0.0.1", 0)) as mail_server:
        mail_server.settimeout(60)
        try:
            workers.append(a_worker(cluster, committed, mail_server.getsockname()[1]))
            calls = [mail_server.accept()]
            workers[0].kill()
            killed = time.monotonic()
            workers.append(a_worker(cluster, committed, mail_server.getsockname()[1]))
            calls.append(mail_server.accept())
            took = time.monotonic() - killed
        finally:
            for worker in workers:
                worker.kill()
                worker.wait()
    for connection_to_it, _address in calls:
        connection_to_it.close()
    assert took < 30, f"{took:.0f} s"
