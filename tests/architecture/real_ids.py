"""Which real thing of the world stands for each parameter of an address, so that pages are opened, not guessed at."""

from collections.abc import Callable
from typing import Any

from rallyround.incidents.links import answer_path
from rallyround.people.links import set_password_token
from rallyround.register.links import state_token
from rallyround.tasking.links import feedback_token, task_token
from tests.architecture.addresses import Address
from tests.architecture.planning import ROUTES
from tests.architecture.world import Side, World

# The route before a parameter: what stands there and lies in a district.
IN_A_DISTRICT: dict[str, Callable[[Side], Any]] = {
    "help/received/": lambda side: side.unseen.id,
    "offer/received/": lambda side: side.idle.id,
    "state/": lambda side: state_token(side.unseen.id),
    "needs/": lambda side: side.open.id,
    "needs/<uuid:id>/merge/": lambda side: side.unseen.id,
    "needs/<uuid:id>/differs/": lambda side: side.unseen.id,
    "requests/taken/": lambda side: side.unseen.id,
    "handovers/": lambda side: side.handed.id,
    "offers/taken/": lambda side: side.idle.id,
    "offers/": lambda side: side.offer.id,
    "offers/<uuid:id>/volunteer/checks/": lambda side: side.check.id,
    "proposals/": lambda side: side.proposal.id if side.proposal else None,
    "tasks/": lambda side: side.offered.id,
    "t/": lambda side: task_token(side.offered.id),
    "f/": lambda side: feedback_token(side.helped.id),
    "helpers/": lambda side: side.idle.id,
}
# The same, of what belongs to the whole partnership.
ELSEWHERE: dict[str, Callable[[World], Any]] = {
    "users/": lambda world: world.local.id,
    "users/<uuid:id>/roles/": lambda world: world.local.memberships.get().id,
    "set-password/": lambda world: set_password_token(world.local),
    "directory/": lambda world: world.organisation.id,
    "directory/contacts/": lambda world: world.contact.id,
    "call-out-list/": lambda world: world.contact.id,
    "going-live/checks/": lambda world: "staffed_hours",
    "incidents/": lambda world: world.incident.id,
    "situation-reports/": lambda world: world.report.id,
    "duty/": lambda world: world.shift.id,
    "duty/call-outs/": lambda world: world.call_out.id,
    "duty/jobs/": lambda world: 1,
    "log/": lambda world: world.decision.id,
    "answer/": lambda world: answer_path(world.alert.id).rstrip("/").rpartition("/")[2],
    "messages/": lambda world: world.message.id,
    "tasks/<uuid:id>/": lambda world: "cancel",
    "closures/": lambda world: world.area.id,
    "places/": lambda world: world.a.home.area.code,
    "imports/": lambda world: world.imported.id,
    "imports/columns/": lambda world: world.upload,
    "exports/": lambda world: world.export.id,
    "exports/large/": lambda world: "tasks",
}


KNOWN = IN_A_DISTRICT.keys() | ELSEWHERE.keys() | ROUTES


def kwargs(address: Address, world: World, side: Side | None = None) -> dict[str, Any]:
    """The parameters of an address, of the first side unless another is named."""
    return {name: _stands(before, world, side or world.a) for name, before in address.parameters.items()}


def _stands(before: str, world: World, side: Side) -> Any:
    if before in IN_A_DISTRICT:
        return IN_A_DISTRICT[before](side)
    return ELSEWHERE[before](world) if before in ELSEWHERE else world.planning[before]
