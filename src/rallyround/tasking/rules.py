"""The hard rules: who may be given what. Asked by the proposals and again, of the same functions, by every confirmation.

Each answers with a code of `reasons.py`, or nothing where the rule does not stand in the way. A person in charge may
overrule distance, skill or an earlier refusal; nobody overrules what is here.
"""

from collections.abc import Mapping
from datetime import date, datetime

from rallyround.core.lifecycle import NEED
from rallyround.core.sources import whole_default
from rallyround.register.kinds import KINDS, NeedKind
from rallyround.register.models import Need, Offer, OfferKind
from rallyround.tasking.models import RiskAssessment
from rallyround.tasking.ways import Closed, Place
from rallyround.volunteers.models import CheckKind

# What a task's safeguarding class demands of whoever does it, whatever its kind says.
CLASS_CHECKS: Mapping[str, frozenset[str]] = {
    "none": frozenset(),
    "public_place": frozenset(),
    "home": frozenset({CheckKind.IDENTITY}),
    "regulated": frozenset({CheckKind.IDENTITY, CheckKind.DBS_ENHANCED}),
}
# What the level of the risk assessment demands: name and phone do for what is low.
LEVEL_CHECKS: Mapping[str, frozenset[str]] = {
    "low": frozenset(),
    "medium": frozenset({CheckKind.IDENTITY}),
    "high": frozenset({CheckKind.IDENTITY, CheckKind.PROFESSIONAL}),
}
NOT_ALONE = frozenset({"home", "regulated"})
AT_A_VISIT = whole_default("tasks.people_at_a_visit")
ADULT = "adult"
TASKED = (OfferKind.PERSON, OfferKind.POOL)

Assessments = Mapping[str, RiskAssessment]


def places_in(need: Need) -> int:
    """How many helpers go: those asked for, and never one alone into somebody's home."""
    kind = KINDS.get(need.kind)
    lone = kind is not None and kind.safeguarding in NOT_ALONE
    return max(need.helpers, AT_A_VISIT) if lone else need.helpers


def demanded(kind: NeedKind, level: str) -> frozenset[str]:
    """The checks that whoever does it must hold, and `ADULT` where nobody under 18 may."""
    grown_up = {ADULT} if kind.safeguarding in NOT_ALONE or level == "high" else set()
    return frozenset(kind.checks) | CLASS_CHECKS[kind.safeguarding] | LEVEL_CHECKS[level] | grown_up


def passed(offer: Offer, checks: set[str]) -> set[str]:
    """The checks in force, and `ADULT` for somebody who is."""
    return checks | ({ADULT} if offer.adult else set())


def need_place(need: Need) -> Place | None:
    """Where the help goes: the postcode's point, else the middle of the area."""
    if need.easting is not None and need.northing is not None:
        return need.easting, need.northing
    if need.area and need.area.easting is not None and need.area.northing is not None:
        return need.area.easting, need.area.northing
    return None


def offer_place(offer: Offer) -> Place | None:
    """Where the help comes from."""
    if offer.easting is not None and offer.northing is not None:
        return offer.easting, offer.northing
    if offer.area and offer.area.easting is not None and offer.area.northing is not None:
        return offer.area.easting, offer.area.northing
    return None


def assessment_obstacle(assessments: Assessments, kind: str, on: date) -> str:
    """No task is issued without a risk assessment in force whose liability holder is insured."""
    assessment = assessments.get(kind)
    if assessment is None:
        return "no_risk_assessment"
    if assessment.review_on < on:
        return "risk_review_due"
    holder = assessment.liability_holder
    if not holder.active or (holder.insured_until is not None and holder.insured_until < on):
        return "not_insured"
    return ""


def need_obstacle(need: Need, assessments: Assessments, closed: Closed, at: datetime) -> str:
    """Why nobody at all may be sent to this need now."""
    kind = KINDS.get(need.kind)
    if kind is None:
        return "kind_not_known"
    if need.state not in {"open", "matched"} or need.state not in NEED.active:
        return "not_open"
    if need.window_end is not None and need.window_end <= at:
        return "window_over"
    if kind.distance_matters:
        place = need_place(need)
        # A place named at setup has no point: the helper is told in words where it is. That is enough to go there
        # while nothing is closed.
        if place is None and (need.area_id is None or closed):
            return "place_not_known"
        if closed.holds(place):
            return "in_closed_area"
    return assessment_obstacle(assessments, need.kind, at.date())


def offer_obstacle(offer: Offer, reachable: bool) -> str:
    """Why this offer may be given no task at all now."""
    if offer.state != "ready" or offer.kind not in TASKED:
        return "offer_not_ready"
    if not offer.consents_to_tasking:
        return "no_consent"
    if not offer.adult and offer.supervised_by_id is None:
        return "not_supervised"
    return "" if reachable else "cannot_be_told"


def pair_obstacle(need: Need, offer: Offer, *, level: str, checks: set[str], closed: Closed) -> str:
    """Why this offer may not be sent to this need; both have passed the rules above."""
    kind = KINDS[need.kind]
    if demanded(kind, level) - passed(offer, checks):
        return "check_missing"
    if kind.distance_matters:
        start, end = offer_place(offer), need_place(need)
        if start is None and closed:
            return "helper_place_not_known"
        if closed.holds(start):
            return "helper_in_closed_area"
        if closed.cuts(start, end):
            return "way_cut"
    return ""
