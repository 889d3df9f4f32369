"""Modules: taken from the library, made one's own, approved with lead, liability and safe ways of working, retired."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from uuid_utils.compat import uuid7

from rallyround.core.lifecycle import ACTIVATION, MODULE
from rallyround.groups.models import PriorityGroup
from rallyround.ledger.actions import record
from rallyround.ledger.actors import Actor
from rallyround.people.models import Organisation, User
from rallyround.people.roles import Permission
from rallyround.register import kinds
from rallyround.response.actions._steps import locked_module, next_module_state, person, standing
from rallyround.response.models import Module
from rallyround.response.protocol import BrokenProtocol, checked, library
from rallyround.tasking import rules
from rallyround.tasking.models import RiskAssessment
from rallyround.ui.errors import NotAllowed, Refused, WrongState


@transaction.atomic
def adopt_module(
    *,
    by: Actor,
    at: datetime,
    key: str,
    lead: Organisation,
    liability_holder: Organisation | None = None,
    groups: Iterable[PriorityGroup] = (),
    id: UUID | None = None,
) -> Module:
    """Take a module from the library as a draft of one's own. The same `id` twice is done once."""
    sent_before = Module.objects.filter(id=id).first() if id else None
    if sent_before:
        return sent_before
    found = library().get(key)
    if found is None:
        raise Refused(_("There is no module called %(key)s in the library.") % {"key": key})
    versions = Module.objects.select_for_update().filter(key=key).order_by("-version")
    if any(module.state != "retired" for module in versions):
        raise Refused(_("This module was taken from the library before: change it instead."))
    _active(lead, _("Whoever leads a module must be an active partner."))
    module = Module(
        id=id or uuid7(),
        key=key,
        version=versions[0].version + 1 if versions else 1,
        lead=lead,
        liability_holder=liability_holder,
        adopted_by=person(by),
        adopted_at=at,
    )
    _say(module, found)
    module.save(force_insert=True)
    module.groups.set(standing(groups))
    record(by=by, at=at, verb="module.adopted", subject=("module", module.id), data=_facts(module))
    return module


@transaction.atomic
def change_module(
    *,
    by: Actor,
    at: datetime,
    module: Module,
    content: Mapping[str, Any] | None = None,
    lead: Organisation | None = None,
    liability_holder: Organisation | None = None,
    id: UUID | None = None,
) -> Module:
    """Change a draft; of an approved module this makes its next version as a draft. The approved one stays ready.

    What is not named stays as it was. The same `id` for a new version twice is done once.
    """
    sent_before = Module.objects.filter(id=id).first() if id else None
    if sent_before:
        return sent_before
    held = locked_module(module.id)
    if content is not None and content.get("key") != held.key:
        raise Refused(_("A module keeps its key: take another from the library instead."))
    groups = None
    if held.state != MODULE.initial:
        state = next_module_state(held, "change")
        if Module.objects.filter(key=held.key, state=state).exists():
            raise WrongState(_("A next version is being drafted already: change that one."))
        groups = list(held.groups.all())
        held = Module(
            id=id or uuid7(), key=held.key, version=_last_version(held.key) + 1, state=state, lead=held.lead,
            liability_holder=held.liability_holder, content=held.content, adopted_by=person(by), adopted_at=at,
        )  # fmt: skip
    _say(held, content if content is not None else held.content)
    if lead is not None:
        _active(lead, _("Whoever leads a module must be an active partner."))
        held.lead = lead
    if liability_holder is not None:
        held.liability_holder = liability_holder
    held.save()
    if groups is not None:
        held.groups.set(groups)
    record(by=by, at=at, verb="module.changed", subject=("module", held.id), data=_facts(held))
    return held


@transaction.atomic
def approve_module(*, by: Actor, at: datetime, module: Module, approved_by: User) -> Module:
    """A named person approves it: it may be activated from now on, and the version before it no longer."""
    held = locked_module(module.id)
    state = next_module_state(held, "approve")
    if not approved_by.may(Permission.APPROVE_PROGRAMME):
        raise NotAllowed(_("Your role does not include approving modules."))
    _say(held, held.content)  # nothing is approved without its measure and its evaluation
    _active(held.lead, _("Whoever leads a module must be an active partner."))
    _insured(held.liability_holder, at)
    _safe(held, at)
    before = Module.objects.select_for_update().filter(key=held.key, state="ready").first()
    if before is not None:
        before.state = next_module_state(before, "retire")
        before.save(update_fields=["state"])
        record(by=by, at=at, verb="module.replaced", subject=("module", before.id), data={"by": str(held.id)})
    held.state, held.approved_by, held.approved_at = state, approved_by, at
    held.save()
    record(by=by, at=at, verb="module.approved", subject=("module", held.id), data=_facts(held))
    return held


@transaction.atomic
def retire_module(*, by: Actor, at: datetime, module: Module) -> Module:
    """It is no longer kept ready. What was done with it stays."""
    held = locked_module(module.id)
    state = next_module_state(held, "retire")
    if held.activations.filter(state__in=ACTIVATION.active).exists():
        raise WrongState(_("This module is active now: stand it down first."))
    held.state = state
    held.save(update_fields=["state"])
    record(by=by, at=at, verb="module.retired", subject=("module", held.id), data={"key": held.key})
    return held


@transaction.atomic
def link_groups(*, by: Actor, at: datetime, module: Module, groups: Iterable[PriorityGroup]) -> Module:
    """Say for which priority groups this module is kept."""
    held = locked_module(module.id)
    if held.state == "retired":
        raise WrongState(_("A retired module is kept for nobody."))
    held.groups.set(standing(groups))
    record(by=by, at=at, verb="module.groups_linked", subject=("module", held.id),
           data={"groups": sorted(str(group.id) for group in held.groups.all())})  # fmt: skip
    return held


def _say(module: Module, content: Mapping[str, Any]) -> None:
    """Put the checked protocol, and what the table shows of it, on the module."""
    try:
        kept = checked(content, _("The module"))
    except BrokenProtocol as error:
        raise Refused(str(error)) from error
    module.content = kept
    module.name, module.phase, module.activating_roles = kept["name"], kept["phase"], kept["activating_roles"]


def _active(organisation: Organisation, sentence: str) -> None:
    if not organisation.active:
        raise Refused(sentence)


def _insured(holder: Organisation | None, at: datetime) -> None:
    if holder is None:
        raise Refused(_("Name who holds the liability: without that nobody may be sent."))
    _active(holder, _("Whoever holds the liability must be an active partner."))
    if holder.insured_until is not None and holder.insured_until < at.date():
        raise Refused(
            _("The insurance of %(name)s has ended: it cannot hold the liability.") % {"name": holder.name}
        )


def _safe(module: Module, at: datetime) -> None:
    """Each kind of task that it gives has a risk assessment in force."""
    current = RiskAssessment.objects.filter(current=True).select_related("liability_holder")
    in_force = {assessment.kind: assessment for assessment in current}
    for kind in module.content["risk_assessments"]:
        if rules.assessment_obstacle(in_force, kind, at.date()):
            raise Refused(
                _("Approve a risk assessment for “%(kind)s” first: none is in force for it.")
                % {"kind": kinds.label(kind)}
            )


def _last_version(key: str) -> int:
    versions = Module.objects.filter(key=key).order_by("-version").values_list("version", flat=True)
    return versions[0]


def _facts(module: Module) -> dict[str, Any]:
    holder = module.liability_holder_id
    return {"key": module.key, "version": module.version, "state": module.state, "lead": str(module.lead_id),
            "liability_holder": str(holder) if holder else None, "activating_roles": module.activating_roles}  # fmt: skip
