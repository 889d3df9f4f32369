"""The plan that people decide from, and who else could be chosen."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import ngettext

from rallyround.ledger.models import Event
from rallyround.register.kinds import KINDS
from rallyround.register.models import Need, Offer
from rallyround.tasking import reasons, rules
from rallyround.tasking.columns import situation
from rallyround.tasking.distances import metres_between, soft_obstacles
from rallyround.tasking.models import Plan


def current_plan() -> Plan | None:
    """The plan that people decide from."""
    return Plan.objects.filter(current=True).first()


def changed_since(plan: Plan) -> int:
    """How many needs and offers have changed after the plan was made, as the record tells."""
    later = Event.objects.filter(at__gt=plan.at, subject_label__in=["need", "offer"])
    return later.exclude(verb="need.seen").values("subject_id").distinct().count()


def difference(plan: Plan) -> list[str]:
    """What the plan changed of the one before; nothing where it is the first."""
    found: dict[str, int] = plan.statistics.get("difference") or {}
    new, other, left, unmet, people = (
        found.get(key, 0) for key in ("new_pairs", "other_helper", "dropped", "newly_unmet", "people")
    )
    said = (
        (new, ngettext("%(n)s need gets help", "%(n)s needs get help", new)),
        (other, ngettext("%(n)s need gets another helper", "%(n)s needs get another helper", other)),
        (left, ngettext("%(n)s need has left the plan", "%(n)s needs have left the plan", left)),
        (unmet, ngettext("for %(n)s need nobody is found", "for %(n)s needs nobody is found", unmet)),
        (
            people,
            ngettext(
                "it moves the proposals of %(n)s person", "it moves the proposals of %(n)s people", people
            ),
        ),
    )
    return [sentence % {"n": f"{count:,}"} for count, sentence in said if count]


@dataclass(frozen=True)
class Candidate:
    """A helper who could be chosen by hand: how far, and what a person in charge would overrule."""

    offer: Offer
    distance: str
    against: tuple[str, ...]


def candidates(need: Need, offers: QuerySet[Offer], at: datetime, most: int = 10) -> list[Candidate]:
    """The nearest helpers that no hard rule forbids for this need, those with the skill first."""
    ready = list(offers.filter(state="ready", kind__in=rules.TASKED).select_related("area"))
    now = situation(ready, at)
    if rules.need_obstacle(need, now.assessments, now.closed, at):
        return []
    level, kind = now.assessments[need.kind].level, KINDS[need.kind]
    able = [
        offer
        for offer in ready
        if now.free_seats(offer)
        and not rules.offer_obstacle(offer, offer.id in now.reachable)
        and not rules.pair_obstacle(need, offer, level=level, checks=now.checks[offer.id], closed=now.closed)
    ]
    able.sort(key=lambda o: (kind.skill not in o.skills, metres_between(need, o) or 0, o.code))
    return [
        Candidate(
            offer,
            reasons.distance(metres_between(need, offer)),
            tuple(reasons.refusal(code) for code in soft_obstacles(need, offer)),
        )
        for offer in able[:most]
    ]


def need_problem(need: Need, at: datetime) -> str:
    """Why nobody at all may be sent to a need, in a sentence; nothing where somebody may."""
    now = situation([], at)
    code = rules.need_obstacle(need, now.assessments, now.closed, at)
    return reasons.nobody({"code": code}) if code else ""
