"""Who else could be chosen for a need: how far, what they are doing, and what speaks against them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from rallyround.core.lifecycle import TASK
from rallyround.register.kinds import KINDS
from rallyround.register.models import Need, Offer
from rallyround.tasking import reasons, rules
from rallyround.tasking.columns import Situation, agreed_times, first_time, minutes, situation
from rallyround.tasking.distances import metres_between, soft_obstacles
from rallyround.tasking.models import STANDS, Proposal, Task
from rallyround.volunteers.rest import Spell


@dataclass(frozen=True)
class Candidate:
    """A helper who could be chosen by hand: how far, tasks and proposals that they have, and what speaks against it."""

    offer: Offer
    distance: str
    doing: tuple[str, ...]
    against: tuple[str, ...]


def candidates(need: Need, offers: QuerySet[Offer], at: datetime, most: int = 10) -> list[Candidate]:
    """The nearest helpers that no hard rule forbids for this need; first those with the skill and the time."""
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
    able.sort(key=lambda o: (kind.skill not in o.skills, metres_between(need, o) or 0, o.code))
    chosen = _with_time_first(need, able, now, most)
    doing = _doing(need, [offer for offer, _against in chosen])
    return [
        Candidate(
            offer,
            reasons.distance(metres_between(need, offer)),
            tuple(doing[offer.id]),
            (*(reasons.refusal(code) for code in soft_obstacles(need, offer)), *against),
        )
        for offer, against in chosen
    ]


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
