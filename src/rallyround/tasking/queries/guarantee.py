"""What a plan guarantees each place, what that costs and where it cannot be kept, in plain words."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rallyround.places import queries as places
from rallyround.tasking import reasons
from rallyround.tasking.models import STANDS, Plan, Proposal
from rallyround.tasking.queries.gain import shown
from rallyround.tasking.settling import METRES_A_POINT


@dataclass(frozen=True)
class Kept:
    """The guarantee of a plan: what it says, its price, and a sentence for each place where it cannot be kept."""

    rule: str
    price: list[str]
    short: list[str]
    advice: str


def guarantee(plan: Plan) -> Kept | None:
    """None where the plan guarantees nothing."""
    found = plan.statistics.get("guarantee")
    if not found:
        return None
    numbers, short = plan.statistics, found["short"]
    open_to_see = shown(numbers["equity"]["district"])
    return Kept(
        rule=str(reasons.GUARANTEED[found["rule"]]),
        price=_price(found["price_metres"], numbers, found["without"], everywhere=not short),
        short=[
            _short(district, counts if open_to_see[district] else None)
            for district, counts in sorted(short.items())
        ],
        advice=_advice(numbers) if short else "",
    )


def _price(metres: int, now: dict[str, int], without: dict[str, int], *, everywhere: bool) -> list[str]:
    """The price as a sum of points, and what it is made of; everywhere: whether each place gets its share."""
    if metres <= 0:
        if everywhere:
            return [_("It costs nothing: the best plan keeps it by itself.")]
        return [
            _("It costs nothing: the best plan already gives each place as much of its share as it can have.")
        ]
    points = without["points_met"] - now["points_met"]
    km = (now["metres"] - without["metres"]) / 1000
    made_of = [
        _("%(points)s points of priority fewer are met") % {"points": f"{points:,}"}
        if points >= 0
        else _("%(points)s points of priority more are met") % {"points": f"{-points:,}"},
        _("helpers travel %(km)s km further") % {"km": f"{km:,.1f}"}
        if km >= 0
        else _("helpers travel %(km)s km less") % {"km": f"{-km:,.1f}"},
    ]
    return [
        _("It costs %(price)s points of priority, of %(met)s that could be met without it: %(made_of)s.")
        % {
            "price": f"{metres / METRES_A_POINT:,.1f}",
            "met": f"{without['points_met']:,}",
            "made_of": ", ".join(made_of),
        },
        _("%(metres)s metres of travel count as one point of priority.") % {"metres": f"{METRES_A_POINT:,}"},
    ]


def _short(district: str, counts: list[int] | None) -> str:
    """Why a place does not get its share; without numbers where few needs are."""
    name = places.area_name(district) or _("Place not known")
    if counts is None:
        return _("%(place)s: the numbers are hidden, for few needs are there.") % {"place": name}
    asked, met, alone = counts
    said = {"place": name, "met": f"{met:,}", "asked": f"{asked:,}", "alone": f"{alone:,}"}
    if alone <= met:
        sentence = _(
            "%(place)s gets %(met)s of %(asked)s helpers: it would not get more if nobody helped anywhere else."
        )
    else:
        sentence = _(
            "%(place)s gets %(met)s of %(asked)s helpers: %(alone)s could help there, but other places need them "
            "for their own share."
        )
    return " ".join([sentence % said, *_most_often(district)])


def _most_often(district: str) -> list[str]:
    """The reason for which most of the helpers are missing there."""
    unmet = Proposal.objects.filter(STANDS, state="unmet", need__district=district, units__gt=0)
    codes = Counter(dict(unmet.values_list("reason__code").annotate(Sum("units")).order_by()))
    if not codes:
        return []
    code, count = max(codes.items(), key=lambda each: (each[1], each[0]))
    every = sum(codes.values())
    text = ngettext(
        "The reason for %(count)s of %(every)s helper who is missing: %(why)s",
        "The reason for %(count)s of %(every)s helpers who are missing: %(why)s",
        every,
    )
    return [text % {"count": f"{count:,}", "every": f"{every:,}", "why": reasons.nobody_in_general(code)}]


def _advice(numbers: dict[str, int]) -> str:
    """What to do where a share cannot be kept everywhere."""
    return _(
        "In all %(met)s helpers are found of %(asked)s that are asked for. Where a share is too much for all places "
        "together, each gets as large a part of it as all can have."
    ) % {"met": f"{numbers['slots_met']:,}", "asked": f"{numbers['slots_asked']:,}"}
