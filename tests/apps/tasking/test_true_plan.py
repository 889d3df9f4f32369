"""Every number of a plan counts what it proposes, everybody proposed can come, and the same board has the same plan."""

from collections.abc import Callable
from datetime import timedelta
from random import Random

import numpy as np
import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from ortools.linear_solver import pywraplp
from uuid_utils.compat import uuid7

from rallyround.core.allocation import eligible_pairs
from rallyround.register import actions as register
from rallyround.register.models import Need, Offer
from rallyround.tasking import actions, drafting, fairness, queries, settling
from rallyround.tasking.drafting import Draft
from rallyround.tasking.models import Plan, Proposal
from rallyround.tasking.together import Hours
from tests.apps.tasking.hours_boards import a_board, a_need, an_offer, proposed, without_a_time
from tests.factories import (
    AT,
    HERE,
    TEST,
    THERE,
    make_open_need,
    make_partnership,
    make_ready_offer,
    make_risk_assessment,
    make_task,
    make_user,
    work_on,
)

pytestmark = pytest.mark.django_db
SEEDS = range(12)
DAWN, NOON, DUSK = 1, 2, 4  # parts of the day


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    drafting._kept.clear()


def counted(plan: Plan) -> None:
    """What the header, the rows, the page of the gain and Nobody yet say is one and the same."""
    numbers = plan.statistics
    rows = sum(units for some in proposed(plan).values() for _offer, units in some)
    standing = Proposal.objects.filter(dropped_by=None)
    missing = sum(standing.filter(state="unmet").values_list("units", flat=True))
    points = sum(
        int(row.reason["points"]) * row.units for row in standing.filter(state="open").select_related("need")
    )
    assert queries.summary(plan, standing).helpers == rows == numbers["slots_met"]
    assert numbers["slots_asked"] - missing == rows
    assert numbers["points_met"] == points
    for groups in numbers["equity"].values():
        assert sum(met for _asked, met, _needs in groups.values()) == rows
    found = queries.gain(plan)
    assert found is not None
    assert found.ways[0].slots.startswith(f"{rows} of {numbers['slots_asked']}")


def worth(made: Draft) -> int:
    return made.settled.value


def changed(chance: Random, at_minutes: int) -> None:
    """One thing happens, by its real action."""
    at = AT + timedelta(minutes=at_minutes)

    def withdraw_need() -> None:
        need = chance.choice(list(Need.objects.filter(state="open").order_by("id")))
        register.withdraw_need(by=TEST, at=at, need=need, reason="helped_by_others")

    def withdraw_offer() -> None:
        offer = chance.choice(list(Offer.objects.filter(state="ready").order_by("id")))
        register.withdraw_offer(by=TEST, at=at, offer=offer, reason="not_suitable")

    def accept() -> None:
        row = Proposal.objects.filter(dropped_by=None, state="open").order_by("id").first()
        if row is not None:
            actions.confirm_matches(by=TEST, at=at, proposals=[row], user=make_user("coordinator"))

    events: list[Callable[[], object]] = [
        lambda: a_need(chance, at),
        lambda: an_offer(chance, at),
        withdraw_need,
        withdraw_offer,
        accept,
    ]
    chance.choice(events)()


@pytest.mark.parametrize("seed", SEEDS)
def test_all_numbers_count_what_is_proposed_and_everybody_proposed_can_come(seed: int) -> None:
    chance = a_board(seed)
    for minutes in range(4):
        plan = actions.propose(by=TEST, at=AT + timedelta(minutes=minutes))
        counted(plan)
        assert without_a_time(plan, plan.at) == []
        changed(chance, minutes)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_reasons_of_needs_left_open_agree_with_what_is_proposed(seed: int) -> None:
    a_board(seed)
    actions.propose(by=TEST, at=AT)
    standing = Proposal.objects.filter(dropped_by=None)
    served = {row.need_id: int(row.reason["points"]) for row in standing.filter(state="open")}
    for row in standing.filter(state="unmet"):
        least, points = row.reason.get("least_points"), int(row.reason["points"])
        if least is None:
            continue
        assert least in {other for need, other in served.items() if need != row.need_id}
        if least < points:  # a swap would not help: the way to this one weighs more
            assert row.reason["stays"] == "way"
            assert row.reason["further_m"] >= (points - least) * settling.METRES_A_POINT
        else:
            assert "stays" not in row.reason


