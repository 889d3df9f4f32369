"""A named person decides: from a proposal, or by choosing another helper, a task is made and offered.

Every hard rule is asked again here, under lock, whatever the plan said; what slips between two confirmations at the same
moment is stopped by the database's own constraints and said in a sentence.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from uuid_utils.compat import uuid7

from rallyround.ledger.actors import Actor
from rallyround.people.models import User
from rallyround.register.kinds import KINDS
from rallyround.register.models import Need, Offer
from rallyround.tasking import reasons, rules
from rallyround.tasking.actions._steps import (
    TAKEN,
    follow,
    locked_need,
    locked_offer,
    note_event,
    tell_volunteer,
)
from rallyround.tasking.columns import Situation, agreed_times, first_time, minutes, situation, wanted
from rallyround.tasking.distances import soft_obstacles
from rallyround.tasking.doorstep import doorstep_word
from rallyround.tasking.models import Proposal, Task
from rallyround.tasking.shifts import ANSWER
from rallyround.ui.errors import Refused, WrongState
from rallyround.volunteers.queries import checks_held
from rallyround.volunteers.rest import Spell

BROKEN = {
    "no_double_booking": "no_seat",
    "one_helper_per_place_in_a_need": "no_place",
    "offer_never_over_allocated": "no_seat",
    "need_never_over_served": "no_place",
}

# What became of a need or an offer since somebody looked at it.
NOT_OPEN: Mapping[str, Promise] = {
    "matched": gettext_lazy(
        "This need is not open: somebody was quicker, and it has all the helpers that it asked for."
    ),
    "met": gettext_lazy("This need is not open: somebody was quicker, and it has been met."),
    "withdrawn": gettext_lazy("This need is not open: it was withdrawn, help is no longer wanted."),
    "advised": gettext_lazy("This need is not open: information was given, and it is closed."),
    "handed_over": gettext_lazy("This need is not open: it was handed to a professional."),
    "with_responder": gettext_lazy("This need is not open: a professional has it."),
    "merged": gettext_lazy("This need is not open: it is the same as another, which is open in its place."),
    "reported": gettext_lazy("This need is not open: it waits to be looked at again."),
}
NOT_READY: Mapping[str, Promise] = {
    "withdrawn": gettext_lazy("This helper no longer offers: the offer was withdrawn."),
    "waiting": gettext_lazy("This offer is not ready for tasks: it is kept for later."),
    "received": gettext_lazy("This offer is not ready for tasks: nobody has accepted it yet."),
}


@dataclass(frozen=True)
class Confirmed:
    """What came of confirming many at once: the tasks offered, and for each that was not the sentence why."""

    tasks: list[Task]
    refused: list[tuple[Proposal, str]]


@transaction.atomic
def confirm_match(
    *,
    by: Actor,
    at: datetime,
    need: Need,
    offer: Offer,
    user: User,
    proposal: Proposal | None = None,
    override: str = "",
) -> Task:
    """Offer one place of a need to one helper, as a named person has decided.

    With a proposal of another helper the proposal counts as changed. `override` is the coded reason for choosing somebody
    who lives further away, has not named this skill or was refused before; it is recorded and counts against nobody.
    """
    if proposal is not None:
        proposal = _open_proposal(proposal)
        if proposal.need_id != need.id:
            raise Refused(_("This proposal is for another need."))
    planned = proposal if proposal is not None and proposal.offer_id == offer.id else None
    task = _confirm(by, at, need.id, offer.id, user, override, planned=planned)
    if proposal is not None:
        _decide(proposal, "accepted" if proposal.offer_id == offer.id else "changed", user, at)
    return task


@transaction.atomic
def confirm_matches(*, by: Actor, at: datetime, proposals: Sequence[Proposal], user: User) -> Confirmed:
    """Accept many proposals at once: each stands or falls alone, all share a batch in the ledger."""
    batch, tasks, refused = uuid7(), list[Task](), list[tuple[Proposal, str]]()
    for proposal in sorted(proposals, key=lambda each: (each.need_id, str(each.offer_id))):
        try:
            with transaction.atomic():
                tasks += _accept(by, at, proposal, user, batch)
        except Refused as refusal:
            refused.append((proposal, str(refusal)))
    return Confirmed(tasks, refused)


def _accept(by: Actor, at: datetime, proposal: Proposal, user: User, batch: UUID) -> list[Task]:
    locked = _open_proposal(proposal)
    if locked.offer_id is None:
        raise Refused(_("Nobody is proposed for this need."))
    made = [
        _confirm(by, at, locked.need_id, locked.offer_id, user, "", batch, locked)
        for _unit in range(locked.units)
    ]
    _decide(locked, "accepted", user, at)
    return made


def _open_proposal(proposal: Proposal) -> Proposal:
    locked = Proposal.objects.select_for_update().get(id=proposal.id)
    if locked.state not in {"open", "unmet"}:
        raise WrongState(_("Somebody has already decided this one."))
    if locked.dropped_by_id is not None:
        raise WrongState(_("There is a newer plan. Look at what it proposes."))
    return locked


def _decide(proposal: Proposal, state: str, user: User, at: datetime) -> None:
    proposal.state, proposal.decided_by, proposal.decided_at = state, user, at
    proposal.save(update_fields=["state", "decided_by", "decided_at"])


def _confirm(
    by: Actor,
    at: datetime,
    need_id: UUID,
    offer_id: UUID,
    user: User,
    override: str,
    batch: UUID | None = None,
    planned: Proposal | None = None,
) -> Task:
    need, offer = locked_need(need_id), locked_offer(offer_id)
    now = situation([offer], at)
    _hard_rules(need, offer, now)
    overruled = _overruled(need, offer, override)
    words = _words(need)
    place = _free_place(need, words)
    seat, when = _free_seat(need, offer, now, planned)
    assessment = now.assessments[need.kind]
    _checked_on_the_day(need, offer, assessment.level, when)
    task = Task(
        need=need,
        offer=offer,
        during=DateTimeTZRange(*when),
        seat=seat,
        seat_limit=offer.capacity,
        place_in_need=place,
        places_in_need=rules.places_in(need),
        risk_assessment=assessment,
        liability_holder=assessment.liability_holder,
        doorstep_word=next(iter(words.values()), "") or doorstep_word(),
        confirmed_by=user,
        offered_at=at,
        answer_by=min(at + ANSWER, when[0]),
    )
    try:
        with transaction.atomic():
            task.save(force_insert=True)
    except IntegrityError as error:
        raise WrongState(reasons.refusal(_broken(error))) from error
    note_event(
        task, "offered", by=by, at=at, batch=batch, reason=override if overruled else "",
        overruled=overruled, seat=seat, place=place, start=when[0].isoformat(), end=when[1].isoformat(),
        risk_assessment=str(assessment.id), liability_holder=str(assessment.liability_holder_id),
    )  # fmt: skip
    tell_volunteer(task, "task_offered", by=by, at=at)
    follow(need, by=by, at=at)
    return task


def _hard_rules(need: Need, offer: Offer, now: Situation) -> None:
    """What nobody overrules."""
    if need.state != "open":
        raise WrongState(NOT_OPEN[need.state])
    if offer.state in NOT_READY:
        raise WrongState(NOT_READY[offer.state])
    obstacle = (
        rules.need_obstacle(need, now.assessments, now.closed, now.at)
        or rules.offer_obstacle(offer, offer.id in now.reachable)
        or rules.pair_obstacle(
            need,
            offer,
            level=now.assessments[need.kind].level,
            checks=now.checks[offer.id],
            closed=now.closed,
        )
    )
    if obstacle:
        raise Refused(reasons.refusal(obstacle))


def _checked_on_the_day(need: Need, offer: Offer, level: str, when: Spell) -> None:
    """A check that expires before the task begins is no check for it."""
    held = checks_held([offer.id], localtime(when[0]).date())[offer.id]
    if rules.demanded(KINDS[need.kind], level) - rules.passed(offer, held):
        raise Refused(reasons.refusal("check_missing"))


def _overruled(need: Need, offer: Offer, override: str) -> list[str]:
    """What a person in charge overrules by this choice; refused where they give no reason for it."""
    against = soft_obstacles(need, offer)
    if against and override not in reasons.OVERRIDES:
        raise Refused(
            _("%(why)s Choose a reason if you want to send them all the same.")
            % {"why": " ".join(reasons.refusal(code) for code in against)}
        )
    return against


def _words(need: Need) -> dict[int, str]:
    """By place that is taken, the word at the door: all say the same one, for the person has only one to remember."""
    tasks = Task.objects.filter(need=need, state__in=TAKEN)
    return dict(tasks.values_list("place_in_need", "doorstep_word"))


def _free_place(need: Need, taken: Collection[int]) -> int:
    free = [place for place in range(1, rules.places_in(need) + 1) if place not in taken]
    if not free:
        raise WrongState(reasons.refusal("no_place"))
    return free[0]


def _free_seat(need: Need, offer: Offer, now: Situation, planned: Proposal | None) -> tuple[int, Spell]:
    """The seat that can come first, and when; at the time agreed with the others where there are any.

    Of a proposal it is the time that the plan has for all helpers of the need, as long as that can still be.
    """
    agreed = agreed_times([need], now.at).get(need.id)
    tries = [agreed] if agreed is not None else [*_planned_time(need, planned, now.at), None]
    for time in tries:
        found = [
            (when, seat)
            for seat in range(1, offer.capacity + 1)
            if (when := first_time(need, time, [now.diary(offer, seat)], now.at)) is not None
        ]
        if found:
            when, seat = min(found)
            return seat, when
    raise WrongState(reasons.refusal("no_time"))


def _planned_time(need: Need, planned: Proposal | None, at: datetime) -> list[Spell]:
    start = planned.reason.get("start") if planned is not None else None
    if start is None:
        return []
    begin = datetime.fromisoformat(str(start))
    spell = (begin, begin + minutes(need))
    wanted_still = any(first <= begin and spell[1] <= last for first, last in wanted(need, at))
    return [spell] if begin > at and wanted_still else []


def _broken(error: IntegrityError) -> str:
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") or ""
    if name not in BROKEN:
        raise error
    return BROKEN[name]
