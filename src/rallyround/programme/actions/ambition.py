"""Step 1: the ambition in versions, what drives it, which organisations stand behind it, and who leads."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _
from uuid_utils.compat import uuid7

from rallyround.evaluation.models import Evidence
from rallyround.ledger.actions import record
from rallyround.ledger.actors import Actor
from rallyround.people.models import Organisation, Partnership, User
from rallyround.programme.actions._entries import _enter
from rallyround.programme.actions._shared import day, in_order, must_approve, next_version, not_ahead
from rallyround.programme.models import (
    Ambition,
    AmbitionReview,
    Driver,
    Endorsement,
    RegisterEntry,
    StrategicLead,
)
from rallyround.programme.queries.align import backing, sector_of
from rallyround.ui.errors import Refused, WrongState


@dataclass(frozen=True)
class BudgetLine:
    """A rough cost in whole pounds, as a range."""

    what: str
    low: int
    high: int


@dataclass(frozen=True, kw_only=True)
class AmbitionText:
    """What one version of the ambition says. `evidence` is the id of a pilot's result where it grows out of one."""

    text: str
    reason: str
    outcomes: str = ""
    budget: Sequence[BudgetLine] = ()
    from_pilots: bool = False
    evidence: UUID | None = None


@transaction.atomic
def draft_ambition(
    *, by: Actor, at: datetime, user: User, said: AmbitionText, id: UUID | None = None
) -> Ambition:
    """Begin a new version. The one that is agreed holds until the new one is; the same `id` twice is done once."""
    sent_before = Ambition.objects.filter(id=id).first() if id else None
    if sent_before:
        return sent_before
    draft = Ambition.objects.select_for_update().filter(agreed_at__isnull=True).first()
    if draft is not None:
        raise WrongState(
            _("Version %(version)s is still a draft. Change that one.") % {"version": draft.version}
        )
    ambition = Ambition.objects.create(
        id=id or uuid7(), version=next_version(Ambition), made_by=user, made_at=at, **_checked(said)
    )
    record(by=by, at=at, verb="ambition.drafted", subject=("ambition", ambition.id),
           data={"version": ambition.version, "from_pilots": said.from_pilots})  # fmt: skip
    return ambition


@transaction.atomic
def change_ambition(*, by: Actor, at: datetime, ambition: Ambition, said: AmbitionText) -> Ambition:
    """Say a draft anew."""
    held = _draft(ambition)
    for field, value in _checked(said).items():
        setattr(held, field, value)
    held.save()
    record(
        by=by, at=at, verb="ambition.changed", subject=("ambition", held.id), data={"version": held.version}
    )
    return held


@transaction.atomic
def agree_ambition(*, by: Actor, at: datetime, ambition: Ambition, user: User, review_on: date) -> Ambition:
    """The partnership agrees to a draft. From here on the database keeps it as it is."""
    must_approve(user)
    held = _draft(ambition)
    in_order(at.date(), review_on, _("The day of the review must be still to come."))
    held.agreed_by, held.agreed_at, held.review_on = user, at, review_on
    held.save(update_fields=["agreed_by", "agreed_at", "review_on"])
    record(
        by=by, at=at, verb="ambition.agreed", subject=("ambition", held.id), data={"version": held.version}
    )
    return held


@transaction.atomic
def review_ambition(
    *, by: Actor, at: datetime, ambition: Ambition, user: User, result: str, reason: str, on: date,
    next_on: date, id: UUID | None = None,
) -> AmbitionReview:  # fmt: skip
    """Write down a look at the agreed ambition: what came of it and when it is looked at again."""
    sent_before = AmbitionReview.objects.filter(id=id).first() if id else None
    if sent_before:
        return sent_before
    held = Ambition.objects.select_for_update().get(pk=ambition.pk)
    if held.agreed_at is None:
        raise WrongState(_("A draft is not reviewed. Change it, or agree it first."))
    in_order(on, next_on, _("The next review comes after this one."))
    review = AmbitionReview.objects.create(
        id=id or uuid7(), ambition=held, result=result, reason=reason, on=on, next_on=next_on, by=user,
        recorded_at=at,
    )  # fmt: skip
    record(by=by, at=at, verb="ambition.reviewed", subject=("ambition", held.id),
           data={"result": result, "next_on": next_on.isoformat()})  # fmt: skip
    return review