@pytest.mark.parametrize("seed", SEEDS)
def test_what_a_guarantee_costs_is_the_difference_of_two_plans_whose_helpers_can_come(seed: int) -> None:
    chance, user = a_board(seed), make_user("coordinator")
    for need in Need.objects.order_by("id"):
        Need.objects.filter(id=need.id).update(district=chance.choice(["T1", "T2"]))
    plain = actions.propose(by=TEST, at=AT).statistics
    plan = actions.guarantee_shares(by=user.actor, at=AT, user=user, guarantee="50", id=uuid7())
    assert plan is not None
    counted(plan)
    assert without_a_time(plan, AT) == []
    now, found = plan.statistics, plan.statistics["guarantee"]
    assert found["without"] == {key: plain[key] for key in ("slots_met", "points_met", "metres")}

    def value(numbers: dict[str, int]) -> int:
        return numbers["points_met"] * settling.METRES_A_POINT - numbers["metres"]

    assert found["price_metres"] == value(found["without"]) - value(now) >= 0
    for district, (asked, met, alone) in found["short"].items():
        assert [asked, met] == now["equity"]["district"][district][:2]
        assert met <= alone <= asked


@pytest.mark.parametrize("seed", SEEDS)
def test_the_same_board_has_the_same_plan_whatever_came_before(seed: int) -> None:
    chance, user = a_board(seed), make_user("coordinator")

    def press(minutes: int) -> dict[str, set[tuple[str, int]]]:
        plan = actions.propose(by=TEST, at=AT + timedelta(minutes=minutes))
        return {
            need.code: {(offer.code, units) for offer, units in some} for need, some in proposed(plan).items()
        }

    for minutes in range(3):
        changed(chance, minutes)
        press(minutes)
    after_changes = press(3)
    for guarantee in ("50", ""):
        actions.guarantee_shares(
            by=user.actor, at=AT + timedelta(minutes=3), user=user, guarantee=guarantee, id=uuid7()
        )
    assert press(3) == after_changes
    drafting._kept.clear()  # as in another process, or after a restart
    assert press(3) == after_changes


@pytest.mark.parametrize("seed", SEEDS)
def test_no_plan_whose_helpers_share_their_times_is_worth_more(seed: int) -> None:
    """Against an integer programme that chooses the times and the helpers at once, to the proven optimum."""
    a_board(seed)
    made = drafting.draft(AT, None)
    assert worth(made) == best_that_can_be(made)


