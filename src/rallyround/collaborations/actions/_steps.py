"""Taking a collaboration from one state to the next, by the table."""

from datetime import datetime

from django.utils.translation import gettext as _

from rallyround.collaborations.models import Collaboration
from rallyround.core.lifecycle import COLLABORATION
from rallyround.ui.errors import WrongState

OVER = frozenset({"stopped", "ended"})


def locked(collaboration: Collaboration) -> Collaboration:
    """The row, held until the end of the transaction."""
    found = Collaboration.objects.select_for_update(of=("self",)).select_related("organisation")
    return found.get(pk=collaboration.pk)


def move(held: Collaboration, verb: str, at: datetime) -> None:
    """Take a locked collaboration one step, or say why not."""
    if not COLLABORATION.allows(held.state, verb):
        raise WrongState(
            _("This cannot be done now: the collaboration is in the state “%(state)s”.")
            % {"state": held.get_state_display()}
        )
    held.state = COLLABORATION.after(held.state, verb)
    held.state_since = at
    held.ended_at = at if held.state in OVER else None
    held.save(update_fields=["state", "state_since", "ended_at"])
