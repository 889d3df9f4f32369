"""Setting a module going: intake, call-out and checklist in one step, decided by a person; and standing it down.

Nothing here is ever done by a job: `person` refuses whoever is not a signed-in user.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from uuid_utils.compat import uuid7

from rallyround.core.lifecycle import ACTIVATION
from rallyround.groups.models import PriorityGroup
from rallyround.incidents import actions as incidents
from rallyround.incidents.models import Incident
from rallyround.ledger.actions import record
from rallyround.ledger.actors import Actor
from rallyround.people import actions as people
from rallyround.people.actions.partnership import PartnershipSettings
from rallyround.people.models import Partnership, User
from rallyround.people.roles import ROLES, Permission
from rallyround.response.actions._steps import locked_activation, next_activation_state, person, standing
from rallyround.response.models import Activation, ChecklistItem, Module
from rallyround.response.protocol import protocol
from rallyround.response.queries.activations import may_activate, open_tasks
from rallyround.response.words import CALL_OUT_REASON, OTHER_TRIGGER
from rallyround.ui.errors import NotAllowed, Refused, WrongState

NAMED = 5  # needs with open tasks that a refusal names


@dataclass(frozen=True)
class NewIncident:
    """An incident that begins with the activation: a piece of work in quiet times too."""

    name: str
    hazard: str
    phase: str


@transaction.atomic
def activate(
    *,
    by: Actor,
    at: datetime,
    module: Module,
    incident: Incident | NewIncident,
    groups: Iterable[PriorityGroup],
    trigger: str,
    reason: str,
    id: UUID | None = None,
) -> Activation:
    """A person who may decides: the intake is open, the call-out goes down the list and the checklist runs.

    No group named means everybody. The same `id` twice is done once.
    """
    sent_before = Activation.objects.filter(id=id).first() if id else None
    if sent_before:
        return sent_before
    user = person(by)
    held = Module.objects.select_for_update(of=("self",)).get(pk=module.pk)
    _allowed(user, held)
    known = protocol(held.content)
    if held.state != "ready":
        raise WrongState(_("Only an approved module can be activated: approve this version first."))
    if trigger not in {each.key for each in known.triggers} | {OTHER_TRIGGER}:
        raise Refused(_("Choose what made you decide, one of the module's triggers or something else."))
    if not reason.strip():
        raise Refused(_("Say why you activate it: the reason is kept with the decision."))
    where = _incident(by, at, incident)
    if Activation.objects.filter(module__key=held.key, incident=where, state__in=ACTIVATION.active).exists():
        raise WrongState(_("This module is already active in %(incident)s.") % {"incident": where.name})
    activation_id = id or uuid7()
    about = ("activation", activation_id)
    chosen = standing(groups)
    activation = Activation.objects.create(
        id=activation_id, module=held, incident=where, activated_by=user, activated_at=at, trigger=trigger,
        reason=people.write_note(by=by, at=at, about=about, text=reason, kind="activation_reason"),
    )  # fmt: skip
    activation.groups.set(chosen)
    ChecklistItem.objects.bulk_create(
        ChecklistItem(
            activation=activation, number=number, stage=step.stage, what=step.what, role=step.role,
            due_at=at + timedelta(minutes=step.minutes) if step.stage != "stand_down" else None,
        )
        for number, step in enumerate(known.checklist, 1)
    )  # fmt: skip
    incidents.raise_call_out(by=by, at=at, reason=CALL_OUT_REASON, subject=about)
    what = _("Activate %(module)s.") % {"module": held.name}
    incidents.log_entry(by=by, at=at, incident=where, kind="decision", what=what, why=reason, owner=user)
    if known.effect == "raises_help":
        _take_offers(by, at, wanted=True)
    record(by=by, at=at, verb="activation.begun", subject=about,
           data={"module": str(held.id), "key": held.key, "version": held.version, "incident": str(where.id),
                 "groups": sorted(str(group.id) for group in chosen), "trigger": trigger})  # fmt: skip
    return activation


@transaction.atomic
def decide_against(*, by: Actor, at: datetime, module: Module, incident: Incident, reason: str) -> Module:
    """A person who may activate decides not to, for now; the decision is logged with its reason."""
    user = person(by)
    _allowed(user, module)
    if not reason.strip():
        raise Refused(_("Say why it is not activated: the reason is kept with the decision."))
    what = _("Do not activate %(module)s for now.") % {"module": module.name}
    entry = incidents.log_entry(
        by=by, at=at, incident=incident, kind="decision", what=what, why=reason, owner=user
    )
    record(by=by, at=at, verb="module.not_activated", subject=("module", module.id),
           data={"key": module.key, "incident": str(incident.id), "log_entry": str(entry.id)})  # fmt: skip
    return module


@transaction.atomic
def tick_item(*, by: Actor, at: datetime, item: ChecklistItem) -> ChecklistItem:
    """Somebody says that a line of the checklist is done. Said twice it stays as it was first said."""
    user = person(by)
    activation = locked_activation(item.activation_id)
    if activation.state not in ACTIVATION.active:
        raise WrongState(_("This activation is stood down: its checklist is closed."))
    held = ChecklistItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    if held.stage == "stand_down" and activation.state != "standing_down":
        raise WrongState(_("This line belongs to standing down: begin that first."))
    if held.done_at is None:
        held.done_at, held.done_by = at, user
        held.save(update_fields=["done_at", "done_by"])
        _ticked(by, at, held, "done")
    return held


@transaction.atomic
def untick_item(*, by: Actor, at: datetime, item: ChecklistItem) -> ChecklistItem:
    """A line was ticked by mistake."""
    person(by)
    activation = locked_activation(item.activation_id)
    if activation.state not in ACTIVATION.active:
        raise WrongState(_("This activation is stood down: its checklist is closed."))
    held = ChecklistItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    if held.done_at is not None:
        held.done_at = held.done_by = None
        held.save(update_fields=["done_at", "done_by"])
        _ticked(by, at, held, "undone")
    return held


@transaction.atomic
def begin_stand_down(*, by: Actor, at: datetime, activation: Activation) -> Activation:
    """No new requests for it; what is going on is brought to an end, by the last part of the checklist."""
    held = _step(by, at, activation, "begin_stand_down", "standing_down", intake_open=False)
    minutes = {number: step.minutes for number, step in enumerate(protocol(held.module.content).checklist, 1)}
    for item in held.checklist.select_for_update().filter(stage="stand_down"):
        item.due_at = at + timedelta(minutes=minutes[item.number])
        item.save(update_fields=["due_at"])
    if protocol(held.module.content).effect == "raises_help" and not _others_raise_help(held):
        _take_offers(by, at, wanted=False)
    return held


@transaction.atomic
def resume(*, by: Actor, at: datetime, activation: Activation) -> Activation:
    """It goes on after all."""
    held = _step(by, at, activation, "resume", "resumed", intake_open=True)
    held.checklist.filter(stage="stand_down", done_at__isnull=True).update(due_at=None)
    if protocol(held.module.content).effect == "raises_help":
        _take_offers(by, at, wanted=True)
    return held


@transaction.atomic
def stand_down(
    *, by: Actor, at: datetime, activation: Activation, note: str, tasks_go_on: bool = False
) -> Activation:
    """It is over. Tasks that are still open are named, and a person must say that they go on without it."""
    user = person(by)
    held = locked_activation(activation.id)
    _allowed(user, held.module)
    state = next_activation_state(held, "stand_down")
    if not note.strip():
        raise Refused(_("Say how things stand: the note is kept with the activation."))
    left = list(open_tasks(held).values_list("need__code", flat=True).distinct().order_by("need__code"))
    if left and not tasks_go_on:
        named = ", ".join(left[:NAMED]) + (_(" and more") if len(left) > NAMED else "")
        raise Refused(
            _("Tasks are still open for %(codes)s. Finish them, or say that they go on without this module.")
            % {"codes": named}
        )
    held.state, held.stood_down_by, held.stood_down_at = state, user, at
    held.stand_down_note = people.write_note(
        by=by, at=at, about=("activation", held.id), text=note, kind="stand_down"
    )
    held.save()
    record(by=by, at=at, verb="activation.stood_down", subject=("activation", held.id),
           data={"key": held.module.key, "open_tasks_of": len(left)})  # fmt: skip
    return held


def _step(
    by: Actor, at: datetime, activation: Activation, verb: str, past: str, *, intake_open: bool
) -> Activation:
    held = locked_activation(activation.id)
    _allowed(person(by), held.module)
    held.state = next_activation_state(held, verb)
    held.intake_open = intake_open
    held.save(update_fields=["state", "intake_open"])
    record(by=by, at=at, verb=f"activation.{past}", subject=("activation", held.id),
           data={"key": held.module.key})  # fmt: skip
    return held


def _ticked(by: Actor, at: datetime, item: ChecklistItem, how: str) -> None:
    record(by=by, at=at, verb=f"activation.item_{how}", subject=("activation", item.activation_id),
           data={"number": item.number, "stage": item.stage})  # fmt: skip


def _allowed(user: User, module: Module) -> None:
    if may_activate(user, module):
        return
    if not user.may(Permission.ACTIVATE):
        raise NotAllowed(_("Your role does not include activating a module."))
    names = ", ".join(str(ROLES[key].label) for key in module.activating_roles)
    raise NotAllowed(_("%(module)s is activated by: %(roles)s.") % {"module": module.name, "roles": names})


def _incident(by: Actor, at: datetime, incident: Incident | NewIncident) -> Incident:
    if isinstance(incident, NewIncident):
        return incidents.begin_incident(by=by, at=at, exercise=bool(settings.EXERCISE), **asdict(incident))
    held = Incident.objects.select_for_update().get(pk=incident.pk)
    if held.ended_at is not None:
        raise WrongState(_("%(incident)s has ended: begin another.") % {"incident": held.name})
    return held


def _take_offers(by: Actor, at: datetime, *, wanted: bool) -> None:
    """The public page says whether helpers are needed just now, and new offers are taken on or kept for later."""
    partnership = Partnership.objects.first()
    if partnership is None or partnership.volunteers_needed == wanted:
        return
    now = PartnershipSettings(
        **{name: getattr(partnership, name) for name in PartnershipSettings.__dataclass_fields__}
    )
    people.change_partnership(by=by, at=at, settings=replace(now, volunteers_needed=wanted))


def _others_raise_help(activation: Activation) -> bool:
    others = Activation.objects.filter(state="active").exclude(pk=activation.pk).select_related("module")
    return any(protocol(other.module.content).effect == "raises_help" for other in others)
