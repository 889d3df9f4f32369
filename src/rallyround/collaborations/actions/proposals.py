"""Work with an organisation is proposed in parts: which group, which objective, which phase."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from uuid_utils.compat import uuid7

from rallyround.collaborations.actions._steps import locked, move
from rallyround.collaborations.models import Collaboration, Part
from rallyround.core.lifecycle import COLLABORATION
from rallyround.groups.models import PriorityGroup
from rallyround.groups.vocabulary import Objective
from rallyround.incidents.models import Phase
from rallyround.ledger.actions import record
from rallyround.ledger.actors import Actor
from rallyround.people.models import Organisation, User
from rallyround.ui.errors import Refused, WrongState

CLOSED = frozenset({"stopped", "ended"})


@dataclass(frozen=True)
class PartOf:
    """One group, one objective, one phase."""

    group: PriorityGroup
    objective: str
    phase: str


@transaction.atomic
def propose(
    *,
    by: Actor,
    at: datetime,
    owner: User,
    organisation: Organisation,
    name: str,
    parts: Sequence[PartOf],
    needs_local_knowledge: bool = True,
    again_because: str = "",
    id: UUID | None = None,
) -> Collaboration:
    """Propose work with an organisation. What was stopped is proposed again only with a reason."""
    sent_before = Collaboration.objects.filter(id=id).first() if id else None
    if sent_before:
        return sent_before
    if not organisation.active:
        raise Refused(_("This organisation is not active. Choose another."))
    if not parts:
        raise Refused(_("Choose at least one group, objective and phase that the work is for."))
    held = Collaboration.objects.create(
        id=id or uuid7(), name=name, organisation=organisation, owner=owner,
        needs_local_knowledge=needs_local_knowledge, began_at=at, state_since=at,
    )  # fmt: skip
    for part in dict.fromkeys(parts):
        _make_part(held, part, again_because)
    record(by=by, at=at, verb="collaboration.proposed", subject=("collaboration", held.id),
           data={"organisation": str(organisation.id), "parts": [_said(part) for part in parts],
                 "again": bool(again_because.strip())})  # fmt: skip
    return held


@transaction.atomic
def add_parts(
    *,
    by: Actor,
    at: datetime,
    collaboration: Collaboration,
    parts: Sequence[PartOf],
    again_because: str = "",
) -> list[Part]:
    """Widen the work by a group, an objective or a phase; what was agreed for the whole is shared by all parts."""
    held = locked(collaboration)
    if held.state in CLOSED:
        raise WrongState(_("This collaboration has been stopped or ended and is given nothing new."))
    made = [_make_part(held, part, again_because) for part in dict.fromkeys(parts)]
    record(by=by, at=at, verb="collaboration.widened", subject=("collaboration", held.id),
           data={"parts": [_said(part) for part in parts], "again": bool(again_because.strip())})  # fmt: skip
    return made


@transaction.atomic
def drop_proposal(*, by: Actor, at: datetime, collaboration: Collaboration) -> Collaboration:
    """Nothing came of a proposal; this needs no verdict, for nothing was agreed."""
    held = locked(collaboration)
    if held.state != COLLABORATION.initial:
        raise WrongState(_("Terms were agreed: decide on it by a verdict instead."))
    move(held, "stop", at)
    record(by=by, at=at, verb="collaboration.dropped", subject=("collaboration", held.id))
    return held


@transaction.atomic
def end_collaboration(*, by: Actor, at: datetime, collaboration: Collaboration) -> Collaboration:
    """The work is done as planned."""
    held = locked(collaboration)
    move(held, "end", at)
    record(by=by, at=at, verb="collaboration.ended", subject=("collaboration", held.id))
    return held


def _make_part(held: Collaboration, part: PartOf, again_because: str) -> Part:
    if part.objective not in Objective.values or part.phase not in Phase.values:
        raise Refused(_("Choose the objective and the phase from the lists."))
    if part.group.ended_at is not None:
        raise WrongState(_("%(group)s was ended. Choose another group.") % {"group": part.group.name})
    same = Part.objects.filter(group=part.group, objective=part.objective, phase=part.phase)
    if same.filter(collaboration=held).exists():
        raise Refused(_("This is part of the collaboration already."))
    stopped = same.filter(
        collaboration__organisation=held.organisation,
        collaboration__state="stopped",
        collaboration__verdicts__isnull=False,
    )
    if stopped.exists() and not again_because.strip():
        raise Refused(
            _("%(organisation)s was stopped in this very work with %(group)s. Say what is different now.")
            % {"organisation": held.organisation.name, "group": part.group.name}
        )
    return Part.objects.create(
        collaboration=held, group=part.group, objective=part.objective, phase=part.phase
    )


def _said(part: PartOf) -> dict[str, str]:
    return {"group": str(part.group.id), "objective": part.objective, "phase": part.phase}
