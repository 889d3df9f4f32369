"""What the actions of modules and activations share."""

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext as _

from rallyround.core.lifecycle import ACTIVATION, MODULE, IllegalStep
from rallyround.groups.models import PriorityGroup
from rallyround.ledger.actors import Actor
from rallyround.people.models import User
from rallyround.response.models import Activation, Module
from rallyround.ui.errors import NotAllowed, Refused, WrongState


def person(by: Actor) -> User:
    """The signed-in person who acts; a job or an unknown may not decide here."""
    found = User.objects.filter(id=by.id).first() if by.kind == "user" and by.id else None
    if found is None:
        raise NotAllowed(_("A named person decides this, never a program by itself."))
    return found


def locked_module(id: UUID) -> Module:
    """The module, held until the transaction ends."""
    return Module.objects.select_for_update(of=("self",)).get(pk=id)


def locked_activation(id: UUID) -> Activation:
    """The activation, held until the transaction ends."""
    return Activation.objects.select_for_update(of=("self",)).select_related("module", "incident").get(pk=id)


def next_module_state(module: Module, verb: str) -> str:
    """The state after `verb`, or a sentence."""
    try:
        return MODULE.after(module.state, verb)
    except IllegalStep as error:
        raise WrongState(
            _("This version of the module is in the state “%(state)s”: that cannot be done with it.")
            % {"state": MODULE.states[module.state]}
        ) from error


def next_activation_state(activation: Activation, verb: str) -> str:
    """The state after `verb`, or a sentence."""
    try:
        return ACTIVATION.after(activation.state, verb)
    except IllegalStep as error:
        raise WrongState(
            _("This activation is in the state “%(state)s”: that cannot be done with it.")
            % {"state": ACTIVATION.states[activation.state]}
        ) from error


def standing(groups: Iterable[PriorityGroup]) -> list[PriorityGroup]:
    """The groups, unless one of them has ended."""
    found = list(groups)
    ended = [group.name for group in found if group.ended_at is not None]
    if ended:
        raise Refused(_("%(group)s is no priority group any more: leave it out.") % {"group": ended[0]})
    return found