def best_that_can_be(made: Draft) -> int:
    built, problem = made.built, made.plan.problem
    assert problem is not None
    assert not len(made.apart)
    solver = pywraplp.Solver.CreateSolver("HIGHS")
    total, hours = solver.Objective(), Hours(built)
    total.SetMaximization()
    given = [solver.Constraint(0, int(capacity)) for capacity in built.offers.capacity]
    pairs = eligible_pairs(drafting.allocated(built, made.apart, gap=0.0).problem)  # type: ignore[arg-type]
    for need in np.flatnonzero(built.needs.demand).tolist():
        rows = np.flatnonzero(pairs.need == need)
        able = hours.able(built.need_rows[need], pairs.offer[rows].astype(np.int64))
        begins = [solver.IntVar(0, 1, "") for _time in able.times]
        once, places = solver.Constraint(0, 1), solver.Constraint(0, int(built.needs.demand[need]))
        for begin in begins:
            once.SetCoefficient(begin, 1)
        for row, can in zip(rows.tolist(), able.can, strict=True):
            comes = solver.IntVar(0, 1, "")
            total.SetCoefficient(comes, float(pairs.value[row]))
            places.SetCoefficient(comes, 1)
            given[int(pairs.offer[row])].SetCoefficient(comes, 1)
            only_then = solver.Constraint(-solver.infinity(), 0)
            only_then.SetCoefficient(comes, 1)
            for number in np.flatnonzero(can).tolist():
                only_then.SetCoefficient(begins[number], -1)
    assert solver.Solve() == pywraplp.Solver.OPTIMAL
    found: float = total.Value()
    return round(found)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_large_board_s_plan_that_went_on_from_others_proposes_as_much_as_one_from_nothing(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A board taken for a large one: its plans are repaired, by the same rule for who can come."""
    monkeypatch.setattr(settling, "SMALL", 0)
    monkeypatch.setattr(transaction, "on_commit", lambda do, **_how: do())  # nothing is committed here
    chance = a_board(seed, needs=24, offers=32)
    for minutes in range(6):
        plan = actions.propose(by=TEST, at=AT + timedelta(minutes=minutes))
        counted(plan)
        assert without_a_time(plan, plan.at) == []
        if minutes < 5:
            changed(chance, minutes)
    repaired = next(iter(drafting._kept.values())).draft
    assert not repaired.anew
    fresh = drafting.draft(AT + timedelta(minutes=5), None)
    assert worth(repaired) >= 0.95 * worth(fresh)


@pytest.mark.parametrize("seed", SEEDS)
def test_first_come_first_served_shares_times_too_and_never_beats_the_plan(seed: int) -> None:
    a_board(seed)
    made = drafting.draft(AT, None)
    first = fairness.comparison(made)
    assert first["points_met"] * settling.METRES_A_POINT - first["metres"] <= worth(made)
    assert first["slots_met"] > 0


@pytest.fixture
def room(client: Client, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setattr(timezone, "now", lambda: AT)
    make_partnership()
    make_risk_assessment()
    client.force_login(make_user("coordinator"))
    return client


def test_both_helpers_of_a_need_are_asked_for_the_time_that_the_plan_found_for_both(room: Client) -> None:
    """One could come this morning; together they can come only in the evening."""
    need = make_open_need(point=HERE, helpers=2, severity="serious")
    make_ready_offer(point=THERE, day_parts=DAWN | DUSK)
    make_ready_offer(point=HERE, day_parts=DUSK)
    actions.propose(by=TEST, at=AT)
    rows = list(Proposal.objects.filter(need=need, state="open"))
    assert len(rows) == 2
    done = actions.confirm_matches(by=TEST, at=AT, proposals=rows, user=make_user("coordinator"))
    assert done.refused == []
    assert len({task.during.lower for task in done.tasks}) == 1
    assert timezone.localtime(done.tasks[0].during.lower).hour == 18


def test_a_time_at_which_two_can_come_is_chosen_before_one_at_which_only_one_can(room: Client) -> None:
    """The two who are nearest have no time in common: the nearer of them comes with the one who is free then."""
    need = make_open_need(point=HERE, helpers=2, severity="serious")
    make_ready_offer(point=HERE, day_parts=DAWN)
    near = make_ready_offer(point=(HERE[0] + 100, HERE[1]), day_parts=DUSK)
    far = make_ready_offer(point=THERE, day_parts=DUSK)
    plan = actions.propose(by=TEST, at=AT)
    assert {offer for offer, _units in proposed(plan)[need]} == {near, far}
    assert not Proposal.objects.filter(need=need, state="unmet").exists()


def test_two_who_never_have_time_together_leave_one_place_open_and_the_page_says_who_is_missing(
    room: Client,
) -> None:
    need = make_open_need(point=HERE, helpers=3, severity="serious")
    make_ready_offer(point=HERE, day_parts=DAWN)
    make_ready_offer(point=THERE, day_parts=DUSK)
    counted(actions.propose(by=TEST, at=AT))
    unmet = Proposal.objects.get(need=need, state="unmet")
    assert (unmet.reason["code"], unmet.units) == ("not_together", 2)
    page = room.get(reverse("unmet")).content.decode()
    assert "Those who could help are not free at the same time as each other." in page
    assert "2 more helpers would meet it, who come together" in page
    assert "when the others come" in page


def test_what_would_help_is_no_farther_than_helpers_usually_go(room: Client) -> None:
    make_open_need(point=HERE, helpers=2, severity="serious")  # worth a way of 45 km
    make_ready_offer(point=(HERE[0] + 50_000, HERE[1]), max_travel_m=7000)
    actions.propose(by=TEST, at=AT)
    assert "within 7 km" in room.get(reverse("unmet")).content.decode()


def test_the_list_by_hand_says_what_each_is_doing_and_who_has_no_time(room: Client) -> None:
    urgent = make_open_need(point=HERE, severity="serious")
    noon, evening = AT.replace(hour=12), AT.replace(hour=18)
    minor, other = (
        make_open_need(point=point, window_start=noon, window_end=evening) for point in (HERE, THERE)
    )
    proposed_for_it = make_ready_offer(point=HERE, day_parts=NOON)
    morning = make_ready_offer(point=HERE, day_parts=DAWN)
    busy = make_ready_offer(point=THERE, day_parts=NOON, available_until=AT.replace(hour=14))
    task = actions.confirm_match(by=TEST, at=AT, need=other, offer=busy, user=make_user("coordinator"))
    work_on(task, "accepted")
    actions.propose(by=TEST, at=AT)
    found = {row.offer: row for row in queries.candidates(minor, Offer.objects.all(), AT)}
    assert found[proposed_for_it].doing == ("Proposed for this need.",)
    assert found[proposed_for_it].against == ()
    assert found[morning].doing == (f"Proposed for {urgent.code}, with 45 points of priority.",)
    assert [str(sentence) for sentence in found[morning].against] == [
        "They have no time in common with the need that leaves them enough rest."
    ]
    assert found[busy].doing[0].startswith(f"Has a task: {task.need.code}, ")
    assert found[busy].against
    assert next(iter(found)) == proposed_for_it
    page = room.get(reverse("need_helpers", args=[minor.id])).content.decode()
    assert "Proposed for this need." in page


def test_by_hand_those_with_nothing_else_come_before_those_with_a_task_or_a_proposal(room: Client) -> None:
    near = make_ready_offer(point=HERE)
    late_window = {"window_start": AT + timedelta(hours=6), "window_end": AT + timedelta(hours=10)}
    theirs = make_open_need(point=HERE, **late_window)  # type: ignore[arg-type]
    actions.confirm_match(by=TEST, at=AT, need=theirs, offer=near, user=make_user("coordinator"))
    nothing_yet = make_ready_offer(point=THERE)
    need = make_open_need(point=HERE)
    rows = queries.candidates(need, Offer.objects.all(), AT)
    assert [row.offer for row in rows] == [nothing_yet, near]
    assert [bool(row.doing) for row in rows] == [False, True]


def test_by_hand_a_task_that_is_late_speaks_against_its_helper_and_leads_to_it(
    room: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    task = make_task(state="delivered")
    when, later = "Wed 14 Jan, 09:15", AT + timedelta(hours=8)
    monkeypatch.setattr(timezone, "now", lambda: later)
    need = make_open_need(point=HERE, at=later)
    said = f"Still down for a task of {when} that is late: sign it out."
    rows = queries.candidates(need, Offer.objects.all(), later)
    assert rows[0].against[0] == said
    url = reverse("need_helpers", args=[need.id])
    link = f'<a class="govuk-link" href="{reverse("task", args=[task.id])}">{said}</a>'
    assert link in room.get(url).content.decode()
    begun = make_task(state="started", at=AT)
    waits = make_task(state="accepted", at=AT)
    against = {row.offer: row.against[0] for row in queries.candidates(need, Offer.objects.all(), later)}
    assert against[begun.offer].endswith("say how it went and sign it out.")
    assert against[waits.offer].endswith("ask them, or cancel it.")


def test_who_is_told_that_all_are_on_other_needs_finds_them_there_in_the_list_by_hand(room: Client) -> None:
    """Beside each helper who has time stands what keeps them."""
    for seed in range(3):
        a_board_row = Random(seed)
        for _ in range(6):
            make_open_need(point=HERE, severity=a_board_row.choice(["serious", "moderate"]))
    for _ in range(4):
        make_ready_offer(point=THERE)
    actions.propose(by=TEST, at=AT)
    for unmet in Proposal.objects.filter(dropped_by=None, state="unmet"):
        assert unmet.reason["code"] == "capacity_used"
        rows = queries.candidates(unmet.need, Offer.objects.all(), AT)
        assert rows
        assert all(row.doing for row in rows)
