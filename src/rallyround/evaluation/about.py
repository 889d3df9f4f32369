"""What evidence, debriefs and lessons may be about, in words, and the rows that are about one group."""

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from rallyround.collaborations.models import Collaboration, Terms
from rallyround.evaluation.models import Debrief, Evidence, Theme, Trigger
from rallyround.evaluation.steps import STEPS, step_name
from rallyround.groups.models import PriorityGroup
from rallyround.response import queries as response
from rallyround.response.models import Activation, Module

Subject = tuple[str, UUID | None]
Rows = QuerySet[Any, Any]
SHOWN_ACTIVATIONS = 50


def choices(*labels: str) -> list[tuple[str, str]]:
    """Everything of these kinds to choose from: "module:<id>" and its name."""
    found: list[tuple[str, str]] = []
    if "module" in labels:
        found += [
            (f"module:{m.id}", _("Module: %(name)s") % {"name": m.name}) for m in response.current_modules()
        ]
    if "activation" in labels:
        recent = Activation.objects.select_related("module", "incident").order_by("-activated_at")
        found += [(f"activation:{a.id}", _activation(a)) for a in recent[:SHOWN_ACTIVATIONS]]
    if "group" in labels:
        groups = PriorityGroup.objects.filter(ended_at__isnull=True).order_by("name")
        found += [(f"group:{g.id}", _("Group: %(name)s") % {"name": g.name}) for g in groups]
    if "collaboration" in labels:
        rows = Collaboration.objects.order_by("name").values_list("id", "name")
        found += [(f"collaboration:{id}", _("Collaboration: %(name)s") % {"name": name}) for id, name in rows]
    if "step" in labels:
        found += [(f"step:{number}", _("Step %(name)s") % {"name": step_name(number)}) for number in STEPS]
    return found


def _activation(activation: Activation) -> str:
    return _("Activation: %(module)s in %(incident)s") % {
        "module": activation.module.name, "incident": activation.incident.name
    }  # fmt: skip


def subject(chosen: str) -> Subject:
    """What was chosen. A step is no row: it has a number, which is kept as an id that says so."""
    label, _colon, id = chosen.partition(":")
    if not id:
        return label, None
    return label, UUID(int=int(id)) if label == "step" else UUID(id)


def named(label: str, id: UUID | None) -> str:
    """What something is about, in words; nothing where it is about nothing."""
    if id is None:
        return ""
    if label == "step":
        return step_name(id.int) if id.int in STEPS else ""
    if label == "activation":
        activation = Activation.objects.select_related("module", "incident").filter(id=id).first()
        return _activation(activation) if activation else ""
    models: dict[str, Any] = {
        "module": Module, "group": PriorityGroup, "collaboration": Collaboration, "debrief": Debrief,
    }  # fmt: skip
    if label not in models:
        return ""
    return models[label].objects.filter(id=id).values_list("name", flat=True).first() or ""


def of_group(rows: Rows, group_id: str, label: str = "subject_label", id: str = "subject_id") -> Rows:
    """The rows that are about a group itself, its modules, their activations for it, or its collaborations."""
    group = PriorityGroup.objects.filter(id=group_id)
    modules = Module.objects.filter(groups__in=group)
    activations = Activation.objects.filter(groups__in=group)
    collaborations = Collaboration.objects.filter(parts__group__in=group)
    about = Q()
    for name, of in (
        ("group", group), ("module", modules), ("activation", activations), ("collaboration", collaborations),
    ):  # fmt: skip
        about |= Q(**{label: name, f"{id}__in": of.values("id")})
    return rows.filter(about)


def triggers_of(rows: Rows, group_id: str) -> Rows:
    """Triggers that name a group, and those that come from what is about it."""
    about_it = of_group(Trigger.objects.all(), group_id, "source_label", "source_id")
    terms = Terms.objects.filter(collaboration__parts__group=UUID(group_id)).values("id")
    return rows.filter(
        Q(group_id=group_id) | Q(id__in=about_it.values("id")) | Q(source_label="terms", source_id__in=terms)
    )


def group_choices() -> list[tuple[str, str]]:
    """Id and name of every group that is planned for."""
    rows = PriorityGroup.objects.filter(ended_at__isnull=True).order_by("name").values_list("id", "name")
    return [(str(id), name) for id, name in rows]


def themes_of(evidence: Evidence) -> list[str]:
    """What a piece of evidence speaks of, in words."""
    return [str(Theme(theme).label) for theme in evidence.themes]
