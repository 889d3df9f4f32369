"""A plan goes on from the one before: nothing that changed is missed, what did not change stays, the value is the same."""

from collections.abc import Callable
from datetime import timedelta
from random import Random

import numpy as np
import pytest
from django.db import transaction

from rallyround.core.allocation import explain
from rallyround.incidents import actions as incidents
from rallyround.places.models import Area
from rallyround.register import actions as register
from rallyround.register.models import Need, Offer
from rallyround.tasking import actions, drafting, settling, shifts, whys
from rallyround.tasking.board import Board, read
from rallyround.tasking.columns import columns, urgency
from rallyround.tasking.drafting import Draft
from rallyround.tasking.models import Plan as StoredPlan
from rallyround.tasking.models import Proposal
from tests.factories import (
    AT,
    HERE,
    TEST,
    THERE,
    make_check,
    make_open_need,
    make_ready_offer,
    make_risk_assessment,
    make_user,
)

KINDS = {"prepare": "protecting_homes", "food_water": "delivering", "welfare_call": "calling"}
GAP = 2 * drafting.GAP


def propose(minutes: int = 0) -> StoredPlan:
    return actions.propose(by=TEST, at=AT + timedelta(minutes=minutes))


def kept() -> Draft:
    """What this process keeps of the last plan."""
    found = next(iter(drafting._kept.values()))
    return found.draft


def anew(minutes: int = 0) -> Draft:
    return drafting.draft(AT + timedelta(minutes=minutes), None)


def a_place(chance: Random) -> tuple[int, int]:
    return HERE[0] + chance.randint(-6000, 6000), HERE[1] + chance.randint(-6000, 6000)


def a_need(chance: Random) -> Need:
    return make_open_need(
        kind=chance.choice(list(KINDS)), point=a_place(chance), helpers=chance.randint(1, 2),
        severity=chance.choice(["serious", "moderate", "minor"]),
    )  # fmt: skip


def an_offer(chance: Random) -> Offer:
    offer = make_ready_offer(point=a_place(chance), skills=tuple(chance.sample(list(KINDS.values()), 2)))
    if chance.random() < 0.5:
        make_check(offer, "identity")
    return offer


@pytest.fixture
def board(committed: str, monkeypatch: pytest.MonkeyPatch) -> Random:
    """Twelve needs and eight offers, taken for a large board, whose plans go on from one another."""
    monkeypatch.setattr(settling, "SMALL", 0)
    drafting._kept.clear()
    chance = Random(4)
    for kind in KINDS:
        make_risk_assessment(kind)
    for _ in range(12):
        a_need(chance)
    for _ in range(8):
        an_offer(chance)
    return chance


@pytest.mark.manual_part("S6.c17")
def test_after_any_change_the_plan_is_worth_what_one_made_anew_is_worth(board: Random) -> None:
    user = make_user("coordinator")
    propose()

    def decide(how: str) -> None:
        found = Proposal.objects.filter(dropped_by=None, state="open").first()
        assert found is not None
        if how == "accept":
            assert actions.confirm_matches(by=TEST, at=AT, proposals=[found], user=user).tasks
        else:
            actions.refuse_proposal(by=TEST, at=AT, proposal=found, user=user, reason="too_far")

    def first(state: str) -> Offer:
        found = Offer.objects.filter(state=state).order_by("id").first()
        assert found is not None
        return found

    def open_need() -> Need:
        found = Need.objects.filter(state="open").order_by("id").first()
        assert found is not None
        return found

    changes: list[Callable[[], object]] = [
        lambda: a_need(board),
        lambda: an_offer(board),
        lambda: register.withdraw_need(by=TEST, at=AT, need=open_need(), reason="helped_by_others"),
        lambda: register.withdraw_offer(by=TEST, at=AT, offer=first("ready"), reason="not_suitable"),
        lambda: make_check(first("ready"), "driving"),
        lambda: decide("accept"),
        lambda: decide("refuse"),
        lambda: None,
    ]
    for number, change in enumerate([*changes, *changes], start=1):
        change()
        plan = propose(number)
        made, fresh = kept(), anew(number)
        assert abs(made.plan.value - fresh.plan.value) <= GAP * fresh.plan.upper_bound
        assert made.proposed.slots_asked == fresh.proposed.slots_asked
        assert made.built.offers.capacity.sum() == fresh.built.offers.capacity.sum()
        assert made.proposed.slots_met == sum(p.units for p in plan.proposals.filter(state="open"))
        assert {p.need_id for p in plan.proposals.exclude(state="accepted")} <= _open_ids()


