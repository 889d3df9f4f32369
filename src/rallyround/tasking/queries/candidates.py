"""Who else could be chosen for a need: how far, what they are doing, and what speaks against them."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rallyround.core.lifecycle import TASK
from rallyround.register.kinds import KINDS
from rallyround.register.models import Need, Offer
from rallyround.tasking import reasons, rules
from rallyround.tasking.columns import Situation, agreed_times, first_time, minutes, situation
from rallyround.tasking.distances import metres_between, soft_obstacles
from rallyround.tasking.models import STANDS, Proposal, Task
from rallyround.tasking.queries.tasks import late
from rallyround.volunteers.rest import Spell

_NOT_BEGUN = gettext_lazy("Still down for a task of %(when)s that is late: ask them, or cancel it.")
_LATE = {
    "started": gettext_lazy(
        "Still down for a task of %(when)s that is late: say how it went and sign it out."
    ),
    "delivered": gettext_lazy("Still down for a task of %(when)s that is late: sign it out."),
}


@dataclass(frozen=True)
class Candidate:
    """A helper who could be chosen by hand: how far, tasks and proposals that they have, and what speaks against it.

    Of a task that is late, what speaks against it may lead to that task.
    """

    offer: Offer
    distance: str
    doing: tuple[str, ...]
    against: tuple[str, ...]


def candidates(
    need: Need, offers: QuerySet[Offer], at: datetime, most: int = 10, tasks: QuerySet[Task] | None = None
) -> list[Candidate]:
    """The nearest helpers that no hard rule forbids for this need; first those with the time and the skill who have
    nothing else to do. `tasks`: those that the reader may open."""
    ready = list(offers.filter(state="ready", kind__in=rules.TASKED).select_related("area"))
    now = situation(ready, at)
    if rules.need_obstacle(need, now.assessments, now.closed, at):
        return []
    level, kind = now.assessments[need.kind].level, KINDS[need.kind]
    able = [
        offer
        for offer in ready
        if not rules.offer_obstacle(offer, offer.id in now.reachable)
        and not rules.pair_obstacle(need, offer, level=level, checks=now.checks[offer.id], closed=now.closed)
    ]
    down = _down(need, now)
    able.sort(
        key=lambda o: (
            kind.skill not in o.skills,
            down[o.id] >= o.capacity,
            metres_between(need, o) or 0,
            o.code,
        )
    )
    chosen = _with_time_first(need, able, now, most)
    doing = _doing(need, [offer for offer, _against in chosen])
    late_tasks = _late([offer for offer, _against in chosen], at, tasks)
    return [
        Candidate(
            offer,
            reasons.distance(metres_between(need, offer)),
            tuple(doing[offer.id]),
            (
                *(reasons.refusal(code) for code in soft_obstacles(need, offer)),
                *late_tasks[offer.id],
                *against,
            ),
        )
        for offer, against in chosen
    ]


def _down(need: Need, now: Situation) -> Counter[UUID]:
    """How many helpers of each offer have a task or are proposed for another need."""
    down = Counter(offer for offer, _seat in now.planned)
    elsewhere = Proposal.objects.filter(STANDS, state="open", offer__isnull=False).exclude(need=need)
    for offer, units in elsewhere.values_list("offer_id", "units"):
        if offer is not None:
            down[offer] += units
    return down


def _late(offers: list[Offer], at: datetime, seen: QuerySet[Task] | None) -> dict[UUID, list[str]]:
    """By offer, what to do about its tasks that are late: until then the plan proposes it for nothing else."""
    found: dict[UUID, list[str]] = defaultdict(list)
    rows = list(late(Task.objects.filter(offer__in=offers), at).order_by("during"))
    mine = Task.objects.none() if seen is None else seen
    open_to = set(mine.filter(id__in=[task.id for task in rows]).values_list("id", flat=True))
    for task in rows:
        said = str(_LATE.get(task.state, _NOT_BEGUN)) % {"when": _moment(task.during.lower)}
        found[task.offer_id].append(
            format_html('<a class="govuk-link" href="{}">{}</a>', reverse("task", args=[task.id]), said)
            if task.id in open_to
            else said
        )
    return found


def _with_time_first(
    need: Need, able: Iterable[Offer], now: Situation, most: int
) -> list[tuple[Offer, list[str]]]:
    """So many of these, those who have time before the others, with what speaks against each in that."""
    given, planned = agreed_times([need], now.at).get(need.id), _planned(need)
    with_time, without = list[tuple[Offer, list[str]]](), list[tuple[Offer, list[str]]]()
    for offer in able:
        if _time(need, offer, now, given) is None:
            if len(without) < most:
                without.append((offer, [_no_time(given)]))
            continue
        joins = given or planned is None or offer.id in planned[1] or _time(need, offer, now, planned[0])
        with_time.append((offer, [] if joins or planned is None else [_not_then(planned[0])]))
        if len(with_time) == most:
            break
    return [*with_time, *without][:most]


def _time(need: Need, offer: Offer, now: Situation, given: Spell | None) -> Spell | None:
    """When any seat of the offer can come."""
    diaries = (now.diary(offer, seat) for seat in range(1, offer.capacity + 1))
    times = (first_time(need, given, [diary], now.at) for diary in diaries)
    return min(filter(None, times), default=None)


def _planned(need: Need) -> tuple[Spell, set[UUID]] | None:
    """When the helpers come who are proposed for a need, and who they are."""
    rows = Proposal.objects.filter(STANDS, need=need, state="open").values_list("offer_id", "reason__start")
    found = [(id, datetime.fromisoformat(start)) for id, start in rows if id is not None and start]
    if not found:
        return None
    begin = found[0][1]
    return (begin, begin + minutes(need)), {id for id, _start in found}


def _no_time(given: Spell | None) -> str:
    if given is None:
        return reasons.refusal("no_time")
    return _("They cannot come on %(when)s, when others come to this need.") % {"when": _moment(given[0])}


def _not_then(planned: Spell) -> str:
    return _("They cannot come on %(when)s, when others are proposed for this need.") % {
        "when": _moment(planned[0])
    }


def _doing(need: Need, offers: list[Offer]) -> dict[UUID, list[str]]:
    """By offer: its tasks, and what the plan proposes it for."""
    found: dict[UUID, list[str]] = defaultdict(list)
    tasks = Task.objects.filter(offer__in=offers, state__in=TASK.active).select_related("need")
    for task in tasks.order_by("during"):
        found[task.offer_id].append(
            _("Has a task: %(code)s, %(when)s.")
            % {"code": task.need.code, "when": _moment(task.during.lower)}
        )
    rows = Proposal.objects.filter(STANDS, offer__in=offers, state="open").select_related("need")
    for row in rows.order_by("need__code"):
        if row.offer_id is None:
            continue
        said = _("Proposed for this need.") if row.need_id == need.id else _(
            "Proposed for %(code)s, with %(points)s points of priority."
        ) % {"code": row.need.code, "points": row.reason.get("points", 0)}  # fmt: skip
        found[row.offer_id].append(said)
    return found


def _moment(at: datetime) -> str:
    return date_format(timezone.localtime(at), "D j M, H:i")
