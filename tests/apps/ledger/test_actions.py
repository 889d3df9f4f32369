"""The ledger is a chain that cannot be changed, in Python or in the database."""

from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from django.db import InternalError, ProgrammingError, connection, transaction
from uuid_utils.compat import uuid7

from rallyround.cluster import Cluster
from rallyround.ledger import queries
from rallyround.ledger.actions import checkpoint, record
from rallyround.ledger.actors import system
from rallyround.ledger.models import Event
from rallyround.ui.errors import Refused

AT = datetime(2026, 1, 14, 9, 0, tzinfo=UTC)


def happen(number: int = 1) -> Event:
    """Let something happen to some thing."""
    with transaction.atomic():
        return record(
            by=system("test"),
            at=AT + timedelta(seconds=number),
            verb="thing.done",
            subject=("thing", uuid7()),
        )


def test_events_form_one_unbroken_chain(committed: str) -> None:
    first, second, third = happen(1), happen(2), happen(3)
    assert [e.seq for e in (first, second, third)] == [first.seq, first.seq + 1, first.seq + 2]
    assert (second.previous, third.previous) == (first.hash, second.hash)
    assert list(queries.verify()) == []


def test_a_rollback_leaves_no_gap(committed: str) -> None:
    first = happen(1)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        record(by=system("test"), at=AT, verb="thing.undone", subject=("thing", uuid7()))
        _ = 1 / 0
    with transaction.atomic():
        kept = record(by=system("test"), at=AT, verb="thing.done", subject=("thing", uuid7()))
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            record(by=system("test"), at=AT, verb="thing.undone", subject=("thing", uuid7()))
            _ = 1 / 0
        last = record(by=system("test"), at=AT, verb="thing.done", subject=("thing", uuid7()))
    assert (kept.previous, last.previous) == (first.hash, kept.hash)
    assert list(queries.verify()) == []


def test_an_event_in_a_finished_part_goes_with_the_part_around_it(committed: str) -> None:
    with transaction.atomic():
        first = happen(1)
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            happen(2)
            happen(3)
            _ = 1 / 0
        second = happen(4)
    assert (second.seq, second.previous) == (first.seq + 1, first.hash)
    third = happen(5)
    assert (third.seq, third.previous) == (second.seq + 1, second.hash)
    assert list(queries.verify()) == []


def test_a_thousand_events_in_one_transaction_do_not_make_it_wait_a_thousand_times(committed: str) -> None:
    with transaction.atomic():
        for number in range(1000):
            happen(number)
        assert len(connection.run_on_commit) < 3
    assert list(queries.verify()) == []


def test_an_event_outside_a_transaction_is_refused(committed: str) -> None:
    with pytest.raises(RuntimeError, match="inside the transaction"):
        record(by=system("test"), at=AT, verb="thing.done", subject=("thing", uuid7()))


def test_python_refuses_to_change_or_delete_an_event(committed: str) -> None:
    event = happen()
    event.verb = "thing.other"
    with pytest.raises(Refused):
        event.save()
    with pytest.raises(Refused):
        event.delete()


@pytest.mark.parametrize(
    "sql", ["UPDATE ledger_event SET verb = 'x'", "DELETE FROM ledger_event", "TRUNCATE ledger_event"]
)
def test_the_web_role_cannot_change_the_ledger(committed: str, sql: str) -> None:
    happen()
    with pytest.raises((ProgrammingError, InternalError)), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize(
    "sql", ["UPDATE ledger_event SET verb = 'x'", "DELETE FROM ledger_event", "TRUNCATE ledger_event"]
)
def test_even_the_owner_is_stopped_by_the_trigger(committed: str, cluster: Cluster, sql: str) -> None:
    happen()
    with (
        psycopg.connect(cluster.urls(committed).owner) as owner,
        pytest.raises(psycopg.errors.InsufficientPrivilege, match="append-only"),
    ):
        owner.execute(sql)


def tamper(cluster: Cluster, name: str, sql: str) -> None:
    """What somebody with the server in hand could do."""
    with cluster.admin(name) as admin:
        admin.execute("ALTER TABLE ledger_event DISABLE TRIGGER USER")
        admin.execute(sql)
        admin.execute("ALTER TABLE ledger_event ENABLE TRIGGER USER")


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("UPDATE ledger_event SET verb = 'thing.else' WHERE id = %(middle)s", "altered"),
        ("UPDATE ledger_event SET at = at + interval '1 hour' WHERE id = %(middle)s", "altered"),
        ("DELETE FROM ledger_event WHERE id = %(middle)s", "missing"),
        ("DELETE FROM ledger_event WHERE id = %(last)s", "gone"),
    ],
)
@pytest.mark.manual_part("S6.w1")
def test_what_was_tampered_with_is_found(committed: str, cluster: Cluster, sql: str, said: str) -> None:
    happen(1)
    middle, last = happen(2), happen(3)
    checkpoint(at=AT)
    tamper(cluster, committed, sql % {"middle": f"'{middle.id}'", "last": f"'{last.id}'"})
    assert any(said in finding.sentence for finding in queries.verify())
