"""What collaborations add to the pages of the apps below."""

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from rallyround.collaborations import queries
from rallyround.groups.models import PriorityGroup


def group_links(group: PriorityGroup) -> list[tuple[str | Promise, str]]:
    """On a group's page: who might work with it, who does, and where there is a gap."""
    here = {"number": queries.working_with(group).count()}
    return [
        (_("Who might work with them"), reverse("candidates", args=[group.id])),
        (
            _("Collaborations in force: %(number)s") % here,
            f"{reverse('collaborations')}?group={group.id}&in_force=yes",
        ),
        (_("Coverage and gaps"), f"{reverse('coverage')}?group={group.id}"),
    ]
