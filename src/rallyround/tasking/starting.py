"""A starting text for how a kind of task is done safely, from the kind's own defaults: a person changes and approves it.

What goes for every task of a safeguarding class comes first, then what is particular to the kind.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rallyround.register.kinds import KINDS, NeedKind
from rallyround.volunteers.models import CheckKind

Text = str | Promise
Lines = tuple[Text, ...]

# By safeguarding class: hazards, and what nobody does.
OUTSIDE: tuple[Lines, Lines] = (
    (_("Flood water, mud and wet ground"), _("Traffic and bad light")),
    (_("Nobody enters or drives through flood water"), _("Nobody goes into a home")),
)
AT_HOME: tuple[Lines, Lines] = (
    (_("Flood water, mud and wet ground"), _("Being in the home of somebody whom you do not know"),
     _("Wet floors, damaged electricity or gas")),
    (_("Nobody goes alone: two stay together the whole time"), _("Nobody touches electricity or gas"),
     _("Nobody takes money, keys or bank cards")),
)  # fmt: skip
BY_CLASS: Mapping[str, tuple[Lines, Lines]] = {
    "none": (
        (_("Hearing of distress"),),
        (_("Whoever is in danger is told to call 999, and we are told at once"),
         _("Nobody gives medical or legal advice, or their own address")),
    ),
    "public_place": OUTSIDE,
    "home": AT_HOME,
    "regulated": AT_HOME,
}  # fmt: skip
BY_KIND: Mapping[str, tuple[Lines, Lines]] = {
    "food_water": ((_("Lifting and carrying"),), (_("Nobody carries more at once than is easy"),)),
    "medicines": (
        (_("A medicine that is wrong, warm or late"),),
        (_("Sealed bags only, handed to whoever is named on them"),),
    ),
    "transport": (
        (_("Roads under water or blocked"),),
        (_("Own licence and insurance, and a seat belt for each"), _("Nobody is lifted or carried")),
    ),
    "leaving": (
        (_("Haste, fear, and people who cannot walk well"),),
        (_("Nobody is carried: that is for the rescue services"),),
    ),
    "prepare": (
        (_("Lifting sandbags"), _("Water that comes sooner than expected")),
        (_("Everybody leaves when the water arrives"),),
    ),
    "clean_up": (
        (_("Dirty water, sharp things, mould, what may be asbestos"),),
        (_("Gloves and boots on; hands washed before eating"), _("What may be asbestos is left where it is")),
    ),
    "welfare_call": ((), (_("The caller’s own number is withheld"),)),
    "welfare_visit": (
        (_("Somebody unwell, distressed or angry"),),
        (_("Where nobody opens, ring us: nobody breaks in"),),
    ),
    "shelter": (
        (_("A crowd in a small room"),),
        (_("Nobody is alone with a child or with somebody whom they do not know"),),
    ),
    "power": (
        (_("Fumes, fuel and electric shock"),),
        (_("No generator runs indoors or in the rain"), _("Nobody opens a fuse box")),
    ),
    "pets": ((_("Bites, scratches, animals that run"),), (_("Nobody handles an animal that is afraid"),)),
    "interpreting": ((_("Words that are taken wrongly"),), (_("Everything is interpreted, nothing passed on"),)),
    "information": ((_("Saying something that is no longer true"),), (_("Only what an official source says now"),)),
    "equipment": (
        (_("Lifting; tools with motors or blades"),),
        (_("Only somebody who was shown how uses a tool"),),
    ),
    "other": ((_("What nobody has thought of: ask before you go"),), (_("Whoever feels unsafe stops and leaves"),)),
}  # fmt: skip


def starting_text(kind: str) -> dict[str, Any]:
    """Level, hazards and limits for the form of a kind that has no assessment yet; nothing for one that is not known."""
    found = KINDS.get(kind)
    if found is None:
        return {}
    hazards, limits = BY_CLASS[found.safeguarding]
    more_hazards, more_limits = BY_KIND[kind]
    return {
        "level": _level(found),
        "hazards": _lines(hazards + more_hazards),
        "limits": _lines(limits + more_limits),
    }


def _level(kind: NeedKind) -> str:
    """Medium where identity must have been seen anyway; high is for a person to say."""
    seen = CheckKind.IDENTITY in kind.checks or kind.safeguarding in ("home", "regulated")
    return "medium" if seen else "low"


def _lines(lines: Lines) -> str:
    return "\n".join(str(line) for line in lines)
