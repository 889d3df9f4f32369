"""One row of everything that evaluation keeps, and which of them stands for the ids in its addresses."""

from datetime import datetime, timedelta

from rallyround.evaluation import actions
from rallyround.evaluation.criteria import settings_of
from rallyround.evaluation.queries import editions
from rallyround.people.models import User
from rallyround.response.models import Activation, Module


def make(user: User, at: datetime) -> dict[str, object]:
    """Evidence, a score, zones, criteria, a debrief, a lesson and a trigger; by the route before each id.

    Needs a module, and an activation of it, from the world of the response.
    """
    module, activation = (
        Module.objects.order_by("adopted_at")[0],
        Activation.objects.order_by("activated_at")[0],
    )
    by, before = user.actor, at - timedelta(days=2)
    evidence = actions.record_evidence(
        by=by, at=at, user=user, subject=("module", module.id), criterion="people_trained", kind="training",
        rating=0.8, strength="medium", what="Eight of ten helpers did the course", source="List of the course",
        on=before.date(), valid_days=365,
    )  # fmt: skip
    actions.score_step(
        by=by, at=at, user=user, step=7, score=2, because="One exercise so far", evidence=[evidence]
    )
    actions.set_zones(by=by, at=before, user=user, red_below=26, green_from=76)
    actions.set_criteria(
        by=by, at=before, user=user, settings=settings_of(editions()[0]), because="As it was, confirmed"
    )
    debrief = actions.record_debrief(
        by=by, at=at, user=user, name="After the flood", kind="activation", on=at.date(),
        subject=("activation", activation.id), went_well="Quick", to_improve="Keys",
    )  # fmt: skip
    lesson = actions.find_lesson(by=by, at=at, what="A second key is needed", debrief=debrief)
    trigger = actions.raise_trigger(
        by=by, at=at, kind="review_due", step=8, reason="A look is due", source=("activation", activation.id)
    )
    return {
        "readiness/": module.id,
        "evidence/": evidence.id,
        "scorecard/steps/": 7,
        "lessons/": lesson.id,
        "debriefs/": debrief.id,
        "triggers/": trigger.id if trigger else None,
        "activations/": activation.id,
    }
