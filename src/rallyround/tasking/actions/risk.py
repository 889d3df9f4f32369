"""How one kind of task is done safely: versions of its risk assessment, one of them in force."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from uuid_utils.compat import uuid7

from rallyround.ledger.actions import record
from rallyround.ledger.actors import Actor
from rallyround.people.models import Organisation, User
from rallyround.people.roles import Permission
from rallyround.register.kinds import KINDS
from rallyround.tasking.models import RiskAssessment
from rallyround.tasking.rules import LEVEL_CHECKS
from rallyround.ui.errors import NotAllowed, Refused, WrongState

LONGEST = 200  # characters of one hazard or limit


@transaction.atomic
def approve_risk_assessment(
    *,
    by: Actor,
    at: datetime,
    kind: str,
    level: str,
    hazards: Sequence[str],
    limits: Sequence[str],
    liability_holder: Organisation,
    approved_by: User,
    review_on: date,
    id: UUID | None = None,
) -> RiskAssessment:
    """A named person signs off how this kind of task is done and who carries the liability. It replaces the last.

    The same `id` twice is done once.
    """
    sent_before = RiskAssessment.objects.filter(id=id).first() if id else None
    if sent_before:
        return sent_before
    if not approved_by.may(Permission.APPROVE_RISK):
        raise NotAllowed(_("Your role does not include approving risk assessments."))
    if kind not in KINDS:
        raise Refused(_("There is no kind of task called %(kind)s.") % {"kind": kind})
    if level not in LEVEL_CHECKS:
        raise Refused(_("Choose how high the risk is: low, medium or high."))
    hazards, limits = _lines(hazards), _lines(limits)
    if not hazards:
        raise Refused(_("Name at least one hazard."))
    if not limits:
        raise Refused(_("Name at least one limit: what nobody does, however much it is wanted."))
    if any(len(line) > LONGEST for line in (*hazards, *limits)):
        raise Refused(_("Keep each hazard and each limit under 200 characters, so that people read them."))
    if review_on <= at.date():
        raise Refused(_("The review must be on a day that is still to come."))
    if not liability_holder.active:
        raise Refused(_("Whoever holds the liability must be an active partner."))
    if liability_holder.insured_until is not None and liability_holder.insured_until < at.date():
        raise Refused(
            _("The insurance of %(name)s has ended: it cannot hold the liability.")
            % {"name": liability_holder.name}
        )
    before = RiskAssessment.objects.select_for_update().filter(kind=kind).order_by("-version").first()
    RiskAssessment.objects.filter(kind=kind, current=True).update(current=False)
    assessment = RiskAssessment(
        id=id or uuid7(),
        kind=kind,
        version=before.version + 1 if before else 1,
        level=level,
        hazards=hazards,
        limits=limits,
        liability_holder=liability_holder,
        approved_by=approved_by,
        approved_at=at,
        review_on=review_on,
    )
    try:
        with transaction.atomic():
            assessment.save()
    except IntegrityError as error:
        raise WrongState(
            _("Somebody else approved one for this kind at the same moment. Look at it first.")
        ) from error
    record(
        by=by,
        at=at,
        verb="risk_assessment.approved",
        subject=("risk_assessment", assessment.id),
        data={"kind": kind, "version": assessment.version, "level": level,
              "liability_holder": str(liability_holder.id), "approved_by": str(approved_by.id),
              "review_on": review_on.isoformat()},
    )  # fmt: skip
    return assessment


def _lines(lines: Sequence[str]) -> list[str]:
    return [line.strip() for line in lines if line.strip()]
