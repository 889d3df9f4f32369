"""One of each thing of partners and the work with them, made through the real actions."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from rallyround.collaborations import actions
from rallyround.collaborations.actions import PartOf, TermsDraft
from rallyround.collaborations.models import Candidate, Collaboration, Delivery, Terms
from rallyround.groups.models import PriorityGroup
from rallyround.people.models import Organisation, User


@dataclass(frozen=True)
class Collaborations:
    """What there is, by what it is; `waiting` are terms that await agreement."""

    candidate: Candidate
    collaboration: Collaboration
    proposal: Collaboration
    waiting: Terms
    delivery: Delivery


def make(user: User, at: datetime, organisation: Organisation, group: PriorityGroup) -> Collaborations:
    """Work under agreed terms with a delivery, and a proposal whose terms await agreement."""
    by = user.actor
    candidate = actions.add_candidate(by=by, at=at, group=group, organisation=organisation)
    work, terms = _proposed(user, at, organisation, "Doorsteps", PartOf(group, "implement", "before"))
    actions.agree_for_us(by=by, at=at, user=user, terms=terms)
    actions.agree_for_them(by=by, at=at, terms=terms, words="Their director, by letter")
    work.refresh_from_db()
    delivery = actions.record_delivery(by=by, at=at, user=user, part=work.parts.get(), on=at.date(), amount=3,
                                       reached_the_group=True, evidence="Their list", cost=20)  # fmt: skip
    proposal, waiting = _proposed(user, at, organisation, "Leaflets", PartOf(group, "design", "before"))
    return Collaborations(candidate, work, proposal, waiting, delivery)


def _proposed(
    user: User, at: datetime, organisation: Organisation, name: str, part: PartOf
) -> tuple[Collaboration, Terms]:
    work = actions.propose(
        by=user.actor, at=at, owner=user, organisation=organisation, name=name, parts=[part]
    )
    draft = TermsDraft(
        shared_objectives="Homes are ready in time",
        expectations="They visit, we print",
        expected_gain="Less harm",
        measure="Homes made ready",
        measure_unit="homes",
        expected_low=40,
        expected_high=60,
        starts_on=at.date(),
        by_when=at.date() + timedelta(days=200),
        review_on=at.date() + timedelta(days=150),
    )
    return work, actions.propose_terms(by=user.actor, at=at, collaboration=work, draft=draft)


# Which of these stands for each parameter: the part of an address before it, as `real_ids.ELSEWHERE` has it.
IDS = {
    "candidates/": "candidate",
    "collaborations/": "collaboration",
    "collaborations/terms/": "waiting",
    "collaborations/deliveries/": "delivery",
}
