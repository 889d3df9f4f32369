"""Which tasks the plan could take back, which it would, and what becomes of each need and helper."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rallyround.people.models import User
from rallyround.people.roles import Permission
from rallyround.register.kinds import KINDS, label
from rallyround.register.models import Need, Offer
from rallyround.tasking import loosening, reasons, words
from rallyround.tasking.models import Task
from rallyround.tasking.queries.plan import current_plan
from rallyround.tasking.queries.tasks import rough_place
from rallyround.tasking.settling import METRES_A_POINT
from rallyround.tasking.weighing import LEAST, Gain, Goes, Weighed

Text = str | Promise


@dataclass(frozen=True)
class Code:
    """A need or an offer, with the way to it where this user may look at it, and what is said of it."""

    code: str
    url: str
    text: str = ""


@dataclass(frozen=True)
class WouldGo:
    """One task that the plan would take back.

    instead, elsewhere   who goes to the need then, and where the helper goes
    less                 what the plan gains less if this one stays as it is
    together             codes of the needs of other tasks that it hangs together with
    """

    task: Task
    need: Code
    helper: Code
    kind: Text
    place: str
    points: int
    state: Text
    colour: str
    instead: list[Code]
    elsewhere: list[Code]
    less: str
    together: str


@dataclass(frozen=True)
class WouldChange:
    """All of them, and what is gained by all together, in sentences. No tasks: none is worth it."""

    tasks: list[WouldGo]
    gain: list[str]
    least: int = LEAST
    km: str = f"{METRES_A_POINT / 1000:g}"


def could_change(tasks: QuerySet[Task], at: datetime) -> list[str]:
    """How many tasks nobody has set out for: those that somebody has said yes to, and those not answered yet."""
    states = Counter(loosening.movable(tasks, at).values_list("state", flat=True))
    offered = states["offered"]
    agreed = states.total() - offered
    said = (
        (agreed, ngettext("%(n)s accepted", "%(n)s accepted", agreed)),
        (offered, ngettext("%(n)s not answered yet", "%(n)s not answered yet", offered)),
    )
    total = ngettext("%(n)s task could change", "%(n)s tasks could change", states.total())
    return [each % {"n": f"{n:,}"} for n, each in ((states.total(), total), *said) if n]


def would_change(user: User, tasks: QuerySet[Task], at: datetime) -> WouldChange:
    """What the plan would take back of these tasks. Nothing is changed."""
    plan = current_plan()
    found = loosening.worth_taking_back(
        at, list(loosening.movable(tasks, at)), plan.guarantee if plan else ""
    )
    if found is None:
        return WouldChange([], [])
    weighed = found.weighed
    less = {
        id: _("%(n)s points") % {"n": f"{value / METRES_A_POINT:.1f}"} for id, value in found.less.items()
    }
    lines = [
        WouldGo(
            task=task,
            need=_need(user, task.need),
            helper=_helper(user, task.offer),
            kind=label(task.need.kind),
            place=rough_place(task.need),
            points=weighed.points(task),
            state=words.state(task.state),
            colour=words.COLOURS[task.state],
            instead=[_instead(user, goes) for goes in weighed.instead(task)],
            elsewhere=[_elsewhere(user, goes) for goes in weighed.elsewhere(task)],
            less=less.get(task.id, ""),
            together=_together(weighed, task),
        )
        for task in weighed.tasks
    ]
    lines.sort(key=lambda line: (-line.points, line.need.code))
    return WouldChange(lines, _gained(weighed.gain))


def _together(weighed: Weighed, task: Task) -> str:
    (group,) = (group for group in weighed.groups if task in group.tasks)
    return ", ".join(sorted({each.need.code for each in group.tasks if each.id != task.id}))


def _need(user: User, need: Need, text: str = "") -> Code:
    seen = user.may(Permission.SEE_NEEDS, need.district or None)
    return Code(need.code, reverse("need", args=[need.id]) if seen else "", text)


def _helper(user: User, offer: Offer, text: str = "") -> Code:
    seen = user.may(Permission.SEE_OFFERS, offer.district or None)
    return Code(offer.code, reverse("offer", args=[offer.id]) if seen else "", text)


def _instead(user: User, goes: Goes) -> Code:
    return _helper(user, goes.offer, _far(goes))


def _elsewhere(user: User, goes: Goes) -> Code:
    points = ngettext("%(n)s point of priority", "%(n)s points of priority", goes.points) % {"n": goes.points}
    return _need(user, goes.need, ", ".join(filter(None, (points, _far(goes)))))


def _far(goes: Goes) -> str:
    return reasons.distance(goes.metres if KINDS[goes.need.kind].distance_matters else None)


def _gained(gain: Gain) -> list[str]:
    """What is gained and what is lost, each with its unit."""
    helpers, points, metres = abs(gain.helpers), abs(gain.points), abs(gain.metres)
    more_helpers = ngettext("%(n)s more helper is found", "%(n)s more helpers are found", helpers)
    fewer_helpers = ngettext("%(n)s helper fewer is found", "%(n)s helpers fewer are found", helpers)
    more_points = ngettext(
        "%(n)s more point of priority is met", "%(n)s more points of priority are met", points
    )
    fewer_points = ngettext(
        "%(n)s point of priority fewer is met", "%(n)s points of priority fewer are met", points
    )
    less_way, more_way = _("helpers travel %(n)s km less in all"), _("helpers travel %(n)s km further in all")
    said = [
        (more_helpers if gain.helpers > 0 else fewer_helpers) % {"n": f"{helpers:,}"}
        if helpers
        else _("as many helpers are found as without"),
        (more_points if gain.points > 0 else fewer_points) % {"n": f"{points:,}"}
        if points
        else _("as many points of priority are met as without"),
    ]
    if metres < 50:  # 0.0 km
        said.append(_("helpers travel as far in all as without"))
    else:
        said.append((less_way if gain.metres >= 0 else more_way) % {"n": f"{metres / 1000:,.1f}"})
    return said
