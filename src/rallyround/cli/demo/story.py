"""The invented flood, played through the real actions hour by hour, so that every state comes about as it would."""

import heapq
import itertools
import random
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from uuid_utils.compat import uuid7

from rallyround.cli.demo.ground import Ground, House
from rallyround.cli.demo.people import Cast
from rallyround.cli.demo.words import CAUSES, FAMILY, GIVEN, NEEDS, OFFERS
from rallyround.groups.models import PriorityGroup
from rallyround.incidents import actions as incidents
from rallyround.ledger.actors import PUBLIC, Actor
from rallyround.register import actions as register
from rallyround.register.kinds import KINDS, SKILLS
from rallyround.register.models import Need, Offer
from rallyround.register.reports import NeedReport, OfferReport
from rallyround.response import actions as response
from rallyround.response.models import Activation, Module
from rallyround.tasking import actions as tasking
from rallyround.tasking.models import Plan, Task
from rallyround.ui.errors import Refused
from rallyround.volunteers import actions as volunteers

STREETS = ("Weir", "Tanner", "Chapel", "Alder", "Bridge", "Smithy", "Lock", "Meadow")
SEVERITIES = ("serious", "moderate", "moderate", "minor")
RISKS = (
    "none",
    "none",
    "none",
    "alone_without_support",
    "cannot_leave_home",
    "young_child_or_pregnant",
    "electricity_dependent",
)
FLOOD_KINDS = ("food_water", "medicines", "transport", "leaving", "prepare", "clean_up", "welfare_call", "welfare_visit",
               "shelter", "power", "pets", "interpreting", "information", "equipment", "other")  # fmt: skip
SECOND_WAVE = 0.12  # of the needs come when the river rises again
SECOND_KINDS = ("leaving", "transport", "prepare", "medicines", "welfare_visit")
Happening = Callable[[datetime], object]


