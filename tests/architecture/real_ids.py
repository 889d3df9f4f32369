"""Which real thing of the world stands for each parameter of an address, so that pages are opened, not guessed at."""

from collections.abc import Callable
from typing import Any

from rallyround.incidents.links import answer_path
from rallyround.people.links import set_password_token
from rallyround.register.links import state_token
from tests.architecture.addresses import Address
from tests.architecture.world import Side, World

# The route before a parameter: what stands there and lies in a district.
IN_A_DISTRICT: dict[str, Callable[[Side], Any]] = {
    "help/received/": lambda side: side.unseen.id,
    "offer/received/": lambda side: side.idle.id,
    "state/": lambda side: state_token(side.unseen.id),
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
    "duty/": lambda world: world.shift.id,
    "duty/call-outs/": lambda world: world.call_out.id,
    "duty/jobs/": lambda world: 1,
    "log/": lambda world: world.decision.id,
    "answer/": lambda world: answer_path(world.alert.id).rstrip("/").rpartition("/")[2],
    "messages/": lambda world: world.message.id,
}


def kwargs(address: Address, world: World, side: Side | None = None) -> dict[str, Any]:
    """The parameters of an address; one that nobody said anything about is an error with the remedy."""
    found = {}
    for name, before in address.parameters.items():
        if before in IN_A_DISTRICT:
            found[name] = IN_A_DISTRICT[before](side or world.a)
        elif before in ELSEWHERE:
            found[name] = ELSEWHERE[before](world)
        else:
            raise LookupError(
                f"{address.route}: say in tests/architecture/real_ids.py what follows {before!r}"
            )
    return found
