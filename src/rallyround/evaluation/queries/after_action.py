"""Everything that a report after an activation needs, from the record: what happened, the figures, what was learnt."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from rallyround.evaluation.models import Debrief, Lesson
from rallyround.evaluation.queries.impact import Impact, impact_of
from rallyround.evaluation.queries.lessons import debriefs, lessons
from rallyround.evaluation.queries.ready import ModuleReadiness, readiness_of
from rallyround.ledger.models import Event
from rallyround.register.models import Need
from rallyround.response import queries as response
from rallyround.response.models import Activation
from rallyround.response.queries.activations import Ticks
from rallyround.ui.cells import shown


@dataclass(frozen=True)
class Moment:
    """One thing that happened, in words without anybody's name but those of officers."""

    at: datetime
    what: str


@dataclass(frozen=True)
class AfterAction:
    """One activation for its report. `end` is None while it still runs: then all figures are of `at`.

    decided_by, reason   who activated it and why; stand_down_note how things were left
    groups               names of the groups that it was for; empty: everybody
    blanks               what a report should say and the record does not, in words
    """

    activation: Activation
    at: datetime
    module: str
    incident: str
    exercise: bool
    begin: datetime
    end: datetime | None
    decided_by: str
    trigger: str
    reason: str
    stand_down_note: str
    groups: tuple[str, ...]
    timeline: tuple[Moment, ...]
    checklist: Ticks
    not_done: tuple[str, ...]
    impact: Impact
    readiness: ModuleReadiness
    debriefs: tuple[Debrief, ...]
    lessons: tuple[Lesson, ...]
    sources: tuple[str, ...]
    blanks: tuple[str, ...]


def after_action(activation: Activation, at: datetime) -> AfterAction:
    """What the record says of one activation at this moment."""
    debriefed = tuple(
        debriefs().filter(subject_label="activation", subject_id=activation.id).order_by("on", "id")
    )
    impact = impact_of(activation, at)
    items = list(response.checklist(activation))
    return AfterAction(
        activation=activation,
        at=at,
        module=f"{activation.module.name}, {_('version')} {activation.module.version}",
        incident=activation.incident.name,
        exercise=activation.incident.exercise,
        begin=activation.activated_at,
        end=activation.stood_down_at,
        decided_by=activation.activated_by.name,
        trigger=_trigger(activation),
        reason=activation.reason.text,
        stand_down_note=activation.stand_down_note.text if activation.stand_down_note else "",
        groups=tuple(activation.groups.order_by("name").values_list("name", flat=True)),
        timeline=timeline(activation),
        checklist=response.ticks(activation),
        not_done=tuple(item.what for item in items if item.done_at is None),
        impact=impact,
        readiness=readiness_of(activation.module, timezone.localdate(at)),
        debriefs=debriefed,
        lessons=tuple(lessons_of(activation).order_by("number")),
        sources=(
            _("The record of this installation: ledger, register, tasks and checklist, read at %(at)s.")
            % {"at": shown(at)},
            *(f"{each.label}: {each.source}" for each in impact.thirds),
        ),
        blanks=_blanks(activation, debriefed, impact),
    )


def lessons_of(activation: Activation) -> QuerySet[Lesson]:
    """Lessons out of its debriefs, and those written down about it."""
    about = lessons().filter(subject_label="activation", subject_id=activation.id)
    return about | lessons().filter(debrief__subject_label="activation", debrief__subject_id=activation.id)


def timeline(activation: Activation) -> tuple[Moment, ...]:
    """What happened, in order: the decision, each line of the checklist, and the first of each thing that was done."""
    names = {item.number: item.what for item in response.checklist(activation)}
    moments = [
        Moment(event.at, _in_words(event, names))
        for event in Event.objects.filter(
            subject_label="activation", subject_id=activation.id, verb__startswith="activation."
        )
    ]
    call_out = response.call_out(activation)
    if call_out and call_out.answered_at:
        moments.append(Moment(call_out.answered_at, _("The call-out was answered")))
    moments += _firsts(activation)
    return tuple(sorted(moments, key=lambda moment: moment.at))


def _in_words(event: Event, items: dict[int, str]) -> str:
    if event.verb in ("activation.item_done", "activation.item_undone"):
        what = items.get(event.data.get("number", 0), "")
        done = event.verb == "activation.item_done"
        return (_("Done: %(what)s") if done else _("Not done after all: %(what)s")) % {"what": what}
    words = {
        "activation.begun": _("Activated"),
        "activation.standing_down": _("Standing down began"),
        "activation.resumed": _("Resumed"),
        "activation.stood_down": _("Stood down"),
    }
    return words.get(event.verb, event.verb.partition(".")[2].replace("_", " "))


def _firsts(activation: Activation) -> list[Moment]:
    needs = response.activation_needs(activation)
    first = needs.order_by("reported_at").values_list("reported_at", flat=True).first()
    found = [Moment(first, _("The first need was reported"))] if first else []
    tasks = response.tasks(activation)
    for field, words in (
        ("offered_at", _("The first task was given")),
        ("accepted_at", _("The first helper said yes")),
        ("delivered_at", _("The first help was given")),
    ):
        at = tasks.filter(**{f"{field}__isnull": False}).order_by(field).values_list(field, flat=True).first()
        if at:
            found.append(Moment(at, words))
    met = _met(needs)
    if met:
        found.append(
            Moment(met[-1], _("The last need so far was met, %(count)s in all") % {"count": len(met)})
        )
    return found


def _met(needs: QuerySet[Need]) -> list[datetime]:
    events = Event.objects.filter(
        subject_label="need",
        subject_id__in=needs.filter(state="met").values("id"),
        verb__in=("need.met", "need.resolved"),
    )
    return list(events.order_by("at").values_list("at", flat=True))


def _trigger(activation: Activation) -> str:
    triggers: dict[str, str] = {each["key"]: each["label"] for each in activation.module.content["triggers"]}
    return triggers.get(activation.trigger, _("Something else"))


def _blanks(activation: Activation, debriefed: tuple[Debrief, ...], impact: Impact) -> tuple[str, ...]:
    found = []
    if activation.stood_down_at is None:
        found.append(_("It is not stood down yet: every figure may still change."))
    if not debriefed:
        found.append(_("No debrief is recorded."))
    if not impact.needs:
        found.append(_("No need was reported for it, so nothing can be said of its effect."))
    if impact.heard.mean is None:
        found.append(_("Too few people who were helped said how it was."))
    if impact.not_sorted:
        found.append(
            _("%(count)s reports of that time are not sorted yet and may belong to it.")
            % {"count": impact.not_sorted}
        )
    return tuple(found)
