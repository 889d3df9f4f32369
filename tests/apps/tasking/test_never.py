"""Whatever is asked, offered, closed and checked: no plan and no confirmation breaks a hard rule or over-commits anybody.

The rules are written here a second time, plainly, so that a mistake in the product's own is seen.
"""

import random
from datetime import timedelta

import pytest
from django.db import transaction
from shapely.geometry import LineString, Point, Polygon

from rallyround.incidents import actions as incidents
from rallyround.incidents.models import Closure
from rallyround.people.models import User
from rallyround.register import actions as register
from rallyround.register.kinds import KINDS, SKILLS
from rallyround.register.models import Need, Offer
from rallyround.tasking import actions, capacity
from rallyround.tasking.models import Proposal, Task
from rallyround.ui.errors import Refused
from rallyround.volunteers.queries import checks_held
from rallyround.volunteers.rest import objection
from tests.apps.tasking.together import at_once
from tests.factories import (
    AT,
    TEST,
    make_check,
    make_open_need,
    make_organisation,
    make_ready_offer,
    make_risk_assessment,
    make_task,
    make_user,
    work_on,
)

CHECKS = ("identity", "dbs_basic", "dbs_enhanced", "driving", "professional")
NOT_HOME = {"none", "public_place"}
SEEDS = range(3)


