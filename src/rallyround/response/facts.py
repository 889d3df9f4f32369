"""What response holds of a group, for step 7 of its journey; each figure leads to the rows that it counts."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from rallyround.groups.models import PriorityGroup
from rallyround.response import queries
from rallyround.response.queries.exercises import summaries_of
from rallyround.ui.facts import Fact

SOURCE = _("Modules and activations")


def facts(group: PriorityGroup, today: date) -> list[Fact]:
    """Modules kept for the group, planned needs that they cover, exercises, activations and advice that reached it."""
    only = f"?group={group.id}"
    ready = queries.modules().filter(groups=group, state="ready").count()
    planned = queries.matrix(group).planned
    covered = sum(not row.left_out for row in planned)
    exercised = summaries_of(queries.summaries(), str(group.id)).count()
    advised = queries.advice_items().filter(reach__group=group).distinct().count()
    return [
        Fact(
            key="response.modules_ready",
            label=_("Approved modules kept for the group"),
            value=ready,
            url=reverse("modules") + f"{only}&state=ready",
            source=SOURCE,
            done=ready > 0,
            next_=_("Keep an approved module for the group"),
            next_url=reverse("modules"),
        ),
        Fact(
            key="response.needs_covered",
            label=_("Kinds of planned need that an approved module takes"),
            value=covered if planned else None,
            of=len(planned) or None,
            url=reverse("module_needs") + only,
            source=SOURCE,
            done=covered == len(planned) if planned else None,
            next_=_("Find a module for the needs left out"),
            next_url=reverse("module_needs") + only,
        ),
        Fact(
            key="response.exercises",
            label=_("Exercises in which one of its modules was activated"),
            value=exercised,
            url=reverse("exercises") + only,
            source=_("Summaries of exercises"),
            done=exercised > 0,
            next_=_("Activate the module in an exercise"),
            next_url=reverse("exercises"),
        ),
        Fact(
            key="response.activations",
            label=_("Activations for the group"),
            value=queries.activations(group).count(),
            url=reverse("activations") + only,
            source=SOURCE,
        ),
        Fact(
            key="response.advice",
            label=_("Advice recorded as having reached the group"),
            value=advised,
            url=reverse("advice_items") + only,
            source=_("Reach of advice"),
            done=advised > 0,
            next_=_("Record whom the advice reached"),
            next_url=reverse("advice_items"),
        ),
    ]