@transaction.atomic
def add_driver(
    *, by: Actor, at: datetime, kind: str, what: str, source: str, dated_on: date, link: str = "",
    objectives: Sequence[str] = (), id: UUID | None = None,
) -> Driver:  # fmt: skip
    """A reason for the ambition, with its source and the objectives that it bears on."""
    sent_before = Driver.objects.filter(id=id).first() if id else None
    if sent_before:
        return sent_before
    driver = Driver.objects.create(
        id=id or uuid7(), kind=kind, what=what, source=source, dated_on=dated_on, link=link,
        objectives=list(objectives),
    )  # fmt: skip
    record(by=by, at=at, verb="driver.added", subject=("driver", driver.id), data={"kind": kind})
    return driver


@transaction.atomic
def end_driver(*, by: Actor, at: datetime, driver: Driver, on: date) -> Driver:
    """A reason that no longer holds. It stays, for what followed from it."""
    held = Driver.objects.select_for_update().get(pk=driver.pk)
    if held.ended_on is not None:
        raise WrongState(_("This reason has already ended."))
    held.ended_on = on
    held.save(update_fields=["ended_on"])
    record(by=by, at=at, verb="driver.ended", subject=("driver", held.id))
    return held


@transaction.atomic
def endorse(
    *, by: Actor, at: datetime, user: User, ambition: Ambition, organisation: Organisation, answer: str,
    signed_as: str, on: date, lapses_on: date, dissent: str = "", id: UUID | None = None,
) -> Endorsement:  # fmt: skip
    """What an organisation said to one version. A later answer replaces an earlier one, which is kept."""
    sent_before = Endorsement.objects.filter(id=id).first() if id else None
    if sent_before:
        return sent_before
    if answer == "no" and not dissent.strip():
        raise Refused(_("Write down why the organisation said no: dissent is kept with its reason."))
    not_ahead(on, at, _("An answer is written down once it was given: enter a day up to today."))
    if lapses_on <= on:
        raise Refused(_("An answer must hold for at least a day. Change the day on which it lapses."))
    before = Endorsement.objects.select_for_update().filter(
        ambition=ambition, organisation=organisation, replaced_at__isnull=True
    )
    before.update(replaced_at=at)
    said = Endorsement.objects.create(
        id=id or uuid7(), ambition=ambition, organisation=organisation, answer=answer, signed_as=signed_as, on=on,
        lapses_on=lapses_on, dissent=dissent, recorded_by=user, recorded_at=at,
    )  # fmt: skip
    record(by=by, at=at, verb="ambition.answered", subject=("ambition", ambition.id),
           data={"answer": answer, "organisation": str(organisation.id)})  # fmt: skip
    return said


@transaction.atomic
def risk_of_thin_backing(
    *, by: Actor, at: datetime, ambition: Ambition, sector: str, owner: User, today: date, treatment: str = "",
    due_on: date | None = None, id: UUID | None = None,
) -> RegisterEntry:  # fmt: skip
    """Put a sector where few stand behind the ambition into the register as a risk, with the figures of the day."""
    sent_before = RegisterEntry.objects.filter(id=id).first() if id else None
    if sent_before:
        return sent_before
    found = sector_of(sector)
    if found is None:
        raise Refused(_("There is no such sector."))
    source = (f"backing:{sector}", ambition.id)
    if RegisterEntry.objects.filter(
        source_label=source[0], source_id=source[1], closed_at__isnull=True
    ).exists():
        raise WrongState(_("This is in the register already, and still open."))
    support = next(s for s in backing(ambition, today).sectors if s.sector == found)
    return _enter(
        by=by, at=at, kind="risk", owner=owner, step=1, likelihood=3, impact=4, treatment=treatment, due_on=due_on,
        what=_("Backing for the ambition is thin in the sector “%(sector)s”: %(yes)s of %(of)s organisations.")
        % {"sector": found.label, "yes": support.yes, "of": support.of},
        source=source, id=id,
    )  # fmt: skip


