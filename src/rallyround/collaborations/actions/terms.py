"""What is agreed with an organisation, in versions. Work begins when both sides have agreed, and not before."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from uuid_utils.compat import uuid7

from rallyround.collaborations.actions._steps import OVER, locked, move
from rallyround.collaborations.models import Collaboration, Terms
from rallyround.core.lifecycle import COLLABORATION
from rallyround.ledger.actions import record
from rallyround.ledger.actors import Actor
from rallyround.people import actions as people
from rallyround.people.models import User
from rallyround.ui.errors import Refused, WrongState


@dataclass(frozen=True, kw_only=True)
class TermsDraft:
    """Shared objectives, what each side expects, the gain, how it is measured, by when, and what it costs."""

    shared_objectives: str
    expectations: str
    expected_gain: str
    measure: str
    measure_unit: str
    expected_low: int
    expected_high: int
    starts_on: date
    by_when: date
    review_on: date
    cost_a_year: int = 0
    counts_tasks: bool = False
    data_shared: str = ""


@transaction.atomic
def propose_terms(
    *, by: Actor, at: datetime, collaboration: Collaboration, draft: TermsDraft, id: UUID | None = None
) -> Terms:
    """Write down terms for both sides to agree to: the first ones, or a new version. The same `id` twice is done once."""
    sent_before = Terms.objects.filter(id=id).first() if id else None
    if sent_before:
        return sent_before
    held = locked(collaboration)
    if held.state in OVER:
        raise WrongState(_("This collaboration has been stopped or ended and is given nothing new."))
    if held.terms.filter(agreed_at__isnull=True).exists():
        raise WrongState(_("There are terms that await agreement. Change those."))
    _refuse(draft)
    last = held.terms.aggregate(last=Max("version"))["last"] or 0
    terms = Terms.objects.create(id=id or uuid7(), collaboration=held, version=last + 1, **asdict(draft))
    record(by=by, at=at, verb="terms.proposed", subject=("terms", terms.id),
           data={"collaboration": str(held.id), "version": terms.version})  # fmt: skip
    return terms


@transaction.atomic
def change_terms(*, by: Actor, at: datetime, terms: Terms, draft: TermsDraft) -> Terms:
    """Change terms that await agreement; whoever had agreed is asked again."""
    held = _open(terms)
    _refuse(draft)
    for name, value in asdict(draft).items():
        setattr(held, name, value)
    held.agreed_by_us = held.agreed_by_them = None
    held.save()
    record(by=by, at=at, verb="terms.changed", subject=("terms", held.id))
    return held


@transaction.atomic
def agree_for_us(*, by: Actor, at: datetime, user: User, terms: Terms) -> Terms:
    """The partnership agrees, by a named person."""
    held = _open(terms)
    if held.agreed_by_us_id is not None:
        raise WrongState(_("The partnership has agreed to these terms already."))
    held.agreed_by_us = user
    return _agreed(by, at, held, "us")


@transaction.atomic
def agree_for_them(*, by: Actor, at: datetime, terms: Terms, words: str) -> Terms:
    """The organisation agrees; `words` say in which job somebody did so, when and how, for those who ask later."""
    held = _open(terms)
    if held.agreed_by_them_id is not None:
        raise WrongState(_("The organisation has agreed to these terms already."))
    if not words.strip():
        raise Refused(
            _("Say who agreed for the organisation, by job, and how: a letter, a meeting, an e-mail.")
        )
    held.agreed_by_them = people.write_note(
        by=by, at=at, about=("terms", held.id), kind="agreement", text=words.strip()
    )
    return _agreed(by, at, held, "them")


def _open(terms: Terms) -> Terms:
    held = Terms.objects.select_for_update().get(pk=terms.pk)
    if held.agreed_at is not None:
        raise WrongState(_("These terms are agreed and stay as they are. Propose a new version."))
    return held


def _agreed(by: Actor, at: datetime, held: Terms, side: str) -> Terms:
    """Keep one side's agreement; with both the terms hold, and work that waited for them begins."""
    both = held.agreed_by_us_id is not None and held.agreed_by_them is not None
    collaboration = locked(held.collaboration)
    if collaboration.state in OVER:
        raise WrongState(_("This collaboration has been stopped or ended and is given nothing new."))
    held.agreed_at = at if both else None
    held.save()
    if both and COLLABORATION.allows(collaboration.state, "agree"):
        move(collaboration, "agree", at)
        record(by=by, at=at, verb="collaboration.agreed", subject=("collaboration", collaboration.id),
               data={"terms": str(held.id)})  # fmt: skip
    record(by=by, at=at, verb="terms.agreed", subject=("terms", held.id), data={"side": side, "both": both})
    return held


def _refuse(draft: TermsDraft) -> None:
    said = (
        draft.shared_objectives,
        draft.expectations,
        draft.expected_gain,
        draft.measure,
        draft.measure_unit,
    )
    if not all(text.strip() for text in said):
        raise Refused(_("Say what is shared, expected and gained, and how that is measured in which unit."))
    if not 0 < draft.expected_low <= draft.expected_high:
        raise Refused(_("Expect at least 1, and give the smaller number first."))
    if draft.by_when <= draft.starts_on:
        raise Refused(_("The end comes after the beginning."))
    if not draft.starts_on <= draft.review_on <= draft.by_when:
        raise Refused(_("The review lies between the beginning and the end."))
