"""Step 4: the vision in versions, aims with reasons and outcomes, what is done for each of their objectives."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from uuid_utils.compat import uuid7

from rallyround.groups.models import PriorityGroup
from rallyround.ledger.actions import record
from rallyround.ledger.actors import Actor
from rallyround.people.models import Organisation, User
from rallyround.programme.actions._shared import in_order, must_approve, next_version
from rallyround.programme.models import Activity, Aim, Outcome, Vision
from rallyround.programme.queries.plan import case_lines, groups_at_once, pace_on
from rallyround.ui.errors import Refused, WrongState

OPEN = ("planned", "under_way")


@transaction.atomic
def draft_vision(*, by: Actor, at: datetime, user: User, text: str, id: UUID | None = None) -> Vision:
    """Begin a new version of the vision. The same `id` twice is done once."""
    sent_before = Vision.objects.filter(id=id).first() if id else None
    if sent_before:
        return sent_before
    draft = Vision.objects.select_for_update().filter(approved_at__isnull=True).first()
    if draft is not None:
        raise WrongState(
            _("Version %(version)s is still a draft. Change that one.") % {"version": draft.version}
        )
    vision = Vision.objects.create(
        id=id or uuid7(), version=next_version(Vision), text=text, made_by=user, made_at=at
    )
    record(
        by=by, at=at, verb="vision.drafted", subject=("vision", vision.id), data={"version": vision.version}
    )
    return vision


@transaction.atomic
def change_vision(*, by: Actor, at: datetime, vision: Vision, text: str) -> Vision:
    """Say a draft anew."""
    held = _draft(vision)
    held.text = text
    held.save(update_fields=["text"])
    record(by=by, at=at, verb="vision.changed", subject=("vision", held.id), data={"version": held.version})
    return held


@transaction.atomic
def approve_vision(*, by: Actor, at: datetime, vision: Vision, user: User) -> Vision:
    """The draft takes the place of the version before, which is kept. From here on the database keeps both."""
    must_approve(user)
    held = _draft(vision)
    held.approved_by, held.approved_at = user, at
    held.save(update_fields=["approved_by", "approved_at"])
    record(by=by, at=at, verb="vision.approved", subject=("vision", held.id), data={"version": held.version})
    return held


@transaction.atomic
def add_aim(
    *, by: Actor, at: datetime, text: str, reason: str, outcome: str, high_priority: bool = True,
    id: UUID | None = None,
) -> Aim:  # fmt: skip
    """An aim, why it matters, and by what it is seen to be reached. There may be any number of aims."""
    sent_before = Aim.objects.filter(id=id).first() if id else None
    if sent_before:
        return sent_before
    _refuse_without_reason(reason)
    last = Aim.objects.aggregate(last=Max("number"))["last"] or 0
    aim = Aim.objects.create(
        id=id or uuid7(), number=last + 1, text=text, reason=reason, outcome=outcome, high_priority=high_priority,
        made_at=at,
    )  # fmt: skip
    record(by=by, at=at, verb="aim.added", subject=("aim", aim.id), data={"number": aim.number})
    return aim


@transaction.atomic
def change_aim(
    *, by: Actor, at: datetime, aim: Aim, text: str, reason: str, outcome: str, high_priority: bool
) -> Aim:
    """Say an aim anew."""
    _refuse_without_reason(reason)
    held = _pursued(aim)
    held.text, held.reason, held.outcome, held.high_priority = text, reason, outcome, high_priority
    held.save()
    record(by=by, at=at, verb="aim.changed", subject=("aim", held.id), data={"number": held.number})
    return held


@transaction.atomic
def end_aim(*, by: Actor, at: datetime, aim: Aim) -> Aim:
    """An aim that is no longer pursued. It may not end while something is still planned for it."""
    held = _pursued(aim)
    still = held.activities.filter(state__in=OPEN).count()
    if still:
        raise WrongState(
            _("%(count)s activities are still open for this aim: finish or drop them first.")
            % {"count": still}
        )
    held.ended_at = at
    held.save(update_fields=["ended_at"])
    record(by=by, at=at, verb="aim.ended", subject=("aim", held.id), data={"number": held.number})
    return held


@transaction.atomic
def add_outcome(
    *,
    by: Actor,
    at: datetime,
    name: str,
    measure: str,
    source: str,
    aims: Iterable[Aim],
    id: UUID | None = None,
) -> Outcome:
    """What is different when aims are reached, with the measure that shows it and where its figures come from."""
    sent_before = Outcome.objects.filter(id=id).first() if id else None
    if sent_before:
        return sent_before
    if Outcome.objects.filter(name__iexact=name).exists():
        raise Refused(_("There is already an outcome of this name."))
    served = list(aims)
    if not served:
        raise Refused(_("Choose at least one aim that the outcome belongs to."))
    outcome = Outcome.objects.create(id=id or uuid7(), name=name, measure=measure, source=source)
    outcome.aims.set(served)
    record(by=by, at=at, verb="outcome.added", subject=("outcome", outcome.id),
           data={"aims": sorted(aim.number for aim in served)})  # fmt: skip
    return outcome


@dataclass(frozen=True, kw_only=True)
class ActivityText:
    """What is done for one aim and objective. `cost` is whole pounds in all, None where nobody knows."""

    aim: Aim
    objective: str
    what: str
    owner: User
    begins_on: date
    due_on: date
    phase: str = "before"
    days_of_work: int = 1
    cost: int | None = None
    group: PriorityGroup | None = None
    organisation: Organisation | None = None
    case_line: UUID | None = None
    beyond_pace_because: str = ""


@transaction.atomic
def add_activity(*, by: Actor, at: datetime, said: ActivityText, id: UUID | None = None) -> Activity:
    """Plan something. A group more than the pace allows at a time takes a reason."""
    sent_before = Activity.objects.filter(id=id).first() if id else None
    if sent_before:
        return sent_before
    _check(said, at)
    activity = Activity.objects.create(id=id or uuid7(), **vars(said))
    record(by=by, at=at, verb="activity.planned", subject=("activity", activity.id), data=_facts(said))
    return activity


@transaction.atomic
def change_activity(*, by: Actor, at: datetime, activity: Activity, said: ActivityText) -> Activity:
    """Plan it otherwise."""
    held = _open(activity)
    _check(said, at, leaving_out=held)
    for field, value in vars(said).items():
        setattr(held, field, value)
    held.save()
    record(by=by, at=at, verb="activity.changed", subject=("activity", held.id), data=_facts(said))
    return held


@transaction.atomic
def move_activity(
    *,
    by: Actor,
    at: datetime,
    activity: Activity,
    state: str,
    evidence: str = "",
    done_on: date | None = None,
) -> Activity:
    """Say how far it is. Done needs the day and what shows it."""
    held = _open(activity)
    if state == "done" and (done_on is None or not evidence.strip()):
        raise Refused(_("Say on which day it was done and what shows that it was."))
    if done_on is not None and done_on > timezone.localdate(at):
        raise Refused(_("The day on which it was done is still to come."))
    held.state = state
    held.evidence = evidence or held.evidence
    held.done_on = done_on if state == "done" else None
    held.save(update_fields=["state", "evidence", "done_on"])
    record(by=by, at=at, verb="activity.moved", subject=("activity", held.id), data={"state": state})
    return held


def _check(said: ActivityText, at: datetime, leaving_out: Activity | None = None) -> None:
    in_order(said.begins_on, said.due_on, _("It cannot be due before it begins."))
    if said.aim.ended_at is not None:
        raise WrongState(_("This aim is no longer pursued. Choose another."))
    if said.case_line is not None and not case_lines().filter(id=said.case_line).exists():
        raise Refused(_("There is no such line in an approved business case."))
    if said.group is None or said.beyond_pace_because.strip():
        return
    pace = pace_on(timezone.localdate(at))
    if pace is None:
        return
    most = groups_at_once(said.group, said.begins_on, said.due_on, leaving_out=leaving_out)
    if most > pace.groups_at_a_time:
        raise Refused(
            _("With this, work for %(count)s groups runs at once, and you set a limit of %(limit)s. "
              "Begin it later, or say why it cannot wait.")
            % {"count": most, "limit": pace.groups_at_a_time}
        )  # fmt: skip


def _facts(said: ActivityText) -> dict[str, Any]:
    return {
        "aim": said.aim.number,
        "objective": said.objective,
        "phase": said.phase,
        "group": str(said.group.id) if said.group else None,
        "days": said.days_of_work,
        "case_line": str(said.case_line) if said.case_line else None,
        "beyond_pace": bool(said.beyond_pace_because.strip()),
    }


def _draft(vision: Vision) -> Vision:
    held = Vision.objects.select_for_update().get(pk=vision.pk)
    if held.approved_at is not None:
        raise WrongState(
            _("Version %(version)s is approved and stays as it is. Begin a new version.")
            % {"version": held.version}
        )
    return held


def _pursued(aim: Aim) -> Aim:
    held = Aim.objects.select_for_update().get(pk=aim.pk)
    if held.ended_at is not None:
        raise WrongState(_("This aim is no longer pursued."))
    return held


def _open(activity: Activity) -> Activity:
    held = Activity.objects.select_for_update().get(pk=activity.pk)
    if held.state not in OPEN:
        raise WrongState(_("This is finished: plan something new instead."))
    return held


def _refuse_without_reason(reason: str) -> None:
    if not reason.strip():
        raise Refused(_("Say why this aim matters."))
