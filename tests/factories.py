"""Plain typed functions that reach a state through the real actions, so that no test starts from an impossible one."""

import itertools
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from uuid_utils.compat import uuid7

from rallyround.ledger.actors import Actor, system
from rallyround.people import actions as people
from rallyround.people.models import Organisation, Partnership, User
from rallyround.register import actions as register
from rallyround.register.models import Need, Offer
from rallyround.register.reports import NeedReport, OfferReport
from rallyround.tasking import actions as tasking
from rallyround.tasking.models import RiskAssessment, Task
from rallyround.volunteers import actions as volunteers

AT = datetime(2026, 1, 14, 9, 0, tzinfo=UTC)
TEST = system("test")
PASSWORD = "correct horse battery staple"
_numbers = itertools.count(1)


def make_partnership(*, name: str = "Mereshire", at: datetime = AT) -> Partnership:
    """The one partnership, in practice."""
    return Partnership.objects.first() or people.set_up_partnership(
        by=TEST, at=at, name=name, nation="england", contact_number="01632 960000"
    )


def make_organisation(
    *, name: str | None = None, partner_type: str = "local_government", affiliation: str = "coordinated"
) -> Organisation:
    """A partner organisation."""
    return people.add_organisation(
        by=TEST,
        at=AT,
        name=name or f"Organisation {next(_numbers)}",
        partner_type=partner_type,
        affiliation=affiliation,
    )


def make_user(
    *roles: str, areas: list[str] | None = None, organisation: Organisation | None = None, name: str = ""
) -> User:
    """Somebody who signs in, with these roles for one organisation."""
    number = next(_numbers)
    user = people.add_user(
        by=TEST, at=AT, name=name or f"User {number}", email=f"user{number}@example.org", password=PASSWORD
    )
    for role in roles:
        people.give_role(
            by=TEST,
            at=AT,
            user=user,
            organisation=organisation or make_organisation(),
            role=role,
            areas=areas,
        )
    return user


def actor(user: User | None = None) -> Actor:
    """As whom a test acts."""
    return user.actor if user else TEST


def a_report(**said: object) -> NeedReport:
    """A report of a need as plain data, of a household that left a telephone number."""
    number = next(_numbers)
    fields: dict[str, object] = {
        "id": uuid7(),
        "words": f"We need sandbags, number {number}",
        "channel": "web",
        "phone": f"07700 9{number:05d}",
    }
    return NeedReport(**{**fields, **said})  # type: ignore[arg-type]


def make_need(*, by: Actor = TEST, at: datetime = AT, **said: object) -> Need:
    """A need as it was reported."""
    receipt = register.report_need(by=by, at=at, report=a_report(**said))
    return Need.objects.get(id=receipt.id)


def make_open_need(
    *,
    by: Actor = TEST,
    at: datetime = AT,
    kind: str = "prepare",
    cause: str = "not_prepared",
    severity: str = "moderate",
    risk: str = "none",
    helpers: int = 1,
    window_start: datetime | None = None,
    window_end: datetime | None = None,
    phase: str | None = None,
    **said: object,
) -> Need:
    """A need that triage found to be ours."""
    return register.take_on(
        by=by,
        at=at,
        need=make_need(by=by, at=at, **said),
        kind=kind,
        cause=cause,
        severity=severity,
        risk=risk,
        helpers=helpers,
        window_start=window_start,
        window_end=window_end,
        phase=phase,
    )


def an_offer(**said: object) -> OfferReport:
    """An offer of one person's help as plain data."""
    number = next(_numbers)
    fields: dict[str, object] = {
        "id": uuid7(),
        "channel": "web",
        "name": f"Volunteer {number}",
        "phone": f"07700 9{number:05d}",
        "skills": ("protecting_homes",),
    }
    return OfferReport(**{**fields, **said})  # type: ignore[arg-type]


def make_offer(*, by: Actor = TEST, at: datetime = AT, **said: object) -> Offer:
    """An offer as it was received."""
    receipt = register.take_offer(by=by, at=at, report=an_offer(**said))
    return Offer.objects.get(id=receipt.id)


def make_ready_offer(*, by: Actor = TEST, at: datetime = AT, **said: object) -> Offer:
    """An offer that can be given tasks."""
    return register.accept_offer(by=by, at=at, offer=make_offer(by=by, at=at, **said))


# Sheffield or thereabouts: two kilometres apart, in metres on the National Grid.
HERE, THERE = (436000, 387000), (438000, 387000)


def make_risk_assessment(
    kind: str = "prepare", *, level: str = "low", at: datetime = AT, boss: User | None = None
) -> RiskAssessment:
    """A risk assessment in force for one kind of task, with its liability holder."""
    boss = boss or make_user("coordinator")
    return tasking.approve_risk_assessment(
        by=boss.actor,
        at=at,
        kind=kind,
        level=level,
        hazards=["Lifting"],
        limits=["Nobody enters water"],
        liability_holder=make_organisation(),
        approved_by=boss,
        review_on=at.date() + timedelta(days=365),
    )


def make_check(offer: Offer, *kinds: str, at: datetime = AT) -> None:
    """Proof that somebody has seen."""
    seen_by = User.objects.first() or make_user("coordinator")
    for kind in kinds:
        volunteers.record_check(by=TEST, at=at, offer=offer, kind=kind, seen_by=seen_by, seen_on=at.date())


def make_task(
    *, need: Need | None = None, offer: Offer | None = None, state: str = "offered", at: datetime = AT
) -> Task:
    """A task as far as `state` on its way from offered to signed out."""
    need = need or make_open_need(point=HERE)
    if not RiskAssessment.objects.filter(kind=need.kind, current=True).exists():
        make_risk_assessment(need.kind, at=at)
    boss = make_user("coordinator")
    task = tasking.confirm_match(
        by=boss.actor, at=at, need=need, offer=offer or make_ready_offer(point=THERE), user=boss
    )
    return work_on(task, state)


def work_on(task: Task, state: str) -> Task:
    """Let the volunteer answer and work until the task is in `state`."""
    task.refresh_from_db()
    by, begin, end = Actor("volunteer", task.offer_id), task.during.lower, task.during.upper
    steps: list[tuple[str, Callable[[], Task]]] = [
        ("accepted", lambda: tasking.accept_task(by=by, at=task.offered_at, task=task)),
        (
            "briefed",
            lambda: tasking.brief_task(by=by, at=task.offered_at, task=task, hazards=True, limits=True),
        ),
        ("started", lambda: tasking.start_task(by=by, at=begin, task=task)),
        ("delivered", lambda: tasking.deliver_task(by=by, at=end, task=task, outcome="done")),
        ("signed_out", lambda: tasking.sign_out_task(by=by, at=end, task=task)),
    ]
    order = ["offered", *(reached for reached, _step in steps)]
    for _reached, step in steps[order.index(task.state) : order.index(state)]:
        task = step()
    return task
