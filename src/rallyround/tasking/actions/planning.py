"""Who helps whom, as the machine sees it: a plan with a proposal and a reason for each pair and each need left open."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import numpy as np
from django.db import IntegrityError, OperationalError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from uuid_utils.compat import uuid7

from rallyround.ledger.actions import record
from rallyround.ledger.actors import Actor
from rallyround.ledger.models import Event
from rallyround.people.models import User
from rallyround.tasking import whys
from rallyround.tasking.actions._keeping import keep as keep_proposals
from rallyround.tasking.actions._steps import cancel, locked_task, refuse_pair
from rallyround.tasking.columns import urgency
from rallyround.tasking.drafting import Draft, Line, draft, keep, take_kept, without_guarantee
from rallyround.tasking.fairness import comparison, equity
from rallyround.tasking.guarantees import GUARANTEES, consequences
from rallyround.tasking.loosening import MOST, is_movable, weighed
from rallyround.tasking.models import Plan, Proposal, Task
from rallyround.tasking.reasons import LOOSENED, WHY_NOT
from rallyround.tasking.weighing import LEAST, in_order
from rallyround.ui.errors import Refused, WrongState


@transaction.atomic
def propose(*, by: Actor, at: datetime) -> Plan:
    """Find the best plan for what is open now and keep it, with its reasons, in place of the one before."""
    plan = _made_plan(at)
    record(by=by, at=at, verb="plan.made", subject=("plan", plan.id), data=_for_the_record(plan))
    return plan


@dataclass(frozen=True)
class TakenBack:
    """The plan with these tasks taken back, and those that were left as they are because they have changed since."""

    plan: Plan
    tasks: list[Task]
    left: list[Task]


@transaction.atomic
def loosen_plan(
    *, by: Actor, at: datetime, user: User, tasks: Sequence[Task], reason: str, id: UUID
) -> TakenBack | None:
    """Take back these tasks, that nobody has set out for, because the plan gains enough by that.

    A named person allows it, with a coded reason. The helpers are told, the needs are open again, and the new plan
    proposes who goes instead. A task that has changed since they looked is left as it is. None where the leave with
    this id was used before.
    """
    if reason not in LOOSENED:
        raise Refused(_("Choose the reason."))
    if not 1 <= len(tasks) <= MOST:
        raise Refused(_("Between 1 and %(most)s tasks can be taken back at once.") % {"most": MOST})
    if Event.objects.filter(verb="plan.loosened", batch=id).exists():
        return None
    before, plan = _taken_over(at)
    locked = [locked_task(task.id) for task in in_order(tasks)]
    going = [task for task in locked if is_movable(task, at)]
    left = [task for task in locked if not is_movable(task, at)]
    if not going:
        raise WrongState(_("None of these tasks can be taken back any more: they have changed since."))
    plan.guarantee = before.guarantee if before else ""
    found = weighed(at, going, plan.guarantee)
    if found is None or found.surplus < 0:
        raise Refused(_too_little(len(going)))
    for task in going:
        cancel(task, by, at, "plan_changed" if found.is_needed_more(task) else "plan_helps_more", batch=id)
    _keep_plan(plan, found.made, first=before is None)
    record(
        by=by, at=at, verb="plan.loosened", subject=("plan", plan.id), reason=reason, batch=id,
        data=_for_the_record(plan) | {
            "allowed_by": str(user.id), "tasks": [str(task.id) for task in going],
        },
    )  # fmt: skip
    return TakenBack(plan, going, left)


def _too_little(count: int) -> str:
    said = ngettext(
        "Nothing was changed: by taking back only this task the plan would gain less than %(least)s points of priority.",
        "Nothing was changed: by taking back only these tasks the plan would gain less than %(least)s points of priority "
        "for each.",
        count,
    )
    return said % {"least": LEAST}


@transaction.atomic
def guarantee_shares(*, by: Actor, at: datetime, user: User, guarantee: str, id: UUID) -> Plan | None:
    """Guarantee each place a share of the help that it asks for, in this plan and those after it; or take that back.

    A named person decides it. Gives the plan, whose statistics say what it costs and where it cannot be kept; None where
    the decision with this id was made before.
    """
    if guarantee and guarantee not in GUARANTEES:
        raise Refused(_("Choose one of the answers."))
    if Event.objects.filter(verb="plan.shares_guaranteed", batch=id).exists():
        return None
    plan = _made_plan(at, guarantee)
    record(
        by=by, at=at, verb="plan.shares_guaranteed", subject=("plan", plan.id), batch=id,
        data=_for_the_record(plan) | {"decided_by": str(user.id), "rule": guarantee},
    )  # fmt: skip
    return plan


def _made_plan(at: datetime, guarantee: str | None = None) -> Plan:
    """The plan for what stands now, in place of the one before. `guarantee`: None, the same as before."""
    before, plan = _taken_over(at)
    plan.guarantee = guarantee if guarantee is not None else before.guarantee if before else ""
    made = draft(at, take_kept(before.id if before else None), plan.guarantee)
    _keep_plan(plan, made, first=before is None)
    return plan


def _keep_plan(plan: Plan, made: Draft, *, first: bool) -> None:
    """Its proposals and numbers, and in this process what the next plan goes on from."""
    difference = keep_proposals(plan, made, _lines(made))
    plan.needs, plan.offers = len(made.built.board.needs.numbers), _asked(made)
    plan.statistics = _statistics(made) | {"difference": None if first else asdict(difference)}
    plan.save(update_fields=["needs", "offers", "guarantee", "statistics"])
    transaction.on_commit(lambda: keep(plan.id, made))


def _taken_over(at: datetime) -> tuple[Plan | None, Plan]:
    """The plan before and an empty one in its place: one person plans at a time, in whichever process.

    What was kept counts only for the plan that this one takes the place of, so that plan is locked before it is read.
    """
    try:
        with transaction.atomic():
            before = Plan.objects.select_for_update(nowait=True).filter(current=True).first()
            if before is not None:
                Plan.objects.filter(id=before.id).update(current=False)
            plan = Plan(id=_after(before), at=at, needs=0, offers=0)
            plan.save(force_insert=True)
    except (OperationalError, IntegrityError) as error:
        raise WrongState(_("Somebody else is planning at this moment. Look at their plan first.")) from error
    return before, plan


def _after(before: Plan | None) -> UUID:
    """An id that comes after that of the plan before, also where another machine's clock was ahead."""
    fresh = uuid7()
    return fresh if before is None or fresh > before.id else UUID(int=before.id.int + 1)


