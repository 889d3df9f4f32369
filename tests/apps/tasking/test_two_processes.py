"""Several web processes, each with what it keeps of the last plan: none contradicts what another has written."""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from random import Random
from threading import Event, Thread
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from rallyround.cluster import Cluster
from rallyround.register import actions as register
from rallyround.register.models import Need, Offer
from rallyround.tasking import actions, drafting, settling
from rallyround.tasking.actions import planning
from rallyround.tasking.models import Plan, Proposal, Task
from rallyround.ui.errors import WrongState
from tests.apps.tasking.together import at_once
from tests.factories import AT, HERE, TEST, make_open_need, make_ready_offer, make_risk_assessment, make_user

ELSEWHERE = """
import django
django.setup()
from datetime import datetime, UTC
from rallyround.ledger.actors import system
from rallyround.tasking import actions
print(actions.propose(by=system("elsewhere"), at=datetime(2026, 1, 14, 9, 5, tzinfo=UTC)).id)
"""


class Process:
    """What one web process keeps; others keep their own."""

    def __init__(self) -> None:
        self.kept: dict[str, Any] = {}

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Everything in here happens in this process."""
        others, drafting._kept = drafting._kept, self.kept
        try:
            yield
        finally:
            drafting._kept = others


@pytest.fixture
def board(committed: str) -> Random:
    """Ten needs and six offers near each other."""
    drafting._kept.clear()
    chance = Random(8)
    make_risk_assessment()
    for _ in range(10):
        a_need(chance)
    for _ in range(6):
        make_ready_offer(point=a_place(chance))
    return chance


def a_place(chance: Random) -> tuple[int, int]:
    return HERE[0] + chance.randint(-4000, 4000), HERE[1] + chance.randint(-4000, 4000)


def a_need(chance: Random) -> Need:
    return make_open_need(point=a_place(chance), severity=chance.choice(["serious", "moderate", "minor"]))


def standing() -> Counter[tuple[UUID, UUID | None, int]]:
    """What stands in the database, line by line."""
    found = Proposal.objects.filter(dropped_by=None, state__in=["open", "unmet"])
    return Counter(found.values_list("need_id", "offer_id", "units"))


def then_nothing_contradicts() -> None:
    """Each open need has its lines once, each helper no more than they can give, and all is what the plan says."""
    found = Proposal.objects.filter(dropped_by=None, state__in=["open", "unmet"])
    lines = standing()
    assert max(lines.values()) == 1
    assert {need for need, _offer, _units in lines} == set(
        Need.objects.filter(state="open").values_list("id", flat=True)
    )
    given: Counter[UUID] = Counter()
    for row in found.select_related("offer"):
        if row.offer is not None:
            given[row.offer.id] += row.units
            assert row.offer.state == "ready"
    tasks = Counter(Task.objects.filter(state__in=["offered", "accepted"]).values_list("offer_id", flat=True))
    for offer in Offer.objects.filter(id__in=given):
        assert given[offer.id] + tasks[offer.id] <= offer.capacity
    current = Plan.objects.get(current=True)
    assert current.statistics["slots_met"] == sum(given.values())
    assert (
        Counter(
            current.proposals.filter(state__in=["open", "unmet"]).values_list("need_id", "offer_id", "units")
        )
        == lines
    )


def test_whichever_process_plans_what_stands_is_one_plan(
    board: Random, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settling, "SMALL", 0)  # only larger boards go on from the plan before
    user, processes = make_user("coordinator"), [Process(), Process()]
    went_on = 0
    for number in range(12):
        process = board.choice(processes)
        with process.at_work():
            actions.propose(by=TEST, at=AT + timedelta(minutes=number))
            went_on += not next(iter(drafting._kept.values())).draft.anew
        then_nothing_contradicts()
        change = number % 3
        if change == 0:
            a_need(board)
        elif change == 1:
            chosen = Proposal.objects.filter(dropped_by=None, state="open").first()
            assert chosen is not None
            actions.confirm_matches(by=TEST, at=AT, proposals=[chosen], user=user)
        else:
            gone = Need.objects.filter(state="open").order_by("id").first()
            assert gone is not None
            register.withdraw_need(by=TEST, at=AT, need=gone, reason="helped_by_others")
    assert 0 < went_on < 12  # both ways were tried: going on from what was kept, and from nothing


def test_a_plan_of_another_process_on_the_same_database_is_seen_and_gone_on_from_anew(
    board: Random, cluster: Cluster, committed: str
) -> None:
    actions.propose(by=TEST, at=AT)
    a_need(board)
    urls = cluster.urls(committed)
    theirs = subprocess.run(
        [sys.executable, "-c", ELSEWHERE], check=True, capture_output=True, text=True,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "rallyround.config.settings", "DATABASE_URL": urls.web,
             "DATABASE_OWNER_URL": urls.owner, "DATABASE_INTAKE_URL": urls.intake,
             "RALLYROUND_SECRET_FILE": str(cluster.home / "secret-key")},
    ).stdout.split()[-1]  # fmt: skip
    assert Plan.objects.get(current=True).id == UUID(theirs)
    then_nothing_contradicts()
    before = standing()
    ours = actions.propose(by=TEST, at=AT + timedelta(minutes=5))
    assert next(iter(drafting._kept.values())).draft.anew
    assert ours.statistics["difference"]["people"] == 0
    assert standing() == before
    then_nothing_contradicts()


def test_who_plans_while_somebody_plans_is_told_and_what_stands_is_theirs(
    board: Random, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one who is second reads nothing of the plan before, so nothing can be written on top of the new one."""
    actions.propose(by=TEST, at=AT)
    a_need(board)
    inside, go_on = Event(), Event()
    drafted = drafting.draft

    def slowly(*given: Any) -> drafting.Draft:
        inside.set()
        assert go_on.wait(20)
        return drafted(*given)

    monkeypatch.setattr(planning, "draft", slowly)

    def first() -> None:
        actions.propose(by=TEST, at=AT)
        connection.close()

    slow = Thread(target=first)
    slow.start()
    assert inside.wait(20)
    with Process().at_work(), pytest.raises(WrongState, match="Somebody else is planning"):
        actions.propose(by=TEST, at=AT)
    go_on.set()
    slow.join()
    monkeypatch.undo()
    then_nothing_contradicts()
    assert Plan.objects.count() == 2