class Story:
    """Happenings in the order of their time, each an action or two with that time as their clock."""

    def __init__(self, ground: Ground, cast: Cast, seed: int) -> None:
        self.ground = ground
        self.cast = cast
        self.random = random.Random(seed)  # noqa: S311 - an invented flood, not a secret
        self._queue: list[tuple[datetime, int, Happening]] = []
        self._order = itertools.count()
        self._phones = itertools.count(1)
        self.duty = cast.users["duty_officer"]
        self.handler = cast.users["call_handler"]
        self.flooded = [h for h in ground.homes if h.area.floods]
        self.quiet = True

    def later(self, at: datetime, happening: Happening) -> None:
        """Let something happen at its time."""
        heapq.heappush(self._queue, (at, next(self._order), happening))

    def play(self, until: datetime, progress: Callable[[int], None]) -> None:
        """Everything up to `until`, one transaction for each simulated hour; what comes later never happens."""
        while self._queue and self._queue[0][0] <= until:
            hour, done = self._queue[0][0] + timedelta(hours=1), 0
            with transaction.atomic():
                while self._queue and self._queue[0][0] <= min(hour, until):
                    at, _, happening = heapq.heappop(self._queue)
                    happening(at)
                    done += 1
            progress(done)

    def flood(self, *, begin: datetime, until: datetime, needs: int, offers: int) -> None:
        """Rain overnight, the river over its banks in the morning, most calls in the first twelve hours.

        In the last two hours the river rises again. The plan for that is made and waits for somebody to decide.
        """
        hours = (until - begin) / timedelta(hours=1)
        self.quiet = False
        incidents.begin_incident(by=self.duty.actor, at=begin, name="Mere valley flood", hazard="flood")
        incidents.begin_shift(by=self.duty.actor, at=begin, officer=self.duty)
        for _ in range(offers):
            at = begin + timedelta(hours=self.random.triangular(0, hours * 0.8, hours * 0.15))
            self.later(at, self.offer_comes)
        again = round(needs * SECOND_WAVE)
        for _ in range(needs - again):
            at = begin + timedelta(hours=self.random.triangular(0, hours, hours * 0.3))
            self.later(at, self.need_comes)
        for _ in range(again):
            at = until - timedelta(minutes=self.random.uniform(15, 70))
            self.later(at, self.home_floods)
        at = begin + timedelta(minutes=45)
        while at < until:
            self.later(at, self.match)
            at += timedelta(minutes=120)
        self.later(until - timedelta(minutes=3), self.propose)
        self.later(until, lambda at: incidents.touch_duty(at=at, officer=self.duty))

    def quiet_days(
        self, *, begin: datetime, homes: int, module: Module, groups: Sequence[PriorityGroup]
    ) -> None:
        """Weeks before: a module is set going, and volunteers make homes in the flood plain ready."""
        lead = self.cast.users["tactical_lead"]
        incident = incidents.begin_incident(
            by=lead.actor, at=begin, name="Homes made ready for winter", hazard="flood", phase="before"
        )
        activation = response.activate(
            by=self.duty.actor, at=begin + timedelta(minutes=30), module=module, incident=incident, groups=groups,
            trigger="season", reason="The gauge stands higher than in other years.",
        )  # fmt: skip
        for number in range(24):
            self.later(
                begin + timedelta(minutes=number), lambda at: self.take_offer(at, ["protecting_homes"])
            )
        for place, item in enumerate(activation.checklist.exclude(stage="stand_down").order_by("number")):
            self.later(
                begin + timedelta(hours=1 + 3 * place),
                lambda at, item=item: response.tick_item(by=self.duty.actor, at=at, item=item),  # type: ignore[misc]
            )
        self.later(begin + timedelta(days=12, hours=12), lambda at: self.stand_down(at, activation))
        for number in range(homes):
            self.later(
                begin + timedelta(hours=1, minutes=number), lambda at: self.report(at, "prepare", "hub", 0)
            )
        for day in range(1, 12):
            self.later(begin + timedelta(days=day), self.match)
        self.later(
            begin + timedelta(days=13),
            lambda at: incidents.end_incident(by=lead.actor, at=at, incident=incident),
        )

    def stand_down(self, at: datetime, activation: Activation) -> None:
        """The module's work is over; what is still to be done goes on with the line."""
        response.begin_stand_down(by=self.duty.actor, at=at, activation=activation)
        for item in activation.checklist.filter(stage="stand_down").order_by("number"):
            response.tick_item(by=self.duty.actor, at=at, item=item)
        activation.refresh_from_db()
        response.stand_down(
            by=self.duty.actor, at=at, activation=activation, note="All homes on the list were seen.", tasks_go_on=True
        )  # fmt: skip

    # Needs

    def need_comes(self, at: datetime) -> None:
        kind = self.random.choices(FLOOD_KINDS, (9, 6, 6, 5, 7, 8, 10, 6, 5, 8, 3, 4, 6, 3, 2))[0]
        channel = self.random.choices(("public_form", "telephone", "hub"), (5, 4, 1))[0]
        self.report(at, kind, channel, self.random.expovariate(1 / 25) + 3)

    def home_floods(self, at: datetime) -> None:
        kind = self.random.choices(SECOND_KINDS, (5, 4, 3, 3, 2))[0]
        self.report(at, kind, "telephone", self.random.uniform(3, 10), flooded=1.0)

    def report(
        self, at: datetime, kind: str, channel: str, minutes_to_triage: float, *, flooded: float = 0.7
    ) -> None:
        home = self.random.choice(self.flooded if self.random.random() < flooded else self.ground.homes)
        said = NeedReport(
            id=uuid7(),
            words=self.random.choice(NEEDS[kind]),
            channel=channel,
            name=self._name(),
            phone=self._phone(),
            address=self._address(home),
            postcode=home.postcode,
            language=self.random.choices(("en", "cy", "pl", "ur"), (90, 3, 4, 3))[0],
            danger=self.random.random() < 0.02,
            people_count=self.random.randint(1, 5),
        )
        by = PUBLIC if channel == "public_form" else self.handler.actor
        receipt = register.report_need(by=by, at=at, report=said)
        self.later(
            at + timedelta(minutes=minutes_to_triage), lambda when: self.triage(when, receipt.id, kind)
        )

    def triage(self, at: datetime, id: UUID, kind: str) -> None:
        need = Need.objects.get(id=id)
        if need.state != "reported":
            return
        by = self.duty.actor
        chance = self.random.random()
        if need.danger or chance < 0.06:
            organisation = self.cast.organisations["Mereshire Fire and Rescue"]
            handover = register.hand_over(by=by, at=at, need=need, organisation=organisation, reference="FR")
            if self.random.random() < 0.8:
                when = at + timedelta(minutes=self.random.randint(1, 12))
                self.later(when, lambda then: self._try(
                    lambda: register.acknowledge_handover(by=by, at=then, handover=handover, responder="Watch manager")
                ))  # fmt: skip
        elif chance < 0.15 or kind == "information":
            self._try(lambda: register.advise(by=by, at=at, need=need, kind=kind, cause="unaware"))
        elif chance < 0.19:
            self._try(lambda: register.withdraw_need(by=by, at=at, need=need, reason="helped_by_others"))
        else:
            register.take_on(
                by=by, at=at, need=need, kind=kind, cause=self.random.choice(CAUSES),
                severity=self.random.choice(SEVERITIES), risk=self.random.choice(RISKS), helpers=None,
            )  # fmt: skip

    # Offers

    def offer_comes(self, at: datetime) -> None:
        skills = self.random.sample(list(SKILLS), self.random.randint(2, 5))
        if self.random.random() < 0.05:
            self.pool(at, skills)
        else:
            self.take_offer(at, skills)

    def take_offer(self, at: datetime, skills: list[str]) -> None:
        home = self.random.choice(self.ground.homes)
        receipt = register.take_offer(
            by=PUBLIC,
            at=at,
            report=OfferReport(
                id=uuid7(),
                channel="public_form",
                name=self._name(),
                phone=self._phone(),
                words=self.random.choice(OFFERS),
                postcode=home.postcode,
                skills=tuple(skills),
                max_travel_m=self.random.choice((3000, 5000, 8000, 12000)),
                day_parts=self.random.choice((15, 7, 3, 6, 14)),
            ),
        )
        if self.random.random() < 0.92:
            self.later(
                at + timedelta(minutes=self.random.randint(5, 90)),
                lambda when: self.welcome(when, receipt.id),
            )

    def pool(self, at: datetime, skills: list[str]) -> None:
        name = self.random.choice(
            ("Mereshire Voluntary Action", "Hallow Vale Rotary", "Merebridge Market Traders")
        )
        home = self.random.choice(self.ground.homes)
        report = OfferReport(
            id=uuid7(), channel="telephone", kind="pool", organisation=self.cast.organisations[name].id,
            postcode=home.postcode, skills=tuple(skills), capacity=self.random.randint(4, 12), max_travel_m=12000,
        )  # fmt: skip
        try:
            receipt = register.take_offer(by=self.handler.actor, at=at, report=report)
        except Refused:  # a second pool of the same people is counted once
            return
        self.later(at + timedelta(minutes=10), lambda when: self.welcome(when, receipt.id))

    def welcome(self, at: datetime, id: UUID) -> None:
        offer = Offer.objects.get(id=id)
        if offer.state not in ("received", "waiting"):
            return
        self._try(lambda: register.accept_offer(by=self.duty.actor, at=at, offer=offer))
        for kind, share in (("identity", 0.75), ("dbs_basic", 0.35), ("driving", 0.45), ("first_aid", 0.2)):
            if offer.kind == "pool" or self.random.random() < share:
                volunteers.record_check(
                    by=self.duty.actor, at=at, offer=offer, kind=kind, seen_by=self.duty,
                    seen_on=at.date(), expires_on=date(at.year + 2, 1, 31),
                )  # fmt: skip

    # Matching and tasks

    def propose(self, at: datetime) -> Plan:
        tasking.expire_offers(by=self.duty.actor, at=at)
        return tasking.propose(by=self.duty.actor, at=at)

    def match(self, at: datetime) -> None:
        plan = self.propose(at)
        accepted = []
        for proposal in plan.proposals.filter(state="open").order_by("id"):
            chance = self.random.random()
            if chance < 0.88:
                accepted.append(proposal)
            elif chance < 0.91:
                tasking.refuse_proposal(
                    by=self.duty.actor, at=at, proposal=proposal, user=self.duty, reason="wrong_person"
                )
        done = tasking.confirm_matches(by=self.duty.actor, at=at, proposals=accepted, user=self.duty)
        for task in done.tasks:
            minutes = self.random.expovariate(1 / 8) + 1
            self.later(at + timedelta(minutes=minutes), lambda when, task=task: self.answer(when, task))  # type: ignore[misc]

    def answer(self, at: datetime, task: Task) -> None:
        chance = self.random.random()
        if chance > 0.95:
            return
        by = self._volunteer(task)
        if chance > 0.88:
            self._try(lambda: tasking.decline_task(by=by, at=at, task=task, reason="no_time"))
            return
        if not self._try(lambda: tasking.accept_task(by=by, at=at, task=task)):
            return
        self._try(lambda: tasking.brief_task(by=by, at=at, task=task, hazards=True, limits=True))
        begin = max(at + timedelta(minutes=self.random.randint(10, 40)), task.during.lower)
        self.later(begin, lambda when: self.go(when, task, 3))

    def go(self, at: datetime, task: Task, tries: int) -> None:
        by = self._volunteer(task)
        if self._try(lambda: tasking.start_task(by=by, at=at, task=task)):
            minutes = KINDS[task.need.kind].minutes * self.random.uniform(0.6, 1.2)
            self.later(at + timedelta(minutes=minutes), lambda when: self.help(when, task))
        elif tries:
            self.later(at + timedelta(minutes=30), lambda when: self.go(when, task, tries - 1))

    def help(self, at: datetime, task: Task) -> None:
        by = self._volunteer(task)
        outcome = "done" if self.random.random() < 0.96 else "nobody_home"
        self._try(lambda: tasking.deliver_task(by=by, at=at, task=task, outcome=outcome))
        if self.quiet or self.random.random() < 0.985:
            self.later(at + timedelta(minutes=8), lambda when: self.leave(when, task))

    def leave(self, at: datetime, task: Task) -> None:
        by = self._volunteer(task)
        if not self._try(lambda: tasking.sign_out_task(by=by, at=at, task=task)):
            return
        for side in ("volunteer", "requester"):
            if self.random.random() < 0.4:
                score = self.random.choice((5, 5, 4, 4, 3))
                self._try(lambda side=side, score=score: tasking.give_feedback(  # type: ignore[misc]
                    by=by, at=at, task=task, side=side, score=score, expected=score > 3
                ))  # fmt: skip

    # Small things

    def _volunteer(self, task: Task) -> Actor:
        return Actor("volunteer", task.offer_id)

    def _try(self, action: Callable[[], object]) -> bool:
        """What people try is sometimes refused; then it did not happen, for an action is a whole."""
        try:
            action()
        except Refused:
            return False
        return True

    def _name(self) -> str:
        return f"{self.random.choice(GIVEN)} {self.random.choice(FAMILY)}"

    def _phone(self) -> str:
        return f"07700 {900200 + next(self._phones) % 799:06d}"

    def _address(self, home: House) -> str:
        return f"{self.random.randint(1, 90)} {self.random.choice(STREETS)} Street, {home.area.name}, {home.postcode}"
