"""The plan that people decide from, and who else could be chosen."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rallyround.ledger.models import Event
from rallyround.register.models import Need
from rallyround.register.whereabouts import place_is_known, too_rough
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


def waiting(rows: QuerySet[Need]) -> str:
    """How many needs wait to be looked at before any plan has them, in a sentence; nothing where none does."""
    found = rows.aggregate(all=Count("id"), danger=Count("id", filter=Q(danger=True)))
    count, danger = found["all"], found["danger"]
    if not count:
        return ""
    if danger == count:
        said = ngettext(
            "%(n)s need waits to be looked at first, with danger to life: it is not in the plan",
            "%(n)s needs wait to be looked at first, all of them with danger to life: they are not in the plan",
            count,
        )
    elif danger:
        said = _(
            "%(n)s needs wait to be looked at first, %(danger)s of them with danger to life: they are not in the plan"
        )
    else:
        said = ngettext(
            "%(n)s need waits to be looked at first: it is not in the plan",
            "%(n)s needs wait to be looked at first: they are not in the plan",
            count,
        )
    return said % {"n": f"{count:,}", "danger": f"{danger:,}"}


def percent(part: int, whole: int) -> str:
    """A share to read; nothing where there is nothing to have a share of."""
    return f"{100 * part / whole:.0f}\u00a0%" if whole else ""


def in_the_way(rows: QuerySet[Proposal]) -> list[str]:
    """Why nobody was found, and for how many needs; the most frequent first."""
    codes = rows.filter(state="unmet").values_list("reason__code").annotate(count=Count("id"))
    return [
        ngettext("%(n)s need: %(why)s", "%(n)s needs: %(why)s", count)
        % {"n": f"{count:,}", "why": _in_general(code or "")}
        for code, count in codes.order_by("-count", "reason__code")
    ]


def _in_general(code: str) -> str:
    if code == "place_not_known":  # of some of them a place is known that is too large
        return _("Nobody knows exactly enough where it is: ask for a postcode or a small place.")
    return reasons.nobody_in_general(code)


def asks_where(proposal: Proposal) -> bool:
    """Whether somebody has to say where it is, or to say it so exactly that it can be measured."""
    need = proposal.need
    if rules.need_place(need) is not None:
        return False
    return not place_is_known(need) or proposal.reason.get("code") == "place_not_known"


def why_nobody(proposal: Proposal) -> str:
    """Why nobody is proposed for a need; of its place what is known by now, be it since the plan."""
    if proposal.reason.get("code") == "place_not_known":
        if rules.need_place(proposal.need) is not None:
            return _("It is known now where it is: plan again.")
        if proposal.need.area is not None:
            return too_rough(proposal.need.area)
    return reasons.nobody(proposal.reason)


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
    if code == "place_not_known" and need.area is not None:
        return too_rough(need.area)
    return reasons.nobody({"code": code}) if code else ""
