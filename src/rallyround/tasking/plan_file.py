"""The plan as a file: each fact in a column of its own, so that it can be sorted and summed."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rallyround.register.kinds import SKILLS, label
from rallyround.tasking import queries, reasons
from rallyround.tasking.models import Plan, Proposal
from rallyround.ui.lists import Column

Text = Any


def file_name(name: str, plan: Plan | None) -> str:
    """With the date and time of the plan, so that two files are told apart."""
    return f"{name}-{timezone.localtime(plan.at):%Y-%m-%d-%H%M}" if plan is not None else name


def columns(plan: Plan | None) -> list[Column]:
    """Need and helper, how far, when, why this helper, who would come next; why nobody, and what would help."""

    def of_pair(
        key: str, title: Text, value: Callable[[Proposal], object], *, numeric: bool = False
    ) -> Column:
        return Column(key=key, label=title, numeric=numeric, value=lambda p: value(p) if p.offer_id else "")

    def of_unmet(key: str, title: Text, value: Callable[[Proposal], object]) -> Column:
        return Column(key=key, label=title, value=lambda p: "" if p.offer_id else value(p))

    return [
        Column(key="need", label=_("Need"), value=lambda p: p.need.code),
        Column(key="kind", label=_("Kind"), value=lambda p: label(p.need.kind)),
        Column(key="place", label=_("Place"), value=lambda p: queries.rough_place(p.need)),
        Column(key="points", label=_("Priority with waiting"), value=lambda p: p.reason.get("points"), numeric=True),
        Column(key="offer", label=_("Helper"), value=lambda p: p.offer.code if p.offer else ""),
        of_pair("units", _("Helpers"), lambda p: p.units, numeric=True),
        Column(key="missing", label=_("Missing"), numeric=True,
               value=lambda p: "" if p.offer_id else p.units or p.need.helpers),
        Column(key="asked", label=_("Helpers asked for"), value=lambda p: p.need.helpers, numeric=True),
        of_pair("metres", _("Metres away"), lambda p: "" if p.distance_m is None else p.distance_m, numeric=True),
        of_pair("begins", _("Begins"), lambda p: _begins(p) or ""),
        of_pair("skill", _("Skill"), lambda p: SKILLS.get(str(p.reason.get("skill", "")), "")),
        of_pair("checked", _("Checked"), lambda p: reasons.checks(p.reason)),
        of_pair("known", _("Known from before"), lambda p: "; ".join(reasons.trusted(p.reason))),
        of_pair("next", _("Next best"), lambda p: (p.reason.get("next_best") or {}).get("code", "")),
        of_pair("next_metres", _("Next best: metres further"),
                _further, numeric=True),
        of_pair("next_points", _("Next best: points it costs, at least"), _points, numeric=True),
        of_unmet("why", _("Why nobody"), queries.why_nobody),
        of_unmet("wanted", _("What would help"), lambda p: " ".join(reasons.would_help(p.reason))),
        Column(key="planned", label=_("Planned"), value=lambda _p: plan.at if plan is not None else ""),
    ]  # fmt: skip


def _begins(proposal: Proposal) -> datetime | None:
    start = proposal.reason.get("start")
    return datetime.fromisoformat(str(start)) if start else None


def _further(proposal: Proposal) -> object:
    best = proposal.reason.get("next_best") or {}
    return best.get("metres_further", "") if best.get("code") else ""


def _points(proposal: Proposal) -> object:
    points = (proposal.reason.get("next_best") or {}).get("points")
    return "" if points is None else points
