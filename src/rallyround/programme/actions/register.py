"""The register of decisions, actions and risks. What was written stays: an entry is closed, or followed by another."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from rallyround.groups.models import PriorityGroup
from rallyround.ledger.actions import record
from rallyround.ledger.actors import Actor
from rallyround.messaging import actions as messaging
from rallyround.people.models import User
from rallyround.programme.actions._entries import _enter
from rallyround.programme.models import RegisterEntry
from rallyround.ui.errors import Refused, WrongState


@transaction.atomic
def add_entry(
    *,
    by: Actor,
    at: datetime,
    kind: str,
    what: str,
    owner: User,
    why: str = "",
    due_on: date | None = None,
    step: int | None = None,
    group: PriorityGroup | None = None,
    likelihood: int | None = None,
    impact: int | None = None,
    treatment: str = "",
    principles: Iterable[str] = (),
    society: str = "",
    dissent: str = "",
    source: tuple[str, UUID | None] = ("", None),
    id: UUID | None = None,
) -> RegisterEntry:
    """Write down a decision, an action or a risk. The same `id` twice is done once."""
    sent_before = RegisterEntry.objects.filter(id=id).first() if id else None
    if sent_before:
        return sent_before
    return _enter(
        by=by, at=at, kind=kind, what=what, owner=owner, why=why, due_on=due_on, step=step, group=group,
        likelihood=likelihood, impact=impact, treatment=treatment, principles=principles, society=society,
        dissent=dissent, source=source, id=id,
    )  # fmt: skip


@transaction.atomic
def follow_entry(
    *,
    by: Actor,
    at: datetime,
    entry: RegisterEntry,
    what: str,
    owner: User,
    why: str = "",
    due_on: date | None = None,
    likelihood: int | None = None,
    impact: int | None = None,
    treatment: str = "",
    society: str = "",
    dissent: str = "",
    id: UUID | None = None,
) -> RegisterEntry:
    """Put another entry in the place of one: of the same kind, group and step. The earlier one stays and is closed."""
    sent_before = RegisterEntry.objects.filter(id=id).first() if id else None
    if sent_before:
        return sent_before
    held = RegisterEntry.objects.select_for_update(of=("self",)).get(pk=entry.pk)
    if held.followed_by.exists():
        raise WrongState(_("This entry has already been followed by another: follow that one."))
    made = _enter(
        by=by, at=at, kind=held.kind, what=what, owner=owner, why=why, due_on=due_on, step=held.step,
        group=held.group, likelihood=likelihood, impact=impact, treatment=treatment, principles=held.principles,
        society=society, dissent=dissent, follows=held, source=(held.source_label, held.source_id), id=id,
    )  # fmt: skip
    if held.closed_at is None:
        _close_with(
            by=by, at=at, held=held, outcome=_("Followed by number %(number)s.") % {"number": made.number}
        )
    return made


@transaction.atomic
def close_entry(*, by: Actor, at: datetime, entry: RegisterEntry, outcome: str) -> RegisterEntry:
    """An action done, a risk gone, the effect of a decision seen: with what came of it."""
    held = RegisterEntry.objects.select_for_update(of=("self",)).get(pk=entry.pk)
    if held.closed_at is not None:
        raise WrongState(_("This entry is already closed."))
    if not outcome.strip():
        raise Refused(_("Say what came of it."))
    _close_with(by=by, at=at, held=held, outcome=outcome.strip())
    return held


@transaction.atomic
def remind_of_entry(*, by: Actor, at: datetime, entry: RegisterEntry) -> RegisterEntry:
    """Tell its owner that an entry is due or overdue; once a day at the most."""
    held = RegisterEntry.objects.select_for_update(of=("self",)).select_related("owner").get(pk=entry.pk)
    if held.closed_at is not None or held.reminded_on == at.date() or held.due_on is None:
        return held
    messaging.send(
        by=by, at=at, template="register_due", subject=("register_entry", held.id), user=held.owner,
        params={"entry": held.number, "due": held.due_on.strftime("%d/%m/%Y"), "late": held.due_on < at.date()},
    )  # fmt: skip
    held.reminded_on = at.date()
    held.save(update_fields=["reminded_on"])
    record(by=by, at=at, verb="register.reminded", subject=("register_entry", held.id),
           data={"number": held.number})  # fmt: skip
    return held


def _close_with(*, by: Actor, at: datetime, held: RegisterEntry, outcome: str) -> None:
    held.closed_at, held.outcome = at, outcome
    held.save(update_fields=["closed_at", "outcome"])
    record(by=by, at=at, verb="register.closed", subject=("register_entry", held.id),
           data={"number": held.number, "kind": held.kind})  # fmt: skip
