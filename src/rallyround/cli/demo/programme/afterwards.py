"""Step 8: what the exercise and the activation showed, what was learnt, and how the steps were scored."""

from uuid import uuid5

from rallyround.cli.demo.programme.groups import Groups
from rallyround.cli.demo.programme.stage import Stage
from rallyround.collaborations import actions as collaborations
from rallyround.collaborations.assessment import assess
from rallyround.collaborations.models import Collaboration
from rallyround.evaluation import actions
from rallyround.people.models import Partnership
from rallyround.response import actions as response
from rallyround.response import queries as response_queries
from rallyround.response.models import Activation, Module
from rallyround.response.summaries import SCHEMA, seal

SCORES = ((1, 4, "Agreed, endorsed by most; the traders are not with us yet"),
          (2, 4, "Every seat but one is filled"), (3, 3, "Approved; the ranges are wide"),
          (4, 4, "Each cell has somebody"), (5, 3, "One partner, and it works"), (6, 3, "Kept weekly"),
          (7, 3, "Two modules, one of them used"), (8, 3, "One exercise and one activation looked back on"))  # fmt: skip


def exercise(stage: Stage, module: Module, days: float) -> None:
    """The summary of an evening's exercise, brought in as it would come from the exercise's own database."""
    moment = stage.at(days)
    partnership = Partnership.objects.get()
    content = {
        "schema": SCHEMA, "exercise": "autumn-evening", "partnership": str(partnership.id),
        "began_at": moment.isoformat(), "written_at": stage.at(days + 0.2).isoformat(),
        "modules": [{
            "key": key, "activation": str(uuid5(partnership.id, key)),
            "activated_at": moment.isoformat(), "stood_down_at": stage.at(days + 0.15).isoformat(),
            "version": module.version, "checklist_done": 6, "checklist_in_time": 5, "checklist_total": 7,
            "needs_reported": 12, "needs_met": 10, "call_out_minutes": 7, "first_task_minutes": 21,
        } for key in (module.key, "clean-up")],
    }  # fmt: skip
    response.bring_in_exercise(
        by=stage.actor("tactical_lead"), at=stage.at(days + 1), summary={**content, "sha256": seal(content)}
    )


def evaluate(stage: Stage, groups: Groups, module: Module, days: float) -> None:
    """After the winter's preparing: evidence, a debrief with two lessons, scores, and a verdict on the partner."""
    analyst, lead = stage.user("analyst"), stage.user("tactical_lead")
    for about in response_queries.current_modules():
        for criterion, rating, what, valid in (
            ("people_trained", 0.8, "Sixteen of twenty helpers did the training", 365),
            ("materials", 0.7, "Materials for 28 of 40 streets are in the store", 180),
        ):
            actions.record_evidence(
                by=analyst.actor, at=stage.at(days), user=analyst, subject=("module", about.id), criterion=criterion,
                kind="record", rating=rating, strength="medium", what=what, source="Store and training lists",
                on=stage.on(days), valid_days=valid,
            )  # fmt: skip
    activation = Activation.objects.filter(module=module).order_by("-activated_at").first()
    debrief = actions.record_debrief(
        by=lead.actor, at=stage.at(days + 1), user=lead, name="Looking back on the preparing", kind="activation",
        on=stage.on(days + 1), subject=("activation", activation.id) if activation else ("", None),
        went_well="Street leads knew which homes to begin with.", to_improve="Two vans would have saved a day.",
    )  # fmt: skip
    first = actions.find_lesson(
        by=lead.actor,
        at=stage.at(days + 1),
        what="One van is too few for forty homes",
        debrief=debrief,
        step=7,
    )
    actions.accept_lesson(
        by=lead.actor, at=stage.at(days + 2), lesson=first, owner=stage.user("working_group_member"),
        due_on=stage.on(days + 60), change="A second van from the Rotary",
    )  # fmt: skip
    actions.find_lesson(
        by=lead.actor, at=stage.at(days + 1), what="Tenants above shops were missed", debrief=debrief, step=2
    )
    for step, score, because in SCORES:
        actions.score_step(
            by=analyst.actor, at=stage.at(days + 3), user=analyst, step=step, score=score, because=because,
            group=groups.flood_place, on=stage.on(days + 3),
        )  # fmt: skip
    work = Collaboration.objects.get(
        parts__group=groups.flood_place, parts__objective="implement", parts__phase="before"
    )
    collaborations.decide_verdict(
        by=lead.actor, at=stage.at(days + 4), user=lead, collaboration=work,
        decided=assess(work, stage.on(days + 4)).reading.verdict, reason="As the record says; the group agrees.",
    )  # fmt: skip
