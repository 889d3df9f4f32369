"""The plan that people decide from, and who else could be chosen."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet, Sum
from django.utils.translation import ngettext

from rallyround.ledger.models import Event
from rallyround.register.models import Need
from rallyround.tasking import reasons, rules
from rallyround.tasking.columns import situation
from rallyround.tasking.models import Plan, Proposal


def current_plan() -> Plan | None:
    """The plan that people decide from."""
    return Plan.objects.filter(current=True).first()


def changed_since(plan: Plan) -> int:
    """How many needs and offers have changed after the plan was made, as the record tells."""
    later = Event.objects.filter(at__gt=plan.at, subject_label__in=["need", "offer"])
    return later.exclude(verb="need.seen").values("subject_id").distinct().count()


@dataclass(frozen=True)
class Summary:
    """What the plan looked at and proposes, as numbers to read, and for how many of the needs somebody is missing."""

    needs: str
    offers: str
    helpers: int
    helpers_text: str
    decided: int
    decided_text: str
    missing: int
    missing_text: str
    seen: str


def summary(plan: Plan, rows: QuerySet[Proposal]) -> Summary:
    """The plan in numbers; what is decided, and the needs that somebody is missing for, among what a user sees of it."""
    helpers = plan.statistics.get("slots_met", 0)
    decided = rows.exclude(state__in=["open", "unmet"]).aggregate(units=Sum("units"))["units"] or 0
    missing = rows.filter(state="unmet").values("need").distinct().count()
    return Summary(
        needs=ngettext("%(n)s need", "%(n)s needs", plan.needs) % {"n": f"{plan.needs:,}"},
        offers=ngettext("%(n)s offer", "%(n)s offers", plan.offers) % {"n": f"{plan.offers:,}"},
        helpers=helpers,
        helpers_text=f"{helpers:,}",
        decided=decided,
        decided_text=f"{decided:,}",
        missing=missing,
        missing_text=f"{missing:,}",
        seen=f"{rows.values('need').distinct().count():,}" if missing else "",
    )


def percent(part: int, whole: int) -> str:
    """A share to read; nothing where there is nothing to have a share of."""
    return f"{100 * part / whole:.0f}\u00a0%" if whole else ""


def in_the_way(rows: QuerySet[Proposal]) -> list[str]:
    """Why nobody was found, and for how many needs; the most frequent first."""
    codes = rows.filter(state="unmet").values_list("reason__code").annotate(count=Count("id"))
    return [
        ngettext("%(n)s need: %(why)s", "%(n)s needs: %(why)s", count)
        % {"n": f"{count:,}", "why": reasons.nobody_in_general(code or "")}
        for code, count in codes.order_by("-count", "reason__code")
    ]


def difference(plan: Plan) -> list[str]:
    """What the plan changed of the one before; nothing where it is the first."""
    found: dict[str, int] = plan.statistics.get("difference") or {}
    new, other, left, unmet, people, newly = (
        found.get(key, 0)
        for key in ("new_pairs", "other_helper", "dropped", "newly_unmet", "people", "newly")
    )
    moved = people - newly
    said = (
        (new, ngettext("%(n)s need gets help, or more of it", "%(n)s needs get help, or more of it", new)),
        (other, ngettext("%(n)s need gets another helper", "%(n)s needs get another helper", other)),
        (left, ngettext("%(n)s need has left the plan", "%(n)s needs have left the plan", left)),
        (
            unmet,
            ngettext(
                "for %(n)s need somebody is missing now", "for %(n)s needs somebody is missing now", unmet
            ),
        ),
        (
            moved,
            ngettext(
                "%(n)s offer is no longer proposed for what it was",
                "%(n)s offers are no longer proposed for what they were",
                moved,
            ),
        ),
        (newly, ngettext("%(n)s offer is proposed anew", "%(n)s offers are proposed anew", newly)),
    )
    return [sentence % {"n": f"{count:,}"} for count, sentence in said if count]


def need_problem(need: Need, at: datetime) -> str:
    """Why nobody at all may be sent to a need, in a sentence; nothing where somebody may."""
    now = situation([], at)
    code = rules.need_obstacle(need, now.assessments, now.closed, at)
    return reasons.nobody({"code": code}) if code else ""
