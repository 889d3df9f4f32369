"""Scores of the eight steps, the zones they fall into, and what readiness is measured by. All are set anew, never edited."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from uuid_utils.compat import uuid7

from rallyround.core.readiness import DEFAULT
from rallyround.evaluation.criteria import Setting
from rallyround.evaluation.models import Criteria, Evidence, StepScore, Zones
from rallyround.groups.models import PriorityGroup
from rallyround.ledger.actions import record
from rallyround.ledger.actors import Actor
from rallyround.people.models import User
from rallyround.ui.errors import Refused


@transaction.atomic
def score_step(
    *,
    by: Actor,
    at: datetime,
    user: User,
    step: int,
    score: int,
    because: str,
    evidence: Sequence[Evidence] = (),
    group: PriorityGroup | None = None,
    on: date | None = None,
    id: UUID | None = None,
) -> StepScore:
    """Score one step from 0 to 5, for one group or for the partnership. The same `id` twice is done once.

    Citing no evidence is allowed, and said wherever the score is shown.
    """
    sent_before = StepScore.objects.filter(id=id).first() if id else None
    if sent_before:
        return sent_before
    if not 1 <= step <= 8:
        raise Refused(_("There are eight steps, numbered 1 to 8."))
    if not 0 <= score <= 5:
        raise Refused(_("A step is scored from 0 to 5."))
    if not because.strip():
        raise Refused(_("Say why: a score without its reason helps nobody."))
    if any(each.withdrawn_at is not None for each in evidence):
        raise Refused(_("Withdrawn evidence cannot be cited. Choose other evidence, or none."))
    day = on or timezone.localdate(at)
    if day > timezone.localdate(at):
        raise Refused(_("A score is of today or of a day before."))
    scored = StepScore.objects.create(
        id=id or uuid7(),
        group_id=group.id if group else None,
        step=step,
        score=score,
        because=because,
        on=day,
        by=user,
        recorded_at=at,
    )
    scored.evidence.set(evidence)
    record(by=by, at=at, verb="step.scored", subject=("step_score", scored.id),
           data={"step": step, "score": score, "group": str(group.id) if group else None,
                 "evidence": [str(each.id) for each in evidence]})  # fmt: skip
    return scored


@transaction.atomic
def set_zones(
    *, by: Actor, at: datetime, user: User, red_below: int, green_from: int, id: UUID | None = None
) -> Zones:
    """Set from where on things are red, and from where on green. The zones before are kept."""
    sent_before = Zones.objects.filter(id=id).first() if id else None
    if sent_before:
        return sent_before
    if not 0 <= red_below <= green_from <= 100:
        raise Refused(_("Red ends where the middle begins and green comes after it: both from 0 to 100."))
    zones = Zones.objects.create(
        id=id or uuid7(), red_below=red_below, green_from=green_from, set_at=at, set_by=user
    )
    record(by=by, at=at, verb="zones.set", subject=("zones", zones.id),
           data={"red_below": red_below, "green_from": green_from})  # fmt: skip
    return zones


@transaction.atomic
def set_criteria(
    *,
    by: Actor,
    at: datetime,
    user: User,
    settings: Mapping[str, Setting],
    because: str,
    id: UUID | None = None,
) -> Criteria:
    """Measure readiness otherwise from today on. What was read before is not compared with what is read after."""
    sent_before = Criteria.objects.filter(id=id).first() if id else None
    if sent_before:
        return sent_before
    today = timezone.localdate(at)
    if set(settings) - {criterion.key for criterion in DEFAULT.criteria} or not settings:
        raise Refused(_("Choose among the criteria on the page, at least one."))
    if any(said.weight < 1 or not 1 <= said.valid_days <= 3650 for said in settings.values()):
        raise Refused(_("A weight is at least 1, and evidence holds from 1 to 3,650 days."))
    if not because.strip():
        raise Refused(_("Say why readiness is measured otherwise from now on."))
    if Criteria.objects.filter(holds_from__gte=today).exists():
        raise Refused(_("The criteria were already changed today. Change them again tomorrow."))
    last = Criteria.objects.aggregate(last=Max("edition"))["last"] or int(DEFAULT.edition)
    criteria = Criteria.objects.create(
        id=id or uuid7(),
        edition=last + 1,
        holds_from=today,
        content={key: asdict(said) for key, said in settings.items()},
        because=because,
        set_at=at,
        set_by=user,
    )
    record(by=by, at=at, verb="criteria.set", subject=("criteria", criteria.id),
           data={"edition": criteria.edition, "criteria": criteria.content})  # fmt: skip
    return criteria
