"""What is asked of an organisation before work with it begins: four questions of fit, five of who is best placed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rallyround.people.models import Scope

Kind = Literal["fits", "placed"]


@dataclass(frozen=True)
class FitTest:
    """One question, answered with yes, no or not known yet, and why."""

    key: str
    kind: Kind
    label: str | Promise
    question: str | Promise


TESTS: tuple[FitTest, ...] = (
    FitTest("close", "fits", _("Close to them"),
            _("Does the group let them in, and would it have them speak for it?")),
    FitTest("at_work", "fits", _("At work there"),
            _("Are they doing something with this group already that helps in hard times?")),
    FitTest("bound", "fits", _("Bound by law"), _("Does a law or a public duty tie them to this group?")),
    FitTest("willing", "fits", _("Willing"), _("Would they like to do their own work for this group together with us?")),
    FitTest("same_aims", "placed", _("Same aims"), _("Do they put first what we put first?")),
    FitTest("means", "placed", _("Means"), _("Have they people, time or money to put in?")),
    FitTest("assets", "placed", _("Places and things"),
            _("Is a hall, a vehicle, a kitchen or the like theirs to lend to the neighbourhood?")),
    FitTest("has_helped", "placed", _("Has helped before"),
            _("Can they show that people came better through something because of them?")),
    FitTest("good_company", "placed", _("Good to work with"), _("Do others who worked with them say that it went well?")),
)  # fmt: skip
BY_KEY: Mapping[str, FitTest] = {test.key: test for test in TESTS}
FITS = tuple(test for test in TESTS if test.kind == "fits")
PLACED = tuple(test for test in TESTS if test.kind == "placed")

# Points from 0 to 3: who works wide is best for what needs no local knowledge, who works near for what does.
WIDE_TO_NEAR = (Scope.NATIONAL, Scope.REGIONAL, Scope.LOCAL, Scope.HYPER_LOCAL)


def scope_points(scope: str, needs_local_knowledge: bool) -> int:
    """How well an organisation's reach suits the work.

    >>> scope_points("national", needs_local_knowledge=False), scope_points("national", needs_local_knowledge=True)
    (3, 0)
    """
    near = WIDE_TO_NEAR.index(Scope(scope))
    return near if needs_local_knowledge else len(WIDE_TO_NEAR) - 1 - near