class World:
    """A small place with needs, offers and closures by chance; the same seed gives the same."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.user = make_user("coordinator")
        self.levels = {kind: self.chance.choice(("low", "low", "medium", "high")) for kind in KINDS}
        self.assessed = [kind for kind in KINDS if self.chance.random() < 0.9]
        for kind in self.assessed:
            make_risk_assessment(kind, level=self.levels[kind], boss=self.user)
        self.closures = [self._close(number) for number in range(3)]
        for _ in range(14):
            self._need()
        for _ in range(12):
            self._offer()

    def point(self) -> tuple[int, int]:
        return 430_000 + self.chance.randrange(8_000), 380_000 + self.chance.randrange(8_000)

    def _close(self, number: int) -> Closure:
        incident = incidents.begin_incident(by=TEST, at=AT, name=f"Flood {number}", hazard="flood")
        x, y = self.point()
        ring = [[x, y], [x + 2000, y], [x + 2000, y + 2000], [x, y + 2000], [x, y]]
        area = number < 2
        return incidents.close_area(
            by=TEST,
            at=AT,
            incident=incident,
            kind="area" if area else "crossing",
            name="Mere",
            shape={"type": "Polygon", "coordinates": [ring]}
            if area
            else {"type": "LineString", "coordinates": [[x, y], [x, y + 4000]]},
            drawn_by=self.user,
        )

    def _need(self) -> Need:
        return make_open_need(
            kind=self.chance.choice(list(KINDS)),
            severity=self.chance.choice(("serious", "moderate", "minor")),
            helpers=self.chance.choice((1, 1, 2, 3)),
            point=self.point(),
            window_end=AT + timedelta(hours=self.chance.choice((4, 24, 100))),
        )

    def _offer(self) -> Offer:
        skills = tuple(self.chance.sample(sorted(SKILLS), 4))
        if self.chance.random() < 0.3:
            offer = make_ready_offer(
                kind="pool",
                organisation=make_organisation().id,
                capacity=self.chance.choice((1, 3, 8)),
                skills=skills,
                point=self.point(),
            )
        else:
            adult = self.chance.random() < 0.85
            offer = make_ready_offer(
                skills=skills,
                point=self.point(),
                adult=adult,
                supervised_by=None if adult else make_organisation().id,
                max_travel_m=self.chance.choice((2000, 20_000)),
                day_parts=self.chance.randint(1, 15),
            )
        make_check(offer, *self.chance.sample(CHECKS, self.chance.randint(0, len(CHECKS))))
        return offer


def broken_rules(world: World, need: Need, offer: Offer) -> list[str]:
    """Every hard rule that this pair breaks, reckoned plainly."""
    kind, level = KINDS[need.kind], world.levels[need.kind]
    held = checks_held([offer.id], AT.date())[offer.id]
    wanted = set(kind.checks)
    wanted |= {"identity"} if kind.safeguarding in ("home", "regulated") or level != "low" else set()
    wanted |= {"dbs_enhanced"} if kind.safeguarding == "regulated" else set()
    wanted |= {"professional"} if level == "high" else set()
    broken = [f"without {check}" for check in sorted(wanted - held)]
    if not offer.adult and (kind.safeguarding not in NOT_HOME or level == "high"):
        broken.append("under 18")
    if need.kind not in world.assessed:
        broken.append("no risk assessment")
    if not offer.consents_to_tasking or offer.state != "ready":
        broken.append("no consent")
    if kind.distance_matters:
        broken += closed(world, need, offer)
    return broken


def closed(world: World, need: Need, offer: Offer) -> list[str]:
    ends = [(offer.easting or 0, offer.northing or 0), (need.easting or 0, need.northing or 0)]
    found = []
    for closure in world.closures:
        if closure.kind == "area":
            area = Polygon(closure.shape["coordinates"][0])
            found += ["in a no-go area" for end in ends if area.intersects(Point(end))]
        elif LineString(ends).intersects(LineString(closure.shape["coordinates"])):
            found.append("over a cut crossing")
    return found


def check_all(world: World) -> None:
    """Nothing that is in the database now breaks a rule."""
    active = Task.objects.exclude(state__in=["declined", "expired", "cancelled", "not_done"])
    tasks = list(active.select_related("need", "offer"))
    for task in tasks:
        assert broken_rules(world, task.need, task.offer) == []
        assert task.risk_assessment.kind == task.need.kind
        assert task.liability_holder_id == task.risk_assessment.liability_holder_id
        assert 1 <= task.seat <= task.offer.capacity
    for offer in {task.offer for task in tasks}:
        own = [(task.during.lower, task.during.upper) for task in tasks if task.offer == offer]
        for moment, _ in own:
            assert sum(start <= moment < end for start, end in own) <= offer.capacity
        for seat in range(1, offer.capacity + 1):
            spells = [(t.during.lower, t.during.upper) for t in tasks if (t.offer, t.seat) == (offer, seat)]
            for number, spell in enumerate(spells):
                assert objection([*spells[:number], *spells[number + 1 :]], spell) is None
    for need in {task.need for task in tasks}:
        home = KINDS[need.kind].safeguarding not in NOT_HOME
        places = max(need.helpers, 2) if home else need.helpers
        own_tasks = [task for task in tasks if task.need == need]
        assert len(own_tasks) <= places
        if home:
            assert len({(task.during.lower, task.during.upper) for task in own_tasks}) == 1


@pytest.mark.django_db
@pytest.mark.manual_part("S6.c17", "S7.c9", "S7.c8")
@pytest.mark.parametrize("seed", SEEDS)
def test_no_plan_and_no_confirmation_of_it_breaks_a_hard_rule(seed: int) -> None:
    world = World(seed)
    confirmed = 0
    for minutes in (0, 20, 40):
        at = AT + timedelta(minutes=minutes)
        plan = actions.propose(by=TEST, at=at)
        proposals = list(plan.proposals.filter(state="open").select_related("need", "offer"))
        for proposal in proposals:
            assert proposal.offer is not None
            assert broken_rules(world, proposal.need, proposal.offer) == []
        done = actions.confirm_matches(by=TEST, at=at, proposals=proposals, user=world.user)
        assert done.refused == []
        confirmed += len(done.tasks)
        check_all(world)
    assert confirmed > 0
    for need in Need.objects.filter(state="open"):
        unmet = Proposal.objects.filter(need=need, dropped_by=None, state="unmet")
        assert unmet.exists() or Proposal.objects.filter(need=need, dropped_by=None).exists()


@pytest.mark.django_db
@pytest.mark.manual_part("S6.c17", "X.11")
@pytest.mark.parametrize("seed", SEEDS)
def test_a_person_who_overrules_what_may_be_overruled_still_breaks_no_hard_rule(seed: int) -> None:
    world = World(seed)
    offers, needs = list(Offer.objects.all()), list(Need.objects.all())
    made = refused = 0
    for _ in range(60):
        need, offer = world.chance.choice(needs), world.chance.choice(offers)
        before = broken_rules(world, need, offer)
        try:
            with transaction.atomic():
                actions.confirm_match(
                    by=TEST, at=AT, need=need, offer=offer, user=world.user, override="knows_better"
                )
        except Refused:
            refused += 1
        else:
            made += 1
            assert before == []
    assert made
    assert refused
    check_all(world)


@pytest.mark.manual_part("S6.c4")
def test_many_people_confirming_at_once_never_over_commit_a_pool_or_over_serve_a_need(committed: str) -> None:
    make_risk_assessment()
    pool = make_ready_offer(
        kind="pool",
        organisation=make_organisation().id,
        capacity=3,
        point=(436_000, 387_000),
        available_until=AT + timedelta(hours=3),
    )
    needs = [make_open_need(point=(436_500, 387_000), helpers=2) for _ in range(3)]
    users = [make_user("duty_officer") for _ in range(8)]

    def confirm(user: User, need: Need) -> Task:
        return actions.confirm_match(by=user.actor, at=AT, need=need, offer=pool, user=user)

    results = at_once(*[lambda u=u, n=needs[i % 3]: confirm(u, n) for i, u in enumerate(users)])
    made = [result for result in results if isinstance(result, Task)]
    assert len(results) == 8
    assert {task.seat for task in made} == {1, 2, 3}
    assert len(made) == 3


@pytest.mark.django_db
@pytest.mark.manual("S6.c4")
@pytest.mark.parametrize("seed", SEEDS)
def test_the_capacity_board_adds_up_by_skill_and_place_and_is_never_over_committed(seed: int) -> None:
    world = World(seed)
    offers = Offer.objects.all()
    capacities = {offer.id: offer.capacity for offer in offers}
    for minutes in (0, 20):
        at = AT + timedelta(minutes=minutes)
        for number in range(3):
            board = capacity.board(offers, at, number)
            begin, end = max(board.shift.start, at), board.shift.end
            assert board.whole.total == sum(capacities.values())
            assert sum(row.total for row in board.by_place) == board.whole.total
            tasks = Task.objects.filter(during__overlap=(begin, end))
            assert board.whole.committed == len(set(tasks.values_list("offer_id", "seat")))
            for row in (board.whole, *board.by_skill, *board.by_place):
                assert min(row.available, row.committed, row.resting, row.away) >= 0
                assert row.committed <= row.total
            for key, label in SKILLS.items():
                with_skill = sum(offer.capacity for offer in offers if key in offer.skills)
                assert sum(row.total for row in board.by_skill if row.label == label) == with_skill
        plan = actions.propose(by=TEST, at=at)
        actions.confirm_matches(
            by=TEST, at=at, proposals=list(plan.proposals.filter(state="open")), user=world.user
        )


@pytest.mark.django_db
@pytest.mark.manual_part("S6.c4", "S7.c23")
def test_who_has_worked_their_shift_is_resting_and_who_ended_is_gone() -> None:
    make_risk_assessment("clean_up")
    helpers = [
        make_ready_offer(point=(436_000, 387_000), skills=("cleaning_up", "protecting_homes"))
        for _ in range(2)
    ]
    for offer in helpers:
        make_check(offer, "identity")
    for hours, kind in ((0, "clean_up"), (4, "clean_up"), (8, "prepare")):  # of three, three and two hours
        need = make_open_need(kind=kind, helpers=2, point=(436_000, 387_000), severity="serious")
        tasks = [make_task(need=need, offer=offer, at=AT + timedelta(hours=hours)) for offer in helpers]
        for state in ("accepted", "briefed", "started", "delivered", "signed_out"):
            for task in tasks:
                work_on(task, state)
    at = AT + timedelta(hours=11)
    board = capacity.board(Offer.objects.all(), at, 1)
    assert (board.whole.available, board.whole.resting, board.whole.committed) == (0, 2, 0)
    register.withdraw_offer(by=TEST, at=at, offer=helpers[0], reason="offerer_asked")
    assert capacity.board(Offer.objects.all(), at, 1).whole.total == 1