def _for_the_record(plan: Plan) -> dict[str, Any]:
    """The plan's numbers without those of small groups."""
    said = {key: value for key, value in plan.statistics.items() if key != "equity"}
    if said["guarantee"]:
        said["guarantee"] = {key: value for key, value in said["guarantee"].items() if key != "short"}
    return said


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


def _lines(made: Draft) -> Iterator[Line]:
    """A proposal for each pair, and one without a helper for what stays open of a need."""
    built = made.built
    missing = made.proposed.missing
    found = whys.pairs(built, made.proposed)
    for pair, reason in zip(found, whys.whys(made, found), strict=True):
        need, offer = built.need_rows[pair.need], built.offer_rows[pair.offer]
        yield Line(need, offer, pair.units, pair.distance_m, reason)
    for number, reason in whys.why_not(made, np.flatnonzero(missing)):
        yield Line(built.need_rows[number], None, int(missing[number]), None, reason)
    for need, code in built.needs_left_out:
        yield Line(need, None, 0, None, {"code": code, "points": urgency(need, built.situation.at)})


def _asked(made: Draft) -> int:
    """How many offers the plan chose from."""
    offers = made.built.board.offers
    return sum(not offers.obstacles[number] for number in offers.numbers.values())


def _guarantee(made: Draft) -> dict[str, Any] | None:
    if not made.guarantee:
        return None
    return consequences(made, without_guarantee(made))


def _statistics(made: Draft) -> dict[str, Any]:
    numbers, built = made.proposed, made.built
    return {
        "slots_asked": numbers.slots_asked,
        "slots_met": numbers.slots_met,
        "capacity": int(built.offers.capacity.sum()),
        "points_asked": numbers.points_asked,
        "points_met": numbers.points_met,
        "metres": numbers.travel,
        "pairs": len(made.plan.engine.rows),
        "gap": made.plan.gap,
        "first_come": comparison(made),
        "equity": equity(made),
        "guarantee": _guarantee(made),
        "offers_left_out": dict(built.offers_left_out),
        "needs_left_out": dict(Counter(code for _need, code in built.needs_left_out)),
    }