def _open_ids() -> set[object]:
    return set(Need.objects.filter(state="open").values_list("id", flat=True))


def test_a_plan_where_nothing_changed_writes_nothing(board: Random) -> None:
    propose()
    before = dict(Proposal.objects.values_list("id", "reason__start"))
    again = propose()
    assert again.statistics["difference"] == {
        "new_pairs": 0, "other_helper": 0, "dropped": 0, "newly_unmet": 0, "people": 0, "newly": 0,
    }  # fmt: skip
    assert dict(Proposal.objects.values_list("id", "reason__start")) == before
    assert not Proposal.objects.filter(plan=again).exists()


def test_without_what_was_kept_the_answer_is_the_same(board: Random) -> None:
    """As after a restart, or in another web process."""
    propose()
    a_need(board)
    drafting._kept.clear()
    propose(1)
    from_nothing = {(p.need_id, p.offer_id): p.reason for p in Proposal.objects.filter(dropped_by=None)}
    drafting._kept.clear()
    assert propose(1).statistics["difference"]["people"] == 0
    assert {
        (p.need_id, p.offer_id): p.reason for p in Proposal.objects.filter(dropped_by=None)
    } == from_nothing


def test_what_another_process_planned_is_not_gone_on_from(board: Random) -> None:
    propose()
    held = dict(drafting._kept)
    propose(1)
    drafting._kept.update(held)  # as a process that made the plan before the last still has it
    assert drafting.take_kept(StoredPlan.objects.get(current=True).id) is None


def test_what_was_rolled_back_is_not_kept(board: Random) -> None:
    propose()
    with pytest.raises(RuntimeError), transaction.atomic():
        propose(1)
        raise RuntimeError
    assert not drafting._kept


@pytest.mark.parametrize("what", ["area", "check", "closure", "assessment", "raw"])
def test_no_change_is_missed_whoever_made_it(board: Random, what: str) -> None:
    propose()
    seen = kept().built.board
    numbers, world = dict(seen.offers.numbers), seen.world
    offer = Offer.objects.filter(state="ready").order_by("id")[0]
    if what == "area":
        area = Area.objects.create(code="X1", kind="place", name="Mill", easting=HERE[0], northing=HERE[1])
        Offer.objects.filter(id=offer.id).update(area=area, easting=None, northing=None)
        seen = read(AT, seen)
        numbers = dict(seen.offers.numbers)
        Area.objects.filter(code="X1").update(easting=THERE[0])
    elif what == "check":
        make_check(offer, "dbs_basic")
    elif what == "raw":
        Offer.objects.filter(id=offer.id).update(max_travel_m=1)
    elif what == "assessment":
        make_risk_assessment("prepare", level="high")
    else:
        incident = incidents.begin_incident(by=TEST, at=AT, name="The flood", hazard="flood")
        officer = make_user("duty_officer")
        shape = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}
        incidents.close_area(
            by=TEST, at=AT, incident=incident, kind="area", name="Mill Lane", shape=shape, drawn_by=officer
        )
    after = read(AT, seen)
    assert after is seen
    assert (after.world != world) == (what in {"closure", "assessment"})
    if what in {"area", "check", "raw"}:
        assert {id for id in numbers if after.offers.numbers[id] != numbers[id]} == {offer.id}
    assert _as_it_counts(after) == _as_it_counts(read(AT))


def _as_it_counts(board: Board) -> dict[object, object]:
    """By need and offer: why it is left out, and its columns."""
    return {
        id: (side.obstacles[number], side.fixed[number])
        for side in (board.needs, board.offers)
        for id, number in side.numbers.items()
    }


def test_a_plan_goes_on_when_a_part_of_the_day_ends_and_over_midnight(board: Random) -> None:
    """Who shares a part of a day with whom stays the same for most: their proposals stay too."""
    for part in (1, 3, 6, 15):
        make_ready_offer(point=HERE, skills=("delivering",), day_parts=part)
    propose()
    for hours in (2, 4, 9, 14, 24, 40):
        propose(60 * hours)
        made, fresh = kept(), anew(60 * hours)
        assert not made.anew
        assert abs(made.plan.value - fresh.plan.value) <= GAP * fresh.plan.upper_bound
        assert all(spell[0] > made.built.situation.at for spell in made.times.values())
    propose(60 * 60)
    assert kept().anew  # by then too many parts of the day are over


