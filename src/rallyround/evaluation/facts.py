"""Step 8 for one group: how ready, what is red, what was learnt and what asks for a look."""

from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from rallyround.evaluation import about, queries
from rallyround.evaluation.models import Debrief, Evidence
from rallyround.groups.models import PriorityGroup
from rallyround.response import queries as response
from rallyround.response.models import Activation
from rallyround.ui.facts import Fact


def facts(group: PriorityGroup, today: date) -> list[Fact]:
    """What the record says of step 8 for a group on a day."""
    return [*_readiness(group, today), *_scores(group, today), *_learning(group, today)]


def _list(name: str, group: PriorityGroup, **asked: str) -> str:
    parts = [f"group={group.id}", *(f"{key}={value}" for key, value in asked.items())]
    return f"{reverse(name)}?{'&'.join(parts)}"


def _readiness(group: PriorityGroup, today: date) -> list[Fact]:
    modules = response.modules_of(group)
    read = [queries.readiness_of(module, today) for module in modules]
    values = [each.value for each in read if each.value is not None]
    ready = sum(each.is_ready for each in read)
    recorded = about.of_group(Evidence.objects.filter(withdrawn_at__isnull=True), str(group.id)).count()
    weakest = min(read, key=lambda each: (each.value is not None, each.value or 0), default=None)
    return [
        Fact(
            key="modules_ready",
            label=_("Modules that are ready"),
            value=ready if modules else None,
            of=len(modules) or None,
            url=_list("readiness", group),
            source=_("Readiness from evidence, today"),
            done=ready == len(modules) if modules else None,
            next_=_("Look at what is missing") if weakest else _("Choose a module for the group first"),
            next_url=reverse("module_readiness", args=[weakest.module.id]) if weakest else "",
        ),
        Fact(
            key="readiness",
            label=_("The least ready module"),
            value=min(values) if values and len(values) == len(read) else None,
            unit="%",
            url=_list("readiness", group),
            source=_("Readiness from evidence, today"),
        ),
        Fact(
            key="evidence",
            label=_("Pieces of evidence recorded"),
            value=recorded,
            url=_list("evidence", group),
            source=_("Evidence that was not withdrawn"),
            done=recorded > 0,
            next_=_("Record evidence"),
            next_url=reverse("evidence_add"),
        ),
    ]


def _scores(group: PriorityGroup, today: date) -> list[Fact]:
    card = queries.scorecard(today, group)
    return [
        Fact(
            key="steps_assessed",
            label=_("Steps assessed"),
            value=card.whole.answered,
            of=8,
            url=_list("scorecard", group),
            source=_("The scorecard of the eight steps"),
            done=card.whole.answered == card.whole.items,
            next_=_("Score the steps"),
            next_url=_list("scorecard", group, zone="not_assessed"),
        ),
        Fact(
            key="steps_red",
            label=_("Steps in red"),
            value=len(card.red) if card.whole.answered else None,
            of=card.whole.answered or None,
            url=_list("scorecard", group, zone="red"),
            source=_("The scorecard of the eight steps"),
        ),
    ]


def _learning(group: PriorityGroup, today: date) -> list[Fact]:
    of_group = str(group.id)
    found = about.of_group(queries.open_lessons(), of_group).count()
    late = about.of_group(queries.overdue_lessons(today), of_group).count()
    asking = about.triggers_of(queries.open_triggers(), of_group).count()
    debriefs = about.of_group(Debrief.objects.all(), of_group)
    over = Activation.objects.filter(
        groups=group, stood_down_at__isnull=False, incident__exercise=bool(settings.EXERCISE)
    )
    reviewed = set(debriefs.filter(subject_label="activation").values_list("subject_id", flat=True))
    missing = [activation for activation in over if activation.id not in reviewed]
    return [
        Fact(
            key="debriefs",
            label=_("Debriefs"),
            value=debriefs.count(),
            url=_list("debriefs", group),
            source=_("Debriefs about the group, its modules, activations and collaborations"),
            done=None if not over else not missing,
            next_=_("Write down the debrief"),
            next_url=f"{reverse('debrief_add')}?about=activation:{missing[0].id}"
            if missing
            else reverse("debrief_add"),
        ),
        Fact(
            key="lessons_open",
            label=_("Lessons still open"),
            value=found,
            url=_list("lessons", group, state="open"),
            source=_("Lessons"),
        ),
        Fact(
            key="lessons_overdue",
            label=_("Changes overdue"),
            value=late,
            url=_list("lessons", group, state="overdue"),
            source=_("Lessons"),
            done=late == 0 if found or late else None,
            next_=_("Make the change, or agree another day"),
            next_url=_list("lessons", group, state="overdue"),
        ),
        Fact(
            key="triggers",
            label=_("Asks for a look"),
            value=asking,
            url=_list("triggers", group, state="open"),
            source=_("What the record asks for, each morning"),
            done=asking == 0,
            next_=_("Answer what asks for a look"),
            next_url=_list("triggers", group, state="open"),
        ),
    ]
