"""The log of decisions, actions and risks: in order, with reasons, and never changed without being found out."""

import csv
import io
from datetime import datetime, timedelta

import psycopg
import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.test import Client
from django.urls import reverse

from rallyround.cluster import Cluster
from rallyround.incidents import actions, queries
from rallyround.incidents.models import LogEntry
from rallyround.ledger import queries as ledger
from rallyround.ledger.models import Event
from rallyround.people.models import User
from rallyround.ui.errors import Refused, WrongState
from tests.apps.incidents.helpers import make_incident
from tests.factories import AT, make_user

MINUTE = timedelta(minutes=1)


def write(user: User, at: datetime = AT, **said: str) -> LogEntry:
    """An entry in the log of the open incident."""
    incident = queries.current() or make_incident()
    fields = {"kind": "decision", "what": "Open the rest centre", "why": "The bridge is closed", **said}
    return actions.log_entry(by=user.actor, at=at, incident=incident, owner=user, **fields)  # type: ignore[arg-type]


@pytest.mark.django_db
def test_entries_are_numbered_without_gaps(now: datetime) -> None:
    user = make_user("duty_officer")
    entries = [
        write(user, now + n * MINUTE, kind=kind) for n, kind in enumerate(("decision", "action", "risk"))
    ]
    assert [e.number for e in entries] == [1, 2, 3]
    again = actions.log_entry(
        by=user.actor,
        at=now,
        incident=entries[0].incident,
        kind="risk",
        what="x",
        owner=user,
        id=entries[0].id,
    )
    assert again == entries[0]
    assert LogEntry.objects.count() == 3


@pytest.mark.django_db
def test_a_decision_needs_its_reasons(now: datetime) -> None:
    user = make_user("duty_officer")
    with pytest.raises(Refused, match="Say why"):
        write(user, why="  ")
    assert write(user, kind="action", why="").why is None


@pytest.mark.django_db
def test_an_action_is_done_once(now: datetime) -> None:
    user = make_user("duty_officer")
    entry = write(user, kind="action")
    assert actions.close_log_entry(by=user.actor, at=now, entry=entry).done_at == now
    with pytest.raises(WrongState):
        actions.close_log_entry(by=user.actor, at=now, entry=entry)


@pytest.mark.django_db
@pytest.mark.parametrize("change", [{"kind": "risk"}, {"at": AT - timedelta(days=1)}, {"number": 7}])
def test_the_database_refuses_a_change(now: datetime, change: dict[str, object]) -> None:
    write(make_user("duty_officer"))
    with pytest.raises(ProgrammingError, match="stays"), transaction.atomic():
        LogEntry.objects.update(**change)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "sql", ["DELETE FROM incidents_logentry", "TRUNCATE incidents_logentry", "UPDATE incidents_logentry SET done_at = NULL"]
)  # fmt: skip
def test_the_database_refuses_to_forget(now: datetime, sql: str) -> None:
    user = make_user("duty_officer")
    actions.close_log_entry(by=user.actor, at=now, entry=write(user, kind="action"))
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.manual("X.10")
def test_the_log_is_immutable_timestamped_and_exported_in_order(
    committed: str, cluster: Cluster, client: Client
) -> None:
    """Written late, read in order; each row with its time and its place in the ledger's chain; a change is found."""
    user = make_user("duty_officer")
    times = [AT + n * MINUTE for n in (0, 1, 2, 3)]
    for at, kind in zip(times, ("decision", "action", "risk", "decision"), strict=True):
        write(
            user, at, kind=kind, what=f"Said at {at:%H:%M}, in full, with a comma", why="Because of the water"
        )
    client.force_login(user)
    file = b"".join(client.get(reverse("log") + "?export=csv").streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    rows = list(csv.DictReader(io.StringIO(file)))
    assert [row["When"] for row in rows] == [at.isoformat() for at in times]
    assert rows[0]["What"] == "Said at 09:00, in full, with a comma"
    assert {row["Why"] for row in rows} == {"Because of the water"}
    hashes = list(Event.objects.filter(verb="log.entered").order_by("at").values_list("hash", flat=True))
    assert [row["Record"] for row in rows] == hashes
    assert list(ledger.verify()) == []
    assert list(queries.altered_log_entries()) == []
    # Nobody with the rights of the program, nor the owner, can change it …
    entry = LogEntry.objects.get(number=2)
    with psycopg.connect(cluster.urls(committed).owner) as owner, pytest.raises(psycopg.Error, match="stays"):
        owner.execute("UPDATE incidents_logentry SET at = at - interval '1 hour'")
    # … and who has the whole server in hand is found out: by the words, by the entry, and by the chain.
    with cluster.admin(committed) as admin:
        admin.execute("UPDATE people_note SET text = 'Nothing was decided' WHERE id = %s", [entry.what_id])
        admin.execute("ALTER TABLE incidents_logentry DISABLE TRIGGER USER")
        admin.execute("UPDATE incidents_logentry SET at = at - interval '1 hour' WHERE number = 4")
    assert {e.number for e in queries.altered_log_entries()} == {2, 4}
