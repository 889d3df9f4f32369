"""What in the record should make somebody look at a step again. Each source gives each cause once."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from rallyround.collaborations import queries as collaborations
from rallyround.collaborations.models import Terms
from rallyround.evaluation.defaults import OFF_BY, PILOT_FAILS, PILOT_WORKS, REVIEW_AFTER
from rallyround.evaluation.models import Debrief, TriggerKind
from rallyround.evaluation.queries.ready import readiness_of
from rallyround.evaluation.queries.scores import scorecard
from rallyround.evaluation.steps import step_name
from rallyround.groups.models import PriorityGroup
from rallyround.register import kinds
from rallyround.response import queries as response
from rallyround.response.models import Activation
from rallyround.tasking.models import RiskAssessment
from rallyround.ui.cells import shown

LONGEST = 300


@dataclass(frozen=True)
class Cause:
    """One reason to look again: which step, why, and the row that says so."""

    kind: TriggerKind
    step: int
    reason: str
    source: tuple[str, UUID]
    group_id: UUID | None = None


@dataclass(frozen=True)
class ReviewDue:
    """An activation that is over, and by when its effect is to be looked at."""

    activation: Activation
    due_on: date
    reviewed: bool
    overdue: bool


def causes(today: date) -> list[Cause]:
    """Everything that the record says on this day."""
    return [
        *_modules(today),
        *_deliveries(today),
        *_scores(today),
        *_reviews(today),
    ]


def reviews(today: date) -> list[ReviewDue]:
    """Every activation that is over, with the day by which its effect is to be looked at; the latest first."""
    over = Activation.objects.filter(
        stood_down_at__isnull=False, incident__exercise=bool(settings.EXERCISE)
    ).select_related("module", "incident")
    reviewed = set(Debrief.objects.filter(subject_label="activation").values_list("subject_id", flat=True))
    found = []
    for activation in over.order_by("-stood_down_at"):
        assert activation.stood_down_at is not None
        due_on = timezone.localdate(activation.stood_down_at) + timedelta(days=int(REVIEW_AFTER.value))
        done = activation.id in reviewed
        found.append(ReviewDue(activation, due_on, done, overdue=not done and due_on < today))
    return found


def _modules(today: date) -> Iterator[Cause]:
    """What pilots and exercises showed, and modules that became ready."""
    for module in response.current_modules():
        for result in response.exercise_results(module):
            if result.on <= today and result.checklist_total:
                yield from _pilot(
                    result.name, result.checklist_done / result.checklist_total, result.activation
                )
        over = Activation.objects.filter(
            module__key=module.key, stood_down_at__date__lte=today, incident__exercise=bool(settings.EXERCISE)
        )
        for activation in over.select_related("incident").prefetch_related("checklist"):
            lines = list(activation.checklist.all())
            if lines:
                share = sum(line.done_at is not None for line in lines) / len(lines)
                yield from _pilot(activation.incident.name, share, activation.id)
        ready = readiness_of(module, today)
        if ready.is_ready:
            words = _("%(name)s is ready: %(value)s%%, all critical factors there. Is it time to do more?")
            yield _cause(TriggerKind.REOPEN_AMBITION, 1, words % {"name": module.name, "value": ready.value},
                         ("module", module.id))  # fmt: skip
        elif module.state == "ready" and any(r.state == "stale" for r in ready.reading.capped_by):
            words = _("%(name)s may be activated, but evidence of a critical factor is too old.")
            yield _cause(TriggerKind.REOPEN_STEP, 7, words % {"name": module.name}, ("module", module.id))


def _pilot(name: str, share: float, source: UUID) -> Iterator[Cause]:
    said = {"name": name, "share": round(100 * share)}
    if share >= PILOT_WORKS.value:
        words = _(
            "%(name)s worked: %(share)s%% of the checklist was done. Look whether the ambition can grow."
        )
    elif share < PILOT_FAILS.value:
        words = _("%(name)s did not work: only %(share)s%% of the checklist was done.")
    else:
        return
    yield _cause(TriggerKind.REOPEN_AMBITION, 1, words % said, ("activation", source))


def _deliveries(today: date) -> Iterator[Cause]:
    """Collaborations that brought far less or more than was agreed by its time, or cost far more."""
    for found in collaborations.assessed(today):
        terms, evidence = found.terms, found.evidence
        if terms is None or evidence is None:
            continue
        said = []
        # Nothing recorded is not nothing delivered.
        if terms.by_when < today and evidence.records and _off(evidence.reached, terms):
            words = _("brought %(reached)s %(unit)s where %(low)s to %(high)s were expected")
            said.append(words % {"reached": evidence.reached, "unit": terms.measure_unit,
                                 "low": terms.expected_low, "high": terms.expected_high})  # fmt: skip
        if evidence.cost is not None and evidence.cost > evidence.agreed_cost * (1 + OFF_BY.value):
            words = _("cost £%(cost)s where £%(agreed)s was agreed for its whole time")
            said.append(words % {"cost": f"{evidence.cost:,}", "agreed": f"{evidence.agreed_cost:,}"})
        if said:
            groups = {each.part.group_id for each in found.parts}
            reason = f"{found.collaboration.name} {_(' and ').join(said)}."
            yield _cause(TriggerKind.REOPEN_CASE, 3, reason, ("terms", terms.id),
                         groups.pop() if len(groups) == 1 else None)  # fmt: skip


def _off(reached: int, terms: Terms) -> bool:
    """Further from the range that was expected than a rough guess may be."""
    low, high = terms.expected_low * (1 - OFF_BY.value), terms.expected_high * (1 + OFF_BY.value)
    return not low <= reached <= high


def _scores(today: date) -> Iterator[Cause]:
    for group in (None, *PriorityGroup.objects.filter(ended_at__isnull=True).order_by("name")):
        for line in scorecard(today, group).red:
            assert line.score is not None
            words = _("%(step)s was scored %(score)s of 5, which is below what is wanted.")
            said = {"step": step_name(line.step), "score": line.score.score}
            yield _cause(TriggerKind.REOPEN_STEP, line.step, words % said, ("step_score", line.score.id),
                         group.id if group else None)  # fmt: skip


def _reviews(today: date) -> Iterator[Cause]:
    for review in reviews(today):
        if review.overdue:
            words = _("The effect of %(module)s in %(incident)s was to be looked at by %(due)s.") % {
                "module": review.activation.module.name, "incident": review.activation.incident.name,
                "due": str(shown(review.due_on)),
            }  # fmt: skip
            yield _cause(TriggerKind.REVIEW_DUE, 8, words, ("activation", review.activation.id))
    for assessment in RiskAssessment.objects.filter(current=True, review_on__lte=today).order_by("kind"):
        words = _("The safe way of working for %(kind)s was to be reviewed by %(due)s.") % {
            "kind": kinds.label(assessment.kind), "due": str(shown(assessment.review_on))
        }  # fmt: skip
        yield _cause(TriggerKind.REVIEW_DUE, 7, words, ("risk_assessment", assessment.id))
    running = Terms.objects.filter(
        agreed_at__isnull=False, review_on__lte=today, collaboration__state__in=("active", "nurture")
    )
    for terms in running.select_related("collaboration").order_by("review_on", "id"):
        words = _("The terms of %(name)s were to be reviewed by %(due)s.") % {
            "name": terms.collaboration.name, "due": str(shown(terms.review_on))
        }  # fmt: skip
        yield _cause(TriggerKind.REVIEW_DUE, 5, words, ("terms", terms.id))


def _cause(
    kind: TriggerKind, step: int, reason: str, source: tuple[str, UUID], group_id: UUID | None = None
) -> Cause:
    return Cause(kind, step, reason[:LONGEST], source, group_id)
