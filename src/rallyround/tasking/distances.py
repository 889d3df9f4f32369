"""How far a helper would go, and what speaks against a pair that a person in charge may overrule."""

from rallyround.register.kinds import KINDS
from rallyround.register.models import Need, Offer
from rallyround.tasking import rules
from rallyround.tasking.models import Refusal


def soft_obstacles(need: Need, offer: Offer) -> list[str]:
    """What speaks against a pair and may be overruled: distance, skill, an earlier refusal."""
    kind, against = KINDS[need.kind], []
    if kind.skill not in offer.skills:
        against.append("no_skill")
    metres = metres_between(need, offer)
    if metres is not None and metres > offer.max_travel_m:
        against.append("out_of_reach")
    if Refusal.objects.filter(need=need, offer=offer).exists():
        against.append("refused_before")
    return against


def metres_between(need: Need, offer: Offer) -> int | None:
    """How far the helper would go; None where it does not matter or is not known."""
    start, end = rules.offer_place(offer), rules.need_place(need)
    if not KINDS[need.kind].distance_matters or start is None or end is None:
        return None
    dx, dy = end[0] - start[0], end[1] - start[1]
    return int((dx * dx + dy * dy) ** 0.5)
