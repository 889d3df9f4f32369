"""Recording what shows something, and taking it back when it does not."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from uuid_utils.compat import uuid7

from rallyround.evaluation.models import Consent, Evidence
from rallyround.ledger.actions import record
from rallyround.ledger.actors import Actor
from rallyround.people.models import User
from rallyround.ui.errors import Refused, WrongState


@transaction.atomic
def record_evidence(
    *,
    by: Actor,
    at: datetime,
    user: User | None,
    subject: tuple[str, UUID | None],
    criterion: str,
    kind: str,
    rating: float,
    strength: str,
    what: str,
    source: str,
    on: date,
    valid_days: int,
    from_exercise: bool = False,
    from_society: bool = False,
    consent: str = Consent.NOT_NEEDED,
    themes: Sequence[str] = (),
    id: UUID | None = None,
) -> Evidence:
    """Write down a piece of evidence. The same `id` twice is done once.

    It is never changed afterwards: what was wrong is withdrawn, and recorded anew.
    """
    sent_before = Evidence.objects.filter(id=id).first() if id else None
    if sent_before:
        return sent_before
    if not source.strip():
        raise Refused(_("Say where it is to be found: evidence without a source shows nothing."))
    if on > timezone.localdate(at):
        raise Refused(_("This is dated in the future. Record it when it has happened."))
    if not 0 <= rating <= 1:
        raise Refused(_("How much of it is there goes from nothing (0) to all of it (1)."))
    if valid_days < 1:
        raise Refused(_("Say for how many days it holds: at least one."))
    if from_society and consent != Consent.GIVEN:
        raise Refused(_("What people said is kept only if they agreed to it being used."))
    label, subject_id = subject
    evidence = Evidence.objects.create(
        id=id or uuid7(),
        subject_label=label,
        subject_id=subject_id,
        criterion=criterion,
        kind=kind,
        rating=rating,
        strength=strength,
        what=what,
        source=source,
        on=on,
        valid_days=valid_days,
        from_exercise=from_exercise,
        from_society=from_society,
        consent=consent,
        themes=list(themes),
        by=user,
        recorded_at=at,
    )
    record(by=by, at=at, verb="evidence.recorded", subject=("evidence", evidence.id),
           data={"about": [label, str(subject_id) if subject_id else None], "criterion": criterion, "kind": kind,
                 "rating": rating, "on": on.isoformat(), "days": valid_days})  # fmt: skip
    return evidence


@transaction.atomic
def withdraw_evidence(*, by: Actor, at: datetime, evidence: Evidence, user: User, because: str) -> Evidence:
    """It does not show what it was taken to show. The row stays, with why; it counts no longer."""
    held = Evidence.objects.select_for_update(of=("self",)).get(pk=evidence.pk)
    if held.withdrawn_at is not None:
        raise WrongState(_("This evidence is already withdrawn."))
    if not because.strip():
        raise Refused(_("Say why it is withdrawn."))
    held.withdrawn_at, held.withdrawn_by, held.withdrawn_because = at, user, because
    held.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_because"])
    record(by=by, at=at, verb="evidence.withdrawn", subject=("evidence", held.id))
    return held
