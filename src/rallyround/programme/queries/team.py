"""What stands of step 2: whether the working group is complete and well mixed, and what is done already at what cost."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from rallyround.groups.models import PriorityGroup
from rallyround.programme.models import GroupSeat, Initiative, TermsOfReference, WorkingGroup

Text = str | Promise
ROLES = dict(GroupSeat._meta.get_field("role").choices or [])
MIX = dict(GroupSeat._meta.get_field("mix").choices or [])


@dataclass(frozen=True)
class Part:
    """One of the five things without which a working group is not complete."""

    key: str
    label: Text
    there: bool


def working_group() -> WorkingGroup | None:
    """The one working group, once it is formed."""
    return WorkingGroup.objects.first()


def seats() -> QuerySet[GroupSeat]:
    """The seats that there are now."""
    found = GroupSeat.objects.filter(ended_on__isnull=True)
    return found.select_related("organisation", "user").order_by("role", "job")


def approved_terms() -> TermsOfReference | None:
    """The terms of reference that hold."""
    return terms().filter(approved_at__isnull=False).first()


def terms() -> QuerySet[TermsOfReference]:
    """Every version, the newest first."""
    return TermsOfReference.objects.select_related("made_by", "approved_by").order_by("-version")


def five_parts() -> list[Part]:
    """Champion, tactical lead, members, secretariat, each with somebody in the seat; and approved terms of reference."""
    held = {seat.role for seat in seats() if seat.user_id}
    return [
        *(Part(key, label, key in held) for key, label in ROLES.items()),
        Part("terms", _("Approved terms of reference"), approved_terms() is not None),
    ]


def vacant() -> QuerySet[GroupSeat]:
    """Seats without a holder."""
    return seats().filter(user__isnull=True)


def missing_kinds() -> list[tuple[str, Text]]:
    """The kinds of member of which nobody sits in the group."""
    there = {seat.mix for seat in seats() if seat.user_id}
    return [(key, label) for key, label in MIX.items() if key not in there]


def report_due(group: WorkingGroup) -> date:
    """When the group is to report next."""
    return (group.last_reported_on or group.formed_on) + timedelta(days=group.reports_every_days)


def report_missed(group: WorkingGroup, today: date) -> bool:
    """Whether the day of a report has passed without one."""
    return report_due(group) < today


def initiatives() -> QuerySet[Initiative]:
    """Everything that is or was done; `overlaps` says whether another does the same at the same time."""
    found = Initiative.objects.select_related("owner", "group")
    return found.annotate(overlaps=_same())


def doubled() -> QuerySet[Initiative]:
    """What runs beside another for the same, without a reason why both are needed."""
    return Initiative.objects.filter(_same(), overlap_accepted="").select_related("owner", "group")


def _same() -> Q:
    same = Initiative.objects.filter(
        group=OuterRef("group"),
        objective=OuterRef("objective"),
        phase=OuterRef("phase"),
        ended_on__isnull=True,
    ).exclude(pk=OuterRef("pk"))
    return Q(Exists(same), ended_on__isnull=True)


def overlapping(
    *, group: PriorityGroup | None, objective: str, phase: str, leaving_out: Initiative | None = None
) -> QuerySet[Initiative]:
    """What runs for the same group, objective and phase. Two that are for no group in particular do not overlap."""
    if group is None:
        return Initiative.objects.none()
    found = Initiative.objects.filter(group=group, objective=objective, phase=phase, ended_on__isnull=True)
    if leaving_out is not None:
        found = found.exclude(pk=leaving_out.pk)
    return found.select_related("owner").order_by("began_on")


@dataclass(frozen=True)
class Total:
    """What one owner's initiatives cost in one year: what is known, and how many have no figure."""

    owner: str
    year: int
    pounds: int
    without_cost: int
    days: int
    without_days: int
    count: int


def money_year(on: date) -> int:
    """The year of a budget, from 1 April, by the year in which it begins.

    >>> money_year(date(2026, 3, 31)), money_year(date(2026, 4, 1))
    (2025, 2026)
    """
    return on.year if (on.month, on.day) >= (4, 1) else on.year - 1


def totals(year: int) -> list[Total]:
    """By owner, for 1 April `year` to 31 March: each yearly figure by the share of the year in which it ran.

    A cost that nobody knows is not nought: it is counted beside the sum.
    """
    first, last = date(year, 4, 1), date(year + 1, 3, 31)
    rows: dict[str, list[tuple[float, Initiative]]] = defaultdict(list)
    found = Initiative.objects.filter(began_on__lte=last).exclude(ended_on__lt=first).select_related("owner")
    for initiative in found:
        rows[initiative.owner.name].append((_share(initiative, first, last), initiative))
    return [_total(owner, year, rows[owner]) for owner in sorted(rows)]


def _share(initiative: Initiative, first: date, last: date) -> float:
    begin = max(initiative.began_on, first)
    end = min(initiative.ended_on or last, last)
    return ((end - begin).days + 1) / ((last - first).days + 1)


def _total(owner: str, year: int, rows: Sequence[tuple[float, Initiative]]) -> Total:
    return Total(
        owner=owner,
        year=year,
        pounds=round(sum(share * i.cost_a_year for share, i in rows if i.cost_a_year is not None)),
        without_cost=sum(i.cost_a_year is None for _share, i in rows),
        days=round(sum(share * i.days_a_year for share, i in rows if i.days_a_year is not None)),
        without_days=sum(i.days_a_year is None for _share, i in rows),
        count=len(rows),
    )
