"""From what people said to a change that is seen to hold: debriefs and the way of a lesson."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from uuid_utils.compat import uuid7

from rallyround.core.lifecycle import LESSON
from rallyround.evaluation.models import Debrief, Evidence, Lesson
from rallyround.ledger.actions import record
from rallyround.ledger.actors import Actor
from rallyround.messaging import actions as messaging
from rallyround.people.models import User
from rallyround.ui.cells import shown
from rallyround.ui.errors import Refused, WrongState

REMIND_BEFORE = timedelta(days=7)
REMIND_EVERY = timedelta(days=7)


@transaction.atomic
def record_debrief(
    *,
    by: Actor,
    at: datetime,
    user: User,
    name: str,
    kind: str,
    on: date,
    subject: tuple[str, UUID | None] = ("", None),
    went_well: str = "",
    to_improve: str = "",
    id: UUID | None = None,
) -> Debrief:
    """Write down what people said after something. The same `id` twice is done once. It stays as it was said."""
    sent_before = Debrief.objects.filter(id=id).first() if id else None
    if sent_before:
        return sent_before
    if not went_well.strip() and not to_improve.strip():
        raise Refused(_("Write what went well, what should be better, or both."))
    if on > timezone.localdate(at):
        raise Refused(_("A debrief is written down when it has taken place: its date is in the future."))
    debrief = Debrief.objects.create(
        id=id or uuid7(),
        name=name,
        kind=kind,
        subject_label=subject[0],
        subject_id=subject[1],
        on=on,
        went_well=went_well,
        to_improve=to_improve,
        by=user,
        recorded_at=at,
    )
    record(by=by, at=at, verb="debrief.recorded", subject=("debrief", debrief.id),
           data={"kind": kind, "about": [subject[0], str(subject[1]) if subject[1] else None]})  # fmt: skip
    return debrief


@transaction.atomic
def find_lesson(
    *,
    by: Actor,
    at: datetime,
    what: str,
    debrief: Debrief | None = None,
    step: int | None = None,
    subject: tuple[str, UUID | None] = ("", None),
    id: UUID | None = None,
) -> Lesson:
    """Write down something learnt, out of a debrief or by itself. The same `id` twice is done once.

    A lesson out of a debrief is about what the debrief is about, unless it says otherwise.
    """
    sent_before = Lesson.objects.filter(id=id).first() if id else None
    if sent_before:
        return sent_before
    if not what.strip():
        raise Refused(_("Write what was learnt."))
    if debrief is not None and not subject[0]:
        subject = (debrief.subject_label, debrief.subject_id)
    _refuse_again(what, debrief, subject)
    lesson = Lesson.objects.create(
        id=id or uuid7(),
        number=_next_number(),
        debrief=debrief,
        step=step,
        subject_label=subject[0],
        subject_id=subject[1],
        what=what,
        found_at=at,
    )
    record(by=by, at=at, verb="lesson.found", subject=("lesson", lesson.id),
           data={"number": lesson.number, "debrief": str(debrief.id) if debrief else None, "step": step})  # fmt: skip
    return lesson


@transaction.atomic
def accept_lesson(
    *, by: Actor, at: datetime, lesson: Lesson, owner: User, due_on: date, change: str
) -> Lesson:
    """Take it up: what is to change, who sees to it and by when."""
    held = _locked(lesson)
    _owed(at, due_on, change)
    _go(held, "accept")
    held.owner, held.due_on, held.change = owner, due_on, change
    held.save(update_fields=["state", "owner", "due_on", "change"])
    record(by=by, at=at, verb="lesson.accepted", subject=("lesson", held.id),
           data={"owner": str(owner.id), "due_on": due_on.isoformat()})  # fmt: skip
    return held


@transaction.atomic
def reject_lesson(*, by: Actor, at: datetime, lesson: Lesson, because: str) -> Lesson:
    """Leave it, with the reason."""
    held = _locked(lesson)
    if not because.strip():
        raise Refused(_("Say why it is not taken up: whoever said it will ask."))
    _go(held, "reject")
    held.because = because
    held.save(update_fields=["state", "because"])
    record(by=by, at=at, verb="lesson.rejected", subject=("lesson", held.id))
    return held


@transaction.atomic
def change_made(*, by: Actor, at: datetime, lesson: Lesson, change: str, effect: str = "") -> Lesson:
    """The change is made: what is different now and, if it can be said yet, what that did."""
    held = _locked(lesson)
    if not change.strip():
        raise Refused(_("Write what is different now."))
    _go(held, "change")
    held.change, held.effect, held.done_at = change, effect, at
    held.save(update_fields=["state", "change", "effect", "done_at"])
    record(by=by, at=at, verb="lesson.changed", subject=("lesson", held.id))
    return held


@transaction.atomic
def embed_lesson(*, by: Actor, at: datetime, lesson: Lesson, evidence: Evidence, effect: str = "") -> Lesson:
    """It is seen to hold: by evidence of a day after the change, about the same thing."""
    held = _locked(lesson)
    if not LESSON.allows(held.state, "embed") or held.done_at is None:
        raise WrongState(_("Only what was changed can be seen to hold."))
    if evidence.withdrawn_at is not None:
        raise Refused(_("This evidence is withdrawn. Choose other evidence."))
    if evidence.on <= timezone.localdate(held.done_at):
        raise Refused(
            _("The evidence is of %(on)s and the change was made on %(changed)s: only later evidence shows that it holds.")
            % {"on": evidence.on, "changed": timezone.localdate(held.done_at)}
        )  # fmt: skip
    if evidence.rating < 0.5:
        raise Refused(_("This evidence says that it does not hold. Take the lesson up again instead."))
    _go(held, "embed")
    held.embedded_by = evidence
    held.effect = effect or held.effect
    held.save(update_fields=["state", "embedded_by", "effect"])
    record(by=by, at=at, verb="lesson.embedded", subject=("lesson", held.id),
           data={"evidence": str(evidence.id)})  # fmt: skip
    return held


@transaction.atomic
def reopen_lesson(
    *, by: Actor, at: datetime, lesson: Lesson, owner: User, due_on: date, because: str
) -> Lesson:
    """Take it up again: it did not hold, or was left and should not have been."""
    held = _locked(lesson)
    _owed(at, due_on, because)
    _go(held, "reopen")
    held.owner, held.due_on, held.because = owner, due_on, because
    held.done_at, held.embedded_by, held.reminded_at = None, None, None
    held.save(update_fields=["state", "owner", "due_on", "because", "done_at", "embedded_by", "reminded_at"])
    record(by=by, at=at, verb="lesson.reopened", subject=("lesson", held.id),
           data={"owner": str(owner.id), "due_on": due_on.isoformat()})  # fmt: skip
    return held


@transaction.atomic
def remind_owners(*, by: Actor, at: datetime) -> list[Lesson]:
    """Tell whoever owes a change that is due within a week or overdue, once a week and no more."""
    soon = timezone.localdate(at) + REMIND_BEFORE
    owed = Lesson.objects.filter(state="accepted", owner__is_active=True, due_on__lte=soon)
    waiting = owed.filter(Q(reminded_at__isnull=True) | Q(reminded_at__lte=at - REMIND_EVERY))
    reminded = list(waiting.select_for_update(of=("self",)).select_related("owner").order_by("number"))
    for lesson in reminded:
        lesson.reminded_at = at
        lesson.save(update_fields=["reminded_at"])
        late = lesson.due_on is not None and lesson.due_on < timezone.localdate(at)
        messaging.send(by=by, at=at, template="lesson_due", subject=("lesson", lesson.id), user=lesson.owner,
                       params={"lesson": lesson.number, "due": str(shown(lesson.due_on)), "late": late})  # fmt: skip
        record(by=by, at=at, verb="lesson.owner_reminded", subject=("lesson", lesson.id))
    return reminded


def _owed(at: datetime, due_on: date, words: str) -> None:
    if not words.strip():
        raise Refused(_("Write what is to change."))
    if due_on < timezone.localdate(at):
        raise Refused(_("The day by which it is due has already gone."))


def _refuse_again(what: str, debrief: Debrief | None, subject: tuple[str, UUID | None]) -> None:
    """Whoever goes back in the browser and sends once more gets a fresh form: the words tell that it is the same."""
    same = Lesson.objects.filter(
        what__iexact=what.strip(), debrief=debrief, subject_label=subject[0], subject_id=subject[1],
        state=LESSON.initial,
    ).first()  # fmt: skip
    if same is not None:
        raise Refused(
            _("This lesson is written down already, as number %(number)s.") % {"number": same.number}
        )


def _next_number() -> int:
    """One at a time, so that numbers have no gaps; the lock goes with the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('evaluation.lesson'))")
    last: int = Lesson.objects.aggregate(last=Max("number"))["last"] or 0
    return last + 1


def _locked(lesson: Lesson) -> Lesson:
    return Lesson.objects.select_for_update(of=("self",)).get(pk=lesson.pk)


def _go(lesson: Lesson, verb: str) -> None:
    if not LESSON.allows(lesson.state, verb):
        raise WrongState(
            _("As this lesson stands, that cannot be done. Look at it again: somebody was quicker.")
        )
    lesson.state = LESSON.after(lesson.state, verb)
