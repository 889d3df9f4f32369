"""The five systems, deviations found in them, and the bodies of the partnership with what they ask and are asked."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from uuid_utils.compat import uuid7

from rallyround.ledger.actions import record
from rallyround.ledger.actors import Actor
from rallyround.people.models import User
from rallyround.programme.actions._entries import _enter
from rallyround.programme.models import Body, InformationRequest, RegisterEntry, SystemCard
from rallyround.ui.errors import Refused, WrongState


@transaction.atomic
def set_system(
    *,
    by: Actor,
    at: datetime,
    system: str,
    owner: User,
    page: str,
    review_on: date,
    why: str = "",
) -> SystemCard:
    """Say who owns a system, how it works and when it is looked at again.

    A page that is changed later says why: the change becomes a decision that is closed when its effect was seen.
    """
    card = SystemCard.objects.select_for_update(of=("self",)).filter(system=system).first()
    if card is None:
        card = SystemCard(system=system, changed_at=at)
    changed = bool(card.page.strip()) and card.page.strip() != page.strip()
    if changed and not why.strip():
        raise Refused(_("Say why the page is changed, so that it can be seen later whether it helped."))
    card.owner, card.page, card.review_on, card.changed_at = owner, page.strip(), review_on, at
    card.save()
    record(by=by, at=at, verb="system.set", subject=("system", card.id),
           data={"system": system, "owner": str(owner.id), "page_changed": changed})  # fmt: skip
    if changed:
        _enter(
            by=by, at=at, kind="decision", owner=owner, why=why, step=6, due_on=review_on,
            what=_("The page of the system “%(system)s” was changed.") % {"system": card.get_system_display()},
            source=(f"system:{system}", card.id),
        )  # fmt: skip
    return card


@transaction.atomic
def record_deviation(
    *, by: Actor, at: datetime, system: str, check: str, found: str, owner: User, due_on: date
) -> RegisterEntry:
    """A check of a system that is not as it should be becomes an action with an owner and a day."""
    source = f"deviation:{check}"
    if RegisterEntry.objects.filter(source_label=source, closed_at__isnull=True).exists():
        raise WrongState(_("This is already in the register and not yet put right."))
    card = SystemCard.objects.filter(system=system).first()
    return _enter(
        by=by, at=at, kind="action", what=_("Put right: %(found)s") % {"found": found}, owner=owner,
        due_on=due_on, step=6, source=(source, card.id if card else None),
    )  # fmt: skip


@transaction.atomic
def add_body(
    *, by: Actor, at: datetime, name: str, kind: str, standing: bool = True, handles: Iterable[str] = (),
    id: UUID | None = None,
) -> Body:  # fmt: skip
    """A body of the resilience partnership, with the kinds of request that go to it."""
    sent_before = Body.objects.filter(id=id).first() if id else None
    if sent_before:
        return sent_before
    if Body.objects.filter(name=name.strip()).exists():
        raise Refused(_("There is already a body of this name."))
    body = Body.objects.create(
        id=id or uuid7(), name=name.strip(), kind=kind, standing=standing, handles=sorted(set(handles))
    )
    record(by=by, at=at, verb="body.added", subject=("body", body.id),
           data={"kind": kind, "handles": body.handles})  # fmt: skip
    return body


@transaction.atomic
def end_body(*, by: Actor, at: datetime, body: Body) -> Body:
    """A body that no longer meets; what it asked stays. It may not end while it waits for an answer."""
    held = Body.objects.select_for_update().get(pk=body.pk)
    if held.ended_on is not None:
        raise WrongState(_("This body has already ended."))
    if held.requests.filter(answered_at__isnull=True).exists():
        raise WrongState(_("This body still has a request without an answer: answer it or pass it on first."))
    held.ended_on = at.date()
    held.save(update_fields=["ended_on"])
    record(by=by, at=at, verb="body.ended", subject=("body", held.id))
    return held


@transaction.atomic
def ask(
    *,
    by: Actor,
    at: datetime,
    kind: str,
    what: str,
    due_at: datetime,
    body: Body | None = None,
    from_us: bool = False,
    owner: User | None = None,
    id: UUID | None = None,
) -> InformationRequest:
    """A request between a body and the working group. Ours goes to the body that handles its kind, unless one is named."""
    sent_before = InformationRequest.objects.filter(id=id).first() if id else None
    if sent_before:
        return sent_before
    if due_at <= at:
        raise Refused(_("The answer cannot be due before the request is made."))
    to = body or (_body_for(kind) if from_us else None)
    if to is None:
        raise Refused(_("Say which body asks."))
    request = InformationRequest.objects.create(
        id=id or uuid7(), body=to, kind=kind, what=what.strip(), from_us=from_us, asked_at=at, due_at=due_at,
        owner=owner,
    )  # fmt: skip
    record(by=by, at=at, verb="request.made", subject=("information_request", request.id),
           data={"body": str(to.id), "kind": kind, "from_us": from_us, "due": due_at.isoformat()})  # fmt: skip
    return request


@transaction.atomic
def route_request(*, by: Actor, at: datetime, request: InformationRequest, body: Body) -> InformationRequest:
    """Pass a request on to the body whose it is."""
    held = _unanswered(request)
    if body.ended_on is not None:
        raise WrongState(_("This body has ended: choose one that meets."))
    if held.body_id == body.id:
        raise WrongState(_("The request is with this body already."))
    before, held.body = held.body_id, body
    held.save(update_fields=["body"])
    record(by=by, at=at, verb="request.routed", subject=("information_request", held.id),
           data={"from": str(before), "to": str(body.id)})  # fmt: skip
    return held


@transaction.atomic
def answer_request(
    *, by: Actor, at: datetime, request: InformationRequest, answer: str, user: User
) -> InformationRequest:
    """The answer comes back: ours to the body, or the body's to us."""
    held = _unanswered(request)
    if not answer.strip():
        raise Refused(_("Write the answer."))
    held.answer, held.answered_by, held.answered_at = answer.strip(), user, at
    held.save(update_fields=["answer", "answered_by", "answered_at"])
    record(by=by, at=at, verb="request.answered", subject=("information_request", held.id),
           data={"late": at > held.due_at})  # fmt: skip
    return held


def _unanswered(request: InformationRequest) -> InformationRequest:
    held = InformationRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if held.answered_at is not None:
        raise WrongState(_("This request has already been answered."))
    return held


def _body_for(kind: str) -> Body:
    """The body that handles a kind; a standing one before one that meets only in an incident."""
    found = (
        Body.objects.filter(handles__contains=[kind], ended_on__isnull=True)
        .order_by("-standing", "name")
        .first()
    )
    if found is None:
        raise Refused(_("No body handles this kind of request yet: say which one does under “Bodies”."))
    return found
