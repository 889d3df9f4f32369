"""What a named person decides on a collaboration, beside what the evidence says; and what coverage is aimed for."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from uuid_utils.compat import uuid7

from rallyround.collaborations import assessment, words
from rallyround.collaborations.actions._steps import locked, move
from rallyround.collaborations.models import Collaboration, CoverageTarget, Verdict
from rallyround.core.lifecycle import COLLABORATION
from rallyround.groups.vocabulary import Objective
from rallyround.ledger.actions import record
from rallyround.ledger.actors import Actor
from rallyround.people.models import User
from rallyround.ui.errors import Refused, WrongState

# What follows from each decision, where the collaboration is not there already.
VERBS = {"instrumental": "keep", "nurture": "nurture", "reset": "reset", "replace": "stop", "stop": "stop"}
STAYS = {"instrumental": "active", "nurture": "nurture"}


@transaction.atomic
def decide_verdict(
    *,
    by: Actor,
    at: datetime,
    user: User,
    collaboration: Collaboration,
    decided: str,
    reason: str,
    id: UUID | None = None,
) -> Verdict:
    """Decide on a collaboration, with a reason. Refused while the evidence says nothing. The same `id` twice is once."""
    sent_before = Verdict.objects.filter(id=id).first() if id else None
    if sent_before:
        return sent_before
    held = locked(collaboration)
    if held.state not in COLLABORATION.active:
        raise WrongState(_("A verdict is on work under agreed terms, and there is none now."))
    if decided not in VERBS:
        raise Refused(_("Choose one of the verdicts on this page."))
    if not reason.strip():
        raise Refused(_("Say why: the organisation may ask."))
    found = assessment.assess(held, at.date())
    if found.reading.verdict == "not_yet_assessed":
        raise Refused(
            _(
                "There is no verdict without evidence: %(because)s. Record what was delivered, and what it cost."
            )
            % {"because": words.because(found.reading.because)}
        )
    verdict = Verdict.objects.create(
        id=id or uuid7(), collaboration=held, derived=found.reading.verdict, decided=decided,
        reason=reason.strip(), figures=found.figures(), by=user, at=at,
    )  # fmt: skip
    if STAYS.get(decided) != held.state:
        move(held, VERBS[decided], at)
    record(by=by, at=at, verb="collaboration.judged", subject=("collaboration", held.id),
           data={"verdict": str(verdict.id), "derived": verdict.derived, "decided": decided,
                 "state": held.state})  # fmt: skip
    return verdict


@transaction.atomic
def set_target(
    *, by: Actor, at: datetime, user: User, objectives: Sequence[str], percent: int, reason: str
) -> CoverageTarget:
    """Say which objectives matter most, and for what share of the groups each must have somebody."""
    if not objectives or not set(objectives) <= set(Objective.values):
        raise Refused(_("Choose at least one objective."))
    if not 1 <= percent <= 100:
        raise Refused(_("Enter a percentage from 1 to 100."))
    if not reason.strip():
        raise Refused(_("Say why."))
    ordered = [objective for objective in Objective.values if objective in set(objectives)]
    target = CoverageTarget.objects.create(
        objectives=ordered, percent=percent, reason=reason.strip(), by=user, at=at
    )
    record(by=by, at=at, verb="coverage.target_set", subject=("coverage_target", target.id),
           data={"objectives": ordered, "percent": percent})  # fmt: skip
    return target
