"""Step 2: the working group, its seats and terms of reference, and a baseline of where everything stood."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from uuid_utils.compat import uuid7

from rallyround.ledger.actions import record
from rallyround.ledger.actors import Actor
from rallyround.people.models import Organisation, User
from rallyround.programme import headings
from rallyround.programme.actions._shared import in_order, must_approve, next_version, not_ahead
from rallyround.programme.models import Baseline, GroupSeat, StrategicLead, TermsOfReference, WorkingGroup
from rallyround.programme.queries import baseline as record_now
from rallyround.ui.errors import Refused, WrongState


@transaction.atomic
def form_working_group(
    *, by: Actor, at: datetime, name: str, reports_to: str, formed_on: date, reports_every_days: int = 90
) -> WorkingGroup:
    """Set the working group up, or correct what is said of it: there is one."""
    not_ahead(
        formed_on, at, _("The group is there since a day up to today. Enter it once the group is formed.")
    )
    group = WorkingGroup.objects.select_for_update().first() or WorkingGroup()
    verb = "working_group.formed" if group._state.adding else "working_group.changed"
    group.name, group.reports_to, group.formed_on = name, reports_to, formed_on
    group.reports_every_days = reports_every_days
    group.save()
    record(by=by, at=at, verb=verb, subject=("working_group", group.id),
           data={"reports_every_days": reports_every_days})  # fmt: skip
    return group


@transaction.atomic
def record_report(*, by: Actor, at: datetime, group: WorkingGroup, on: date) -> WorkingGroup:
    """The group reported to the body that it answers to."""
    held = WorkingGroup.objects.select_for_update().get(pk=group.pk)
    if on > at.date():
        raise Refused(_("A report that has not been made yet cannot be written down."))
    if held.last_reported_on and on < held.last_reported_on:
        raise Refused(_("There is a later report already. Enter the day of a newer one."))
    held.last_reported_on = on
    held.save(update_fields=["last_reported_on"])
    record(by=by, at=at, verb="working_group.reported", subject=("working_group", held.id),
           data={"on": on.isoformat()})  # fmt: skip
    return held


@transaction.atomic
def add_seat(
    *, by: Actor, at: datetime, role: str, job: str, began_on: date, mix: str = "", expected_of: str = "",
    organisation: Organisation | None = None, holder: User | None = None, id: UUID | None = None,
) -> GroupSeat:  # fmt: skip
    """A seat of the working group; without a holder it is vacant."""
    sent_before = GroupSeat.objects.filter(id=id).first() if id else None
    if sent_before:
        return sent_before
    seat = GroupSeat.objects.create(
        id=id or uuid7(), role=role, mix=mix, job=job, expected_of=expected_of, organisation=organisation,
        user=holder, began_on=began_on,
    )  # fmt: skip
    record(by=by, at=at, verb="seat.added", subject=("group_seat", seat.id),
           data={"role": role, "mix": mix, "vacant": holder is None})  # fmt: skip
    return seat


@transaction.atomic
def change_seat(
    *, by: Actor, at: datetime, seat: GroupSeat, role: str, job: str, mix: str = "", expected_of: str = "",
    organisation: Organisation | None = None, holder: User | None = None,
) -> GroupSeat:  # fmt: skip
    """Fill a seat, leave it vacant, or say better what it is for."""
    held = _current_seat(seat)
    held.role, held.job, held.mix, held.expected_of = role, job, mix, expected_of
    held.organisation, held.user = organisation, holder
    held.save()
    record(by=by, at=at, verb="seat.changed", subject=("group_seat", held.id),
           data={"role": role, "mix": mix, "vacant": holder is None})  # fmt: skip
    return held


@transaction.atomic
def end_seat(*, by: Actor, at: datetime, seat: GroupSeat, on: date) -> GroupSeat:
    """A seat that is no longer there."""
    held = _current_seat(seat)
    in_order(held.began_on, on, _("A seat cannot end before it began."))
    held.ended_on = on
    held.save(update_fields=["ended_on"])
    record(by=by, at=at, verb="seat.ended", subject=("group_seat", held.id))
    return held


@transaction.atomic
def draft_terms(*, by: Actor, at: datetime, user: User, id: UUID | None = None) -> TermsOfReference:
    """Begin a new version of the terms of reference, with the words of the latest."""
    sent_before = TermsOfReference.objects.filter(id=id).first() if id else None
    if sent_before:
        return sent_before
    latest = TermsOfReference.objects.select_for_update().order_by("-version").first()
    if latest is not None and latest.approved_at is None:
        raise WrongState(
            _("Version %(version)s is still a draft. Change that one.") % {"version": latest.version}
        )
    terms = TermsOfReference.objects.create(
        id=id or uuid7(), version=next_version(TermsOfReference), sections=latest.sections if latest else {},
        made_by=user, made_at=at,
    )  # fmt: skip
    record(by=by, at=at, verb="terms_of_reference.drafted", subject=("terms_of_reference", terms.id),
           data={"version": terms.version})  # fmt: skip
    return terms


@transaction.atomic
def write_terms(
    *, by: Actor, at: datetime, terms: TermsOfReference, sections: Mapping[str, str]
) -> TermsOfReference:
    """Write under some of the headings of a draft; what is not named stays."""
    held = _draft_terms(terms)
    known = {heading.key for heading in headings.HEADINGS}
    unknown = sorted(sections.keys() - known)
    if unknown:
        raise Refused(_("There is no heading called %(name)s.") % {"name": unknown[0]})
    held.sections = {**held.sections, **{key: text.strip() for key, text in sections.items()}}
    held.save(update_fields=["sections"])
    record(by=by, at=at, verb="terms_of_reference.written", subject=("terms_of_reference", held.id),
           data={"headings": sorted(sections), "filled": headings.completeness(held.sections).filled})  # fmt: skip
    return held


@transaction.atomic
def approve_terms(
    *, by: Actor, at: datetime, terms: TermsOfReference, user: User, body: str, review_on: date
) -> TermsOfReference:
    """A body of the partnership approves a draft in which nothing is blank. From here on the database keeps it."""
    must_approve(user)
    held = _draft_terms(terms)
    blank = headings.completeness(held.sections).blank
    if blank:
        raise Refused(
            _("Nothing stands yet under: %(headings)s. Write there first, even if it is: not decided.")
            % {"headings": ", ".join(str(heading.label) for heading in blank)}
        )
    if not StrategicLead.objects.filter(during__contains=at.date()).exists():
        raise Refused(_("Nobody leads. Name the strategic lead, who answers for all this, before approving."))
    in_order(at.date(), review_on, _("The day of the review must be still to come."))
    held.approved_by, held.approved_at, held.approving_body, held.review_on = user, at, body, review_on
    held.save(update_fields=["approved_by", "approved_at", "approving_body", "review_on"])
    record(by=by, at=at, verb="terms_of_reference.approved", subject=("terms_of_reference", held.id),
           data={"version": held.version})  # fmt: skip
    return held


@transaction.atomic
def take_baseline(*, by: Actor, at: datetime, user: User, name: str, id: UUID | None = None) -> Baseline:
    """Keep how everything stands now, with costs. Nobody can change it afterwards, the product neither."""
    sent_before = Baseline.objects.filter(id=id).first() if id else None
    if sent_before:
        return sent_before
    content = record_now.content(at)
    digest = digest_of(content)
    baseline = Baseline.objects.create(
        id=id or uuid7(), name=name, content=content, digest=digest, taken_by=user, taken_at=at
    )
    record(by=by, at=at, verb="baseline.taken", subject=("baseline", baseline.id), data={"digest": digest})
    return baseline


def digest_of(content: object) -> str:
    """64 hex digits that stand for a content, whatever the order of its keys.

    >>> digest_of({"b": 1, "a": 2}) == digest_of({"a": 2, "b": 1})
    True
    """
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _current_seat(seat: GroupSeat) -> GroupSeat:
    held = GroupSeat.objects.select_for_update().get(pk=seat.pk)
    if held.ended_on is not None:
        raise WrongState(_("This seat has already ended."))
    return held


def _draft_terms(terms: TermsOfReference) -> TermsOfReference:
    held = TermsOfReference.objects.select_for_update().get(pk=terms.pk)
    if held.approved_at is not None:
        raise WrongState(
            _("Version %(version)s is approved and stays as it is. Begin a new version.")
            % {"version": held.version}
        )
    return held
