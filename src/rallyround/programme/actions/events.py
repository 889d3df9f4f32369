"""The summit and other gatherings: called, changed and called off; agenda, who came, what was answered and promised."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from uuid_utils.compat import uuid7

from rallyround.evaluation import actions as evaluation
from rallyround.evaluation.models import Debrief
from rallyround.ledger.actions import record
from rallyround.ledger.actors import Actor
from rallyround.people.models import Organisation, User
from rallyround.programme.actions._entries import _enter
from rallyround.programme.models import AgendaItem, Attendance, Gathering, Pledge, RegisterEntry
from rallyround.programme.queries.agenda import from_the_record
from rallyround.ui.errors import Refused, WrongState


@dataclass(frozen=True, kw_only=True)
class GatheringText:
    """What is said of a gathering."""

    kind: str
    name: str
    begins_at: datetime
    ends_at: datetime
    place: str
    aims: str = ""
    step: int | None = None


@transaction.atomic
def call_gathering(*, by: Actor, at: datetime, said: GatheringText, id: UUID | None = None) -> Gathering:
    """Call a summit, workshop or meeting. The same `id` twice is done once."""
    sent_before = Gathering.objects.filter(id=id).first() if id else None
    if sent_before:
        return sent_before
    _refuse_backwards(said)
    gathering = Gathering.objects.create(id=id or uuid7(), changed_at=at, **vars(said))
    record(
        by=by, at=at, verb="gathering.called", subject=("gathering", gathering.id), data={"kind": said.kind}
    )
    return gathering


@transaction.atomic
def change_gathering(*, by: Actor, at: datetime, gathering: Gathering, said: GatheringText) -> Gathering:
    """Move it or say better what it is. Calendars take the change by the number that goes up with it."""
    held = _to_come(gathering)
    _refuse_backwards(said)
    for field, value in vars(said).items():
        setattr(held, field, value)
    _next_in_calendars(held, at)
    record(
        by=by,
        at=at,
        verb="gathering.changed",
        subject=("gathering", held.id),
        data={"sequence": held.sequence},
    )
    return held


@transaction.atomic
def cancel_gathering(*, by: Actor, at: datetime, gathering: Gathering) -> Gathering:
    """Call it off; the invitation then says so to every calendar that took it."""
    held = _to_come(gathering)
    held.cancelled_at = at
    _next_in_calendars(held, at)
    record(by=by, at=at, verb="gathering.cancelled", subject=("gathering", held.id),
           data={"sequence": held.sequence})  # fmt: skip
    return held


@transaction.atomic
def fill_agenda(*, by: Actor, at: datetime, gathering: Gathering) -> list[AgendaItem]:
    """Put on the agenda what the record has to say; filled again, it is brought up to date and answers stay."""
    held = _to_come(gathering)
    items = []
    for text in from_the_record(at):
        item, _made = AgendaItem.objects.get_or_create(
            gathering=held, number=text.number, defaults={"title": text.title, "minutes": text.minutes}
        )
        item.from_the_record = text.text
        item.save(update_fields=["from_the_record"])
        items.append(item)
    record(by=by, at=at, verb="agenda.filled", subject=("gathering", held.id), data={"items": len(items)})
    return items


@transaction.atomic
def add_agenda_item(
    *, by: Actor, at: datetime, gathering: Gathering, title: str, minutes: int, id: UUID | None = None
) -> AgendaItem:
    """A further item, after those that are there."""
    sent_before = AgendaItem.objects.filter(id=id).first() if id else None
    if sent_before:
        return sent_before
    held = _to_come(gathering)
    last = held.agenda.aggregate(last=Max("number"))["last"] or 0
    item = AgendaItem.objects.create(
        id=id or uuid7(), gathering=held, number=last + 1, title=title, minutes=minutes
    )
    record(
        by=by, at=at, verb="agenda.item_added", subject=("gathering", held.id), data={"number": item.number}
    )
    return item


@transaction.atomic
def answer_item(*, by: Actor, at: datetime, item: AgendaItem, answer: str, dissent: str = "") -> AgendaItem:
    """What was answered to an item, and who saw it otherwise and why."""
    held = AgendaItem.objects.select_for_update().get(pk=item.pk)
    held.answer, held.dissent = answer, dissent
    held.save(update_fields=["answer", "dissent"])
    record(by=by, at=at, verb="agenda.answered", subject=("gathering", held.gathering_id),
           data={"number": held.number, "dissent": bool(dissent.strip())})  # fmt: skip
    return held


@transaction.atomic
def enter_answer(
    *, by: Actor, at: datetime, item: AgendaItem, kind: str, what: str, owner: User, why: str = "",
    due_on: date | None = None, society: str = "", id: UUID | None = None,
) -> RegisterEntry:  # fmt: skip
    """Make a decision or an action of the register out of an answer; the dissent of the item goes with it."""
    sent_before = RegisterEntry.objects.filter(id=id).first() if id else None
    if sent_before:
        return sent_before
    held = AgendaItem.objects.select_for_update(of=("self",)).select_related("gathering").get(pk=item.pk)
    if not held.answer.strip():
        raise WrongState(_("Write down first what was answered to this item."))
    return _enter(
        by=by, at=at, kind=kind, what=what, why=why, owner=owner, due_on=due_on, step=held.gathering.step,
        society=society, dissent=held.dissent, source=("agenda_item", held.id), id=id,
    )  # fmt: skip


@transaction.atomic
def invite(
    *, by: Actor, at: datetime, gathering: Gathering, organisations: Iterable[Organisation]
) -> list[Attendance]:
    """Invite organisations; one that is invited already stays so."""
    held = _to_come(gathering)
    there = set(held.attendance.values_list("organisation_id", flat=True))
    new = [
        Attendance(gathering=held, organisation=o, invited_at=at) for o in organisations if o.id not in there
    ]
    invited = Attendance.objects.bulk_create(new)
    record(
        by=by, at=at, verb="gathering.invited", subject=("gathering", held.id), data={"invited": len(invited)}
    )
    return invited


@transaction.atomic
def record_attendance(
    *, by: Actor, at: datetime, attendance: Attendance, answer: str = "", came: bool | None = None
) -> Attendance:
    """Whether an organisation said that it will come, and whether it came."""
    held = (
        Attendance.objects.select_for_update(of=("self",)).select_related("gathering").get(pk=attendance.pk)
    )
    if came is not None and held.gathering.begins_at > at:
        raise Refused(_("Whether somebody came can be written down once it has begun."))
    held.answer, held.came = answer, came
    held.save(update_fields=["answer", "came"])
    record(by=by, at=at, verb="gathering.attended", subject=("gathering", held.gathering_id),
           data={"organisation": str(held.organisation_id), "answer": answer, "came": came})  # fmt: skip
    return held


@transaction.atomic
def pledge(
    *, by: Actor, at: datetime, organisation: Organisation, what: str, owner: User, due_on: date,
    gathering: Gathering | None = None, id: UUID | None = None,
) -> Pledge:  # fmt: skip
    """What an organisation promised, who sees to it, and by when."""
    sent_before = Pledge.objects.filter(id=id).first() if id else None
    if sent_before:
        return sent_before
    promised = Pledge.objects.create(
        id=id or uuid7(), gathering=gathering, organisation=organisation, what=what, owner=owner, due_on=due_on,
        made_at=at,
    )  # fmt: skip
    record(by=by, at=at, verb="pledge.made", subject=("pledge", promised.id),
           data={"organisation": str(organisation.id), "due": due_on.isoformat()})  # fmt: skip
    return promised


@transaction.atomic
def settle_pledge(*, by: Actor, at: datetime, pledge: Pledge, kept: bool) -> Pledge:
    """It was kept, or it will not be."""
    held = Pledge.objects.select_for_update().get(pk=pledge.pk)
    if held.done_at or held.dropped_at:
        raise WrongState(_("This promise has already been settled."))
    held.done_at, held.dropped_at = (at, None) if kept else (None, at)
    held.save(update_fields=["done_at", "dropped_at"])
    record(by=by, at=at, verb="pledge.kept" if kept else "pledge.dropped", subject=("pledge", held.id))
    return held


@transaction.atomic
def keep_feedback(
    *, by: Actor, at: datetime, user: User, gathering: Gathering, went_well: str, to_improve: str = "",
    id: UUID | None = None,
) -> Debrief:  # fmt: skip
    """What people said of it afterwards, without names. It becomes a debrief, out of which lessons come."""
    sent_before = Debrief.objects.filter(id=id).first() if id else None
    if sent_before:
        return sent_before
    held = Gathering.objects.select_for_update().get(pk=gathering.pk)
    if held.begins_at > at:
        raise Refused(_("What people said of it can be written down once it has begun."))
    held.feedback = "\n\n".join(part for part in (held.feedback, went_well, to_improve) if part.strip())[
        :2000
    ]
    held.save(update_fields=["feedback"])
    record(by=by, at=at, verb="gathering.feedback", subject=("gathering", held.id))
    return evaluation.record_debrief(
        by=by, at=at, user=user, name=held.name, kind="workshop", on=timezone.localdate(held.begins_at),
        subject=("gathering", held.id), went_well=went_well, to_improve=to_improve, id=id,
    )  # fmt: skip


def _next_in_calendars(gathering: Gathering, at: datetime) -> None:
    gathering.sequence += 1
    gathering.changed_at = at
    gathering.save()


def _to_come(gathering: Gathering) -> Gathering:
    held = Gathering.objects.select_for_update().get(pk=gathering.pk)
    if held.cancelled_at is not None:
        raise WrongState(_("This was called off. Call a new one."))
    return held


def _refuse_backwards(said: GatheringText) -> None:
    if said.ends_at <= said.begins_at:
        raise Refused(_("It must end after it begins. Change one of the two times."))
