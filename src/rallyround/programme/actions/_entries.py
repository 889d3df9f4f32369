"""Writing one entry of the register: shared by all that ends in a decision, an action or a risk."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext as _
from uuid_utils.compat import uuid7

from rallyround.groups.models import PriorityGroup
from rallyround.ledger.actions import record
from rallyround.ledger.actors import Actor
from rallyround.people.models import Partnership, User
from rallyround.programme.models import RegisterEntry
from rallyround.programme.seals import register_seal
from rallyround.ui.errors import Refused


def _enter(
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
    follows: RegisterEntry | None = None,
    source: tuple[str, UUID | None] = ("", None),
    id: UUID | None = None,
) -> RegisterEntry:
    """Write it down, numbered without gaps; the ledger keeps a seal over all of it."""
    if not what.strip():
        raise Refused(_("Write what was decided, is to be done or may happen."))
    if kind == "decision" and not why.strip():
        raise Refused(_("Say why: a decision is written down with its reasons."))
    if kind == "action" and due_on is None:
        raise Refused(_("Say by when: an action has a day on which it is due."))
    if kind == "risk" and not (likelihood in range(1, 6) and impact in range(1, 6)):
        raise Refused(_("Say how likely the risk is and how bad it would be, each from 1 to 5."))
    Partnership.objects.select_for_update().first()  # one at a time, so that numbers have no gaps
    last = RegisterEntry.objects.aggregate(last=Max("number"))["last"] or 0
    entry = RegisterEntry.objects.create(
        id=id or uuid7(),
        number=last + 1,
        kind=kind,
        what=what.strip(),
        why=why.strip(),
        owner=owner,
        due_on=due_on,
        step=step,
        group=group,
        likelihood=likelihood,
        impact=impact,
        treatment=treatment.strip(),
        principles=sorted(set(principles)),
        society=society.strip(),
        dissent=dissent.strip(),
        follows=follows,
        source_label=source[0],
        source_id=source[1],
        at=at,
    )
    record(by=by, at=at, verb="register.entered", subject=("register_entry", entry.id),
           data={"number": entry.number, "kind": kind, "step": step, "group": str(group.id) if group else None,
                 "follows": str(follows.id) if follows else None, "seal": register_seal(entry)})  # fmt: skip
    return entry
