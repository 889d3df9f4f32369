"""Who helps whom, as the machine sees it: a plan with a proposal and a reason for each pair and each need left open."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import numpy as np
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from rallyround.core import allocation
from rallyround.core.sources import default
from rallyround.ledger.actions import record
from rallyround.ledger.actors import Actor
from rallyround.people.models import User
from rallyround.tasking import shifts, whys
from rallyround.tasking.actions._steps import refuse_pair
from rallyround.tasking.columns import Columns, agreed_times, columns, first_time, urgency
from rallyround.tasking.models import Plan, Proposal
from rallyround.tasking.reasons import WHY_NOT
from rallyround.ui.errors import Refused, WrongState
from rallyround.volunteers.rest import Spell

TRIES = 4  # times to plan again when pairs turn out to have no time in common


@transaction.atomic
def propose(*, by: Actor, at: datetime) -> Plan:
    """Find the best plan for what is open now and keep it, with its reasons, in place of the one before."""
    Plan.objects.filter(current=True).update(current=False)
    built = columns(at)
    draft = _agreed(built)
    assert draft.plan is not None
    plan = Plan(
        at=at,
        needs=len(built.need_rows) + len(built.needs_left_out),
        offers=len(built.offer_rows),
        statistics=_statistics(built, draft.plan),
    )
    try:
        with transaction.atomic():
            plan.save()
    except IntegrityError as error:
        raise WrongState(_("Somebody else is planning at this moment. Look at their plan first.")) from error
    Proposal.objects.bulk_create([*_pairs(plan, built, draft), *_left_out(plan, built)])
    record(by=by, at=at, verb="plan.made", subject=("plan", plan.id), data=plan.statistics)
    return plan


@transaction.atomic
def refuse_proposal(*, by: Actor, at: datetime, proposal: Proposal, user: User, reason: str) -> Proposal:
    """A named person says no, with a coded reason. The pair is not proposed again; it counts against nobody."""
    if reason not in WHY_NOT:
        raise Refused(_("Choose the reason."))
    proposal = Proposal.objects.select_for_update().get(id=proposal.id)
    if proposal.state != "open" or proposal.offer_id is None:
        raise WrongState(_("Somebody has already decided this one."))
    proposal.state, proposal.decided_by, proposal.decided_at = "refused", user, at
    proposal.save(update_fields=["state", "decided_by", "decided_at"])
    refuse_pair(proposal.need_id, proposal.offer_id, reason, by, at)
    record(by=by, at=at, verb="proposal.refused", subject=("proposal", proposal.id), reason=reason,
           data={"need": str(proposal.need_id), "offer": str(proposal.offer_id)})  # fmt: skip
    return proposal


@dataclass
class _Draft:
    """A plan in which every pair has found a time, and what had to be given up for that."""

    plan: allocation.Plan | None = None
    times: dict[int, Spell] = field(default_factory=dict)
    no_time: set[tuple[int, int]] = field(default_factory=set)


def _agreed(built: Columns) -> _Draft:
    """Plan, find a time for each need's helpers together, and plan again without the pairs that have none."""
    draft = _Draft()
    for _try in range(TRIES):
        draft.plan = allocation.allocate(
            built.needs,
            built.offers,
            distance_matters=built.distance_matters,
            forbidden=[*built.forbidden, *sorted(draft.no_time)],
            metres_per_priority_point=whys.METRES_A_POINT,
            gap=default("allocation.gap"),
        )
        draft.times, clashes = _times(built, draft.plan)
        if not clashes:
            break
        draft.no_time |= clashes
    return draft


def _times(built: Columns, plan: allocation.Plan) -> tuple[dict[int, Spell], set[tuple[int, int]]]:
    """By need the time at which all its helpers come, and the pairs that have no time with the others."""
    now = built.situation
    found: dict[int, Spell] = {}
    clashes: set[tuple[int, int]] = set()
    agreed = agreed_times(built.need_rows, now.at)
    seats: dict[int, Iterator[int]] = {}
    diaries: dict[int, list[shifts.Diary]] = {}
    for need, offer, units in zip(plan.need.tolist(), plan.offer.tolist(), plan.units.tolist(), strict=True):
        row, chosen = built.need_rows[need], built.offer_rows[offer]
        free = seats.setdefault(offer, iter(now.free_seats(chosen)))
        own = [now.diary(chosen, seat) for _unit, seat in zip(range(units), free, strict=False)]
        together = [*diaries.get(need, []), *own]
        spell = first_time(row, agreed.get(row.id), together, now.at)
        if spell is None:
            clashes.add((need, offer))
        else:
            diaries[need], found[need] = together, spell
    return found, clashes


def _pairs(plan: Plan, built: Columns, draft: _Draft) -> list[Proposal]:
    """A proposal for each pair, and one without a helper for what stays open of a need."""
    assert draft.plan is not None
    missing = draft.plan.demand - draft.plan.met
    proposals = []
    for row in np.flatnonzero(draft.plan.pair_units).tolist():
        pair = whys.pair(built, draft.plan, row)
        if (pair.need, pair.offer) in draft.no_time:
            missing[pair.need] += pair.units
            continue
        need = built.need_rows[pair.need]
        proposals.append(
            Proposal(
                plan=plan,
                need=need,
                offer=built.offer_rows[pair.offer],
                units=pair.units,
                distance_m=pair.distance_m,
                reason=whys.why(built, draft.plan, pair, draft.times.get(pair.need)),
            )
        )
    without_time = {need for need, _offer in draft.no_time}
    for number in np.flatnonzero(missing).tolist():
        reason = whys.why_not(built, draft.plan, number, without_time=number in without_time)
        proposals.append(
            Proposal(
                plan=plan,
                need=built.need_rows[number],
                units=int(missing[number]),
                state="unmet",
                reason=reason,
            )
        )
    return proposals


def _left_out(plan: Plan, built: Columns) -> list[Proposal]:
    return [
        Proposal(plan=plan, need=need, state="unmet", reason={"code": code, "points": urgency(need, plan.at)})
        for need, code in built.needs_left_out
    ]


def _statistics(built: Columns, plan: allocation.Plan) -> dict[str, Any]:
    numbers = plan.statistics
    return {
        "slots_asked": numbers.slots_asked,
        "slots_met": numbers.slots_met,
        "capacity": numbers.capacity,
        "points_asked": numbers.points_asked,
        "points_met": numbers.points_met,
        "pairs": numbers.pairs,
        "gap": plan.gap,
        "offers_left_out": dict(built.offers_left_out),
        "needs_left_out": dict(Counter(code for _need, code in built.needs_left_out)),
    }