def test_what_somebody_decides_while_it_is_planned_is_not_proposed_again(
    board: Random, monkeypatch: pytest.MonkeyPatch
) -> None:
    actions.propose(by=TEST, at=AT)
    user, later = make_user("coordinator"), AT + timedelta(minutes=1)
    accepted, refused = Proposal.objects.filter(dropped_by=None, state="open").order_by("id")[:2]
    drafted = drafting.draft

    def decide() -> None:
        assert actions.confirm_matches(by=TEST, at=later, proposals=[accepted], user=user).tasks
        actions.refuse_proposal(by=TEST, at=later, proposal=refused, user=user, reason="unsafe")
        connection.close()

    def meanwhile(*given: Any) -> drafting.Draft:
        made = drafted(*given)
        elsewhere = Thread(target=decide)
        elsewhere.start()
        elsewhere.join()
        return made

    monkeypatch.setattr(planning, "draft", meanwhile)
    actions.propose(by=TEST, at=AT)
    monkeypatch.undo()
    pairs = {(need, offer) for need, offer, _units in standing()}
    assert not pairs & {(each.need_id, each.offer_id) for each in (accepted, refused)}
    actions.propose(by=TEST, at=later)
    then_nothing_contradicts()


def test_many_who_plan_at_once_leave_one_plan_that_stands(board: Random) -> None:
    actions.propose(by=TEST, at=AT)
    a_need(board)
    results = at_once(*[lambda: actions.propose(by=TEST, at=AT)] * 4)
    assert {type(result).__name__ for result in results} <= {"Plan", "WrongState"}
    assert any(isinstance(result, Plan) for result in results)
    then_nothing_contradicts()


def test_a_plan_comes_after_the_one_before_also_where_that_ones_clock_was_ahead(board: Random) -> None:
    first = actions.propose(by=TEST, at=AT)
    ahead = UUID(int=first.id.int + (1 << 90))
    Proposal.objects.all().delete()
    Plan.objects.filter(id=first.id).delete()
    Plan.objects.create(id=ahead, at=AT, needs=0, offers=0)
    second = actions.propose(by=TEST, at=AT)
    assert second.id > ahead
    then_nothing_contradicts()