def test_a_plan_goes_on_when_a_way_is_cut(board: Random) -> None:
    incident = incidents.begin_incident(by=TEST, at=AT, name="The flood", hazard="flood")
    officer = make_user("duty_officer")
    propose()
    bridge = {"type": "LineString", "coordinates": [[HERE[0] - 9000, HERE[1]], [HERE[0] + 9000, HERE[1]]]}
    incidents.close_area(
        by=TEST, at=AT, incident=incident, kind="crossing", name="Mill Bridge", shape=bridge, drawn_by=officer
    )
    propose(1)
    made, fresh = kept(), anew(1)
    assert not made.anew
    assert len(made.cut)
    assert abs(made.plan.value - fresh.plan.value) <= GAP * fresh.plan.upper_bound


def test_masks_and_points_of_many_are_those_of_each(board: Random) -> None:
    chance = Random(2)
    for _ in range(10):
        start = AT + timedelta(minutes=chance.randint(-600, 3000))
        a_window = {"window_start": start, "window_end": start + timedelta(minutes=chance.randint(5, 900))}
        make_open_need(kind="prepare", point=HERE, **a_window)  # type: ignore[arg-type]
        make_ready_offer(point=HERE, day_parts=chance.randint(1, 15), available_from=start)
    for minutes in (0, 37, 700):
        at = AT + timedelta(minutes=minutes)
        built = columns(read(at), at)
        for number, need in enumerate(built.need_rows):
            if built.needs.demand[number]:
                spells = shifts.times(at, start=need.window_start, end=need.window_end, parts=_parts(need))
                assert built.needs.window[number] == shifts.mask(at, spells)
                assert built.needs.priority[number] == urgency(need, at)
        for number, offer in enumerate(built.offer_rows):
            free = shifts.times(
                at, start=offer.available_from, end=offer.available_until, parts=offer.day_parts
            )
            assert built.offers.availability[number] == shifts.mask(at, free)


def _parts(need: Need) -> int:
    said = need.window_start is not None or need.window_end is not None
    return 15 if said or need.severity == "serious" else 7


def test_the_smallest_change_and_the_reason_are_those_that_the_engine_explains(board: Random) -> None:
    made = anew()
    numbers = np.flatnonzero(made.proposed.missing)
    usual = int(np.median(made.built.offers.max_travel))
    assert len(numbers)
    for number, reason in whys.why_not(made, numbers):
        unmet = explain(made.plan, number).unmet
        assert unmet is not None
        if reason["code"] not in {"more_missing", "not_together"}:
            assert reason["code"] == str(unmet.reason)
            assert reason["least_points"] == unmet.least_urgent_priority
        assert unmet.wanted is not None
        within = unmet.wanted.within
        assert reason["wanted"]["within_m"] == (None if within is None else min(within, usual))
        assert made.built.needs.checks[number] == unmet.wanted.checks
        assert bool(reason["wanted"]["checks"]) == bool(unmet.wanted.checks)


def test_the_difference_tells_new_pairs_other_helpers_and_whom_nobody_is_left_for(board: Random) -> None:
    Need.objects.all().update(state="withdrawn")
    Offer.objects.all().update(state="withdrawn")
    need, offer = make_open_need(point=HERE), make_ready_offer(point=THERE)
    first = propose()
    assert _difference(first)["new_pairs"] == 1
    nearer = make_ready_offer(point=HERE)
    second = propose()
    assert _difference(second) == {
        "new_pairs": 0,
        "other_helper": 1,
        "dropped": 0,
        "newly_unmet": 0,
        "people": 2,
        "newly": 1,
    }
    for gone in (offer, nearer):
        register.withdraw_offer(by=TEST, at=AT, offer=gone, reason="not_suitable")
    assert _difference(propose())["newly_unmet"] == 1
    register.withdraw_need(by=TEST, at=AT, need=need, reason="helped_by_others")
    assert (_difference(last := propose())["newly_unmet"], _difference(last)["dropped"]) == (0, 1)
    assert {p.offer for p in first.proposals.all()} == {offer}
    assert {p.offer for p in second.proposals.all()} == {nearer}


def _difference(plan: StoredPlan) -> dict[str, int]:
    found: dict[str, int] = plan.statistics["difference"] or {"new_pairs": plan.proposals.count()}
    return found
