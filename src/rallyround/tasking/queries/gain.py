"""What a plan gains on first come, first served, and how evenly it helps, as the page shows it."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from rallyround.core.disclosure import suppress
from rallyround.places import queries as places
from rallyround.register.models import Risk
from rallyround.tasking.models import Plan
from rallyround.tasking.queries.plan import percent

Text = str | Promise
ALL = "\0all"


@dataclass(frozen=True)
class Way:
    """One way of deciding: helpers found of those asked for, points of priority met of those asked for, kilometres."""

    label: Text
    slots: str
    points: str
    km: str


@dataclass(frozen=True)
class Group:
    """A place or a group: helpers asked for and found, and the share; all three empty where they are hidden."""

    label: Text
    asked: int | None
    met: int | None

    @property
    def share(self) -> int | None:
        """Per cent of the helpers asked for that are found."""
        return round(100 * self.met / self.asked) if self.asked and self.met is not None else None

    @property
    def percent(self) -> str:
        return percent(self.met or 0, self.asked or 0)

    @property
    def asked_text(self) -> str:
        return "" if self.asked is None else f"{self.asked:,}"

    @property
    def met_text(self) -> str:
        return "" if self.met is None else f"{self.met:,}"


@dataclass(frozen=True)
class Table:
    """The groups, those served worst first and hidden ones last."""

    caption: Text
    groups: list[Group]

    @property
    def worst(self) -> Group | None:
        """Who is served worst of those shown, where there is anybody to compare with."""
        shown = [group for group in self.groups if group.share is not None]
        return shown[0] if len(shown) > 1 else None

    @property
    def best(self) -> Group | None:
        """Who is served best of those shown."""
        shown = [group for group in self.groups if group.share is not None]
        return shown[-1] if shown else None


@dataclass(frozen=True)
class Gain:
    """The page: ways of deciding beside each other, and how evenly the plan helps.

    none   where the plan meets no more than first come, first served: why that can be
    """

    ways: list[Way]
    tables: list[Table]
    none: str = ""


def gain(plan: Plan) -> Gain | None:
    """What was worked out when the plan was made; None for plans of before it was."""
    numbers, first = plan.statistics, plan.statistics.get("first_come")
    if first is None:
        return None
    asked, points = numbers["slots_asked"], numbers["points_asked"]
    ours = _way(_("This plan"), numbers, asked, points)
    theirs = _way(_("First come, first served"), first, asked, points)
    more = Way(
        _("What the plan gains on first come, first served"),
        _more(f"{numbers['slots_met'] - first['slots_met']:+,}"),
        _more(f"{numbers['points_met'] - first['points_met']:+,}"),
        _more(f"{(numbers['metres'] - first['metres']) / 1000:+,.1f}"),
    )
    equity, guarantee = numbers["equity"], numbers.get("guarantee")
    plain = (
        [_way(_("The same without the guarantee"), guarantee["without"], asked, points)] if guarantee else []
    )
    risks = dict(Risk.choices)
    return Gain(
        [ours, *plain, theirs, more],
        [
            _table(
                _("By place"), equity["district"], lambda code: places.area_name(code) or _("Place not known")
            ),
            _table(_("By what makes waiting harder"), equity["risk"], lambda key: risks.get(key, key)),
        ],
        _no_gain(numbers, first),
    )


def _no_gain(plan: dict[str, int], first: dict[str, int]) -> str:
    if plan["points_met"] > first["points_met"] or plan["slots_met"] > first["slots_met"]:
        return ""
    if plan["slots_met"] == plan["slots_asked"]:
        return _("Helpers are not scarce now: either way every need is met, and only the ways differ.")
    return _(
        "At this moment first come, first served would meet as much: nobody who came earlier takes a helper from a need "
        "that is more urgent."
    )


def _way(label: Text, numbers: dict[str, int], asked: int, points: int) -> Way:
    return Way(
        label,
        _of(numbers["slots_met"], asked),
        _of(numbers["points_met"], points),
        f"{numbers['metres'] / 1000:,.1f}",
    )


def _more(number: str) -> str:
    """A difference with a minus sign that is one."""
    return number.replace("-", "\u2212")


def _of(met: int, asked: int) -> str:
    share = f" ({percent(met, asked)})" if asked else ""
    return _("%(met)s of %(asked)s") % {"met": f"{met:,}", "asked": f"{asked:,}"} + share


def shown(counts: dict[str, list[int]]) -> dict[str, bool]:
    """Which groups' numbers may be seen: not those of few needs, nor what they could be worked out from."""
    left = suppress(
        {key: needs for key, (_asked, _met, needs) in counts.items()}, groups=dict.fromkeys(counts, ALL)
    )
    return {key: number is not None for key, number in left.items()}


def _table(caption: Text, counts: dict[str, list[int]], name: Callable[[str], Text]) -> Table:
    open_to_see = shown(counts)
    groups = [
        Group(name(key), asked, met) if open_to_see[key] else Group(name(key), None, None)
        for key, (asked, met, _needs) in counts.items()
    ]
    return Table(
        caption, sorted(groups, key=lambda group: (group.share is None, group.share or 0, str(group.label)))
    )
