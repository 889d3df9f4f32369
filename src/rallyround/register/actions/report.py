"""The only way in: a report becomes a need. Sent twice it does no harm."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from rallyround.core.lifecycle import NEED
from rallyround.incidents import queries as incidents
from rallyround.incidents.models import Phase
from rallyround.ledger.actions import record
from rallyround.ledger.actors import Actor
from rallyround.messaging import actions as messaging
from rallyround.people import actions as people
from rallyround.people.actions import Particulars
from rallyround.register.actions._steps import danger_fields, place, weight
from rallyround.register.codes import new_code
from rallyround.register.danger import means_danger
from rallyround.register.kinds import KINDS, UNKNOWN
from rallyround.register.models import Need, Risk, Whose
from rallyround.register.reports import AGAIN, PUBLIC_FORM, NeedReport, Receipt, content_of, tidy_postcode
from rallyround.ui.errors import Refused

TRIES = 5
# Another report may have taken the same code, or the same report may have arrived twice in the same instant.
TAKEN = ("register_need_code", "register_need_pkey", "register_offer_code", "register_offer_pkey")


def report_need(*, by: Actor, at: datetime, report: NeedReport) -> Receipt:
    """Take a need into the register and give its receipt; the same report again gives the same receipt.

    Raises Refused, with nothing changed, where the report says too little or its id was used for something else.
    """
    for tries_left in reversed(range(TRIES)):
        try:
            with transaction.atomic():
                return _received_before(report, at) or _receive(by, at, report)
        except IntegrityError as error:
            if not was_taken(error) or not tries_left:
                raise
    raise AssertionError("unreachable: the last try returns or raises")


def was_taken(error: IntegrityError) -> bool:
    """Whether a code or an id was taken by somebody else, so that trying again helps."""
    diagnosis = getattr(error.__cause__, "diag", None)
    return str(getattr(diagnosis, "constraint_name", "")).startswith(TAKEN)


def same_content(known: str, new: str) -> None:
    """An id stands for one content."""
    if known != new:
        raise Refused(
            _(
                "This form was already received with other answers. Nothing was changed: open the form again and "
                "send the new answers, or add to your request with its code."
            )
        )


def _received_before(report: NeedReport, at: datetime) -> Receipt | None:
    content = content_of(report)
    row = Need.objects.filter(id=report.id).values_list("code", "content").first()
    if row is not None:
        same_content(row[1], content)
        return Receipt(report.id, row[0], created=False)
    if report.channel != PUBLIC_FORM:
        return None
    again = Need.objects.filter(content=content, reported_at__gt=at - AGAIN, state__in=NEED.active)
    found = again.order_by("reported_at").values_list("id", "code").first()
    return Receipt(*found, created=False) if found else None


def _receive(by: Actor, at: datetime, report: NeedReport) -> Receipt:
    _check(report)
    placed = place(report.postcode, report.area, report.point, report.address)
    incident = incidents.current()
    person, words = people.keep_person(
        by=by, at=at, particulars=_particulars(report), words=report.words.strip(), about=("need", report.id)
    )
    danger = bool(report.danger) or means_danger(report.words)
    fields = danger_fields(danger, at)
    need = Need(
        id=report.id,
        code=new_code(),
        incident=incident,
        kind=report.kind,
        whose=report.whose,
        phase=report.phase or (incident.phase if incident else Phase.DURING),
        people_count=report.people_count,
        helpers=KINDS[report.kind].helpers if report.kind != UNKNOWN else 1,
        requester=person,
        organisation_id=report.organisation,
        words=words,
        area_id=placed.area,
        district=placed.district,
        easting=placed.easting,
        northing=placed.northing,
        channel=report.channel,
        source=report.source,
        confidence=report.confidence,
        reported_at=at,
        content=content_of(report),
        **fields,
        **weight(at, str(fields["severity"]), Risk.NONE),
    )
    need.save(force_insert=True)
    _tell_received(by, at, report, need)
    record(
        by=by, at=at, verb="need.reported", subject=("need", need.id),
        data={"code": need.code, "channel": need.channel, "phase": need.phase, "kind": need.kind,
              "danger": need.danger, "area": placed.area, "district": need.district,
              "incident": str(incident.id) if incident else None},
    )  # fmt: skip
    return Receipt(need.id, need.code, created=True)


def _tell_received(by: Actor, at: datetime, report: NeedReport, need: Need) -> None:
    if report.phone or report.email:
        messaging.send(
            by=by,
            at=at,
            template="need_received",
            subject=("need", need.id),
            person=need.requester,
            params={"code": need.code},
        )


def _particulars(report: NeedReport) -> Particulars:
    postcode = tidy_postcode(report.postcode)
    address = report.address.strip()
    if postcode and postcode.replace(" ", "").casefold() not in address.replace(" ", "").casefold():
        address = f"{address}, {postcode}" if address else postcode
    easting, northing = report.point or (None, None)
    return Particulars(
        name=report.name.strip(),
        phone=report.phone.strip(),
        email=report.email.strip(),
        address=address[:300],
        easting=easting,
        northing=northing,
        language=report.language,
        interpreter=report.interpreter,
        text_relay=report.text_relay,
    )


def _check(report: NeedReport) -> None:
    if not report.words.strip():
        raise Refused(_("Say in one sentence what is needed."))
    if not any((report.phone, report.email, report.address, report.postcode, report.area, report.point)):
        raise Refused(_("Give a telephone number or a place, so that help can find you."))
    if report.kind != UNKNOWN and report.kind not in KINDS:
        raise Refused(_("There is no kind of need called %(kind)s.") % {"kind": report.kind})
    if report.whose not in Whose.values:
        raise Refused(_("A need is of a household, a person, a group, an organisation or a service."))
    if report.phase is not None and report.phase not in Phase.values:
        raise Refused(_("A phase is before, during or after."))
