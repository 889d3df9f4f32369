"""A module that runs, a draft, advice that is out, and an exercise that was brought in.

What stands in the addresses: `modules/` module, `modules/library/` library_key, `activations/` activation,
`activations/<uuid:id>/items/` 1, `activations/<uuid:id>/step/` "resume", `advice/items/` advice, `exercises/` exercise;
`helpers/` is an idle offer of a district.
"""

from dataclasses import dataclass
from datetime import datetime

from rallyround.incidents.models import Incident
from rallyround.people.models import Organisation, User
from rallyround.response import actions, queries
from rallyround.response.models import Activation, Advice, ExerciseSummary, Module

KEYS = ("prepare-your-home", "clean-up")


@dataclass(frozen=True)
class Made:
    """What stands in the addresses of response."""

    module: Module
    draft: Module
    activation: Activation
    advice: Advice
    exercise: ExerciseSummary
    library_key: str = "community-hub"


def make(
    user: User, at: datetime, *, incident: Incident, organisation: Organisation, words: dict[str, str]
) -> Made:
    """By a coordinator, once each kind of task has its risk assessment. `words`: canaries `activation`, `stood_down`."""
    ready, draft = (
        actions.adopt_module(by=user.actor, at=at, key=key, lead=organisation, liability_holder=organisation)
        for key in KEYS
    )
    ready = actions.approve_module(by=user.actor, at=at, module=ready, approved_by=user)
    over = _activation(ready, incident, at, user, words["activation"])
    actions.begin_stand_down(by=user.actor, at=at, activation=over)
    actions.stand_down(by=user.actor, at=at, activation=over, note=words["stood_down"], tasks_go_on=True)
    activation = _activation(ready, incident, at, user, words["activation"])
    actions.tick_item(by=user.actor, at=at, item=activation.checklist.get(number=1))
    summary = queries.summary_of("winter-2026", at)
    return Made(
        module=ready,
        draft=draft,
        activation=activation,
        advice=_advice(user, at),
        exercise=actions.bring_in_exercise(by=user.actor, at=at, summary=summary),
    )


def _activation(module: Module, incident: Incident, at: datetime, user: User, why: str) -> Activation:
    return actions.activate(
        by=user.actor, at=at, module=module, incident=incident, groups=[], trigger="forecast", reason=why
    )


def _advice(user: User, at: datetime) -> Advice:
    advice = actions.draft_advice(
        by=user.actor, at=at, key="before-water-comes", language="en", hazard="flood", phase="before",
        audience="everybody", title="Before water comes", body="Carry what matters upstairs.",
        source="Flood team, January 2026", channels=["web"],
    )  # fmt: skip
    actions.publish_advice(by=user.actor, at=at, advice=advice, published_by=user)
    actions.record_reach(
        by=user.actor, at=at, advice=advice, channel="web", people=40, on=at.date(), source="Page visits"
    )
    return advice