@transaction.atomic
def name_lead(
    *, by: Actor, at: datetime, lead: User, organisation: Organisation, named_by: User, on: date,
    id: UUID | None = None,
) -> StrategicLead:  # fmt: skip
    """Name the first strategic lead. Where somebody leads already, it is handed over instead."""
    must_approve(named_by)
    sent_before = StrategicLead.objects.filter(id=id).first() if id else None
    if sent_before:
        return sent_before
    current = _latest_lead()
    if current is not None:
        raise WrongState(_leads_already(current))
    return _new_lead(by=by, at=at, lead=lead, organisation=organisation, named_by=named_by, on=on, id=id)


@transaction.atomic
def hand_over_lead(
    *, by: Actor, at: datetime, lead: User, organisation: Organisation, named_by: User, on: date,
    handover: str, id: UUID | None = None,
) -> StrategicLead:  # fmt: skip
    """Somebody else leads from `on`. The one before led until then; so there is always one, and never two."""
    must_approve(named_by)
    sent_before = StrategicLead.objects.filter(id=id).first() if id else None
    if sent_before:
        return sent_before
    current = _latest_lead()
    if current is None:
        raise WrongState(_("Nobody leads yet, so nothing can be handed over. Name the first lead."))
    if on <= current.during.lower:
        raise Refused(_leads_already(current))
    current.during = DateRange(current.during.lower, on)
    current.handover = handover
    current.save(update_fields=["during", "handover"])
    return _new_lead(by=by, at=at, lead=lead, organisation=organisation, named_by=named_by, on=on, id=id)


def _new_lead(
    *, by: Actor, at: datetime, lead: User, organisation: Organisation, named_by: User, on: date, id: UUID | None
) -> StrategicLead:  # fmt: skip
    named = StrategicLead.objects.create(
        id=id or uuid7(), user=lead, organisation=organisation, during=DateRange(on, None), named_by=named_by
    )
    record(by=by, at=at, verb="lead.named", subject=("strategic_lead", named.id),
           data={"user": str(lead.id), "organisation": str(organisation.id), "on": on.isoformat()})  # fmt: skip
    return named


def _latest_lead() -> StrategicLead | None:
    # Two who name a lead at once wait for each other, so that the second gets the sentence and not the constraint.
    Partnership.objects.select_for_update().first()
    return StrategicLead.objects.select_related("user").order_by("-during").first()


def _leads_already(current: StrategicLead) -> str:
    return _("%(name)s leads since %(day)s, and there is one lead at a time. Hand over from a later day.") % {
        "name": current.user.name,
        "day": day(current.during.lower),
    }


def _draft(ambition: Ambition) -> Ambition:
    held = Ambition.objects.select_for_update().get(pk=ambition.pk)
    if held.agreed_at is not None:
        raise WrongState(
            _("Version %(version)s is agreed and stays as it is. Begin a new version.")
            % {"version": held.version}
        )
    return held


def _checked(said: AmbitionText) -> dict[str, Any]:
    """The fields of the row; a range the wrong way round and growth without a pilot's result are refused."""
    if said.from_pilots and said.evidence is None:
        raise Refused(_("Choose the pilot's result that it grows out of, or do not say that it does."))
    if said.evidence and not Evidence.objects.filter(id=said.evidence, withdrawn_at__isnull=True).exists():
        raise Refused(_("There is no such piece of evidence, or it was withdrawn. Choose another."))
    for line in said.budget:
        if line.low > line.high:
            raise Refused(_("%(what)s: the lower figure must not be above the higher.") % {"what": line.what})
    return {
        "text": said.text,
        "reason": said.reason,
        "outcomes": said.outcomes,
        "budget": [asdict(line) for line in said.budget],
        "budget_low": sum(line.low for line in said.budget) if said.budget else None,
        "budget_high": sum(line.high for line in said.budget) if said.budget else None,
        "from_pilots": said.from_pilots,
        "evidence": said.evidence,
    }
