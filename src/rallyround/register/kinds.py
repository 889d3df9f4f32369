"""The kinds of need, and the skills that meet them: what the matching, the safety rules and the forms go by.

Distance matters or not, how many helpers, which checks: the rule is set for each kind. The checks and minutes are
this product's own defaults; a partnership's risk assessment of a kind of task says what is done on the day.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntFlag
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

UNKNOWN = "not_yet_known"
Text = str | Promise


class DayPart(IntFlag):
    """When in the day somebody can help; an offer adds up those that suit."""

    MORNING = 1
    AFTERNOON = 2
    EVENING = 4
    NIGHT = 8


DAY_PARTS: Mapping[DayPart, Text] = MappingProxyType(
    {
        DayPart.MORNING: _("Mornings (6 to 12)"),
        DayPart.AFTERNOON: _("Afternoons (12 to 18)"),
        DayPart.EVENING: _("Evenings (18 to 22)"),
        DayPart.NIGHT: _("Nights (22 to 6)"),
    }
)
WHOLE_DAY = sum(DayPart)

SKILLS: Mapping[str, Text] = MappingProxyType(
    {
        "delivering": _("Fetching and delivering food, water or medicines"),
        "driving": _("Driving people"),
        "evacuating": _("Helping people to leave their homes"),
        "protecting_homes": _("Filling sandbags and protecting homes"),
        "cleaning_up": _("Cleaning up afterwards"),
        "calling": _("Telephoning people who are alone"),
        "visiting": _("Visiting people at home"),
        "shelter": _("A warm, cool or dry place"),
        "power": _("Power, a generator or charging"),
        "pets": _("Looking after animals"),
        "interpreting": _("Interpreting by telephone"),
        "informing": _("Finding out and passing on information"),
        "equipment": _("Lending equipment"),
        "general": _("Anything useful"),
    }
)


@dataclass(frozen=True, kw_only=True)
class NeedKind:
    """One kind of need.

    short              what a call handler types for it
    skill              what an offer must have, a key of `SKILLS`
    distance_matters   whether the helper has to go there
    safeguarding       none · public_place · home (pairs, no unchecked person alone) · regulated
    helpers            how many go, unless triage says otherwise
    checks             what the helpers must have shown, as kinds of check
    minutes            how long one visit usually takes
    self_help          what somebody can do without us
    """

    key: str
    short: str
    label: Text
    skill: str
    distance_matters: bool = True
    safeguarding: str = "none"
    helpers: int = 1
    checks: tuple[str, ...] = ()
    minutes: int = 60
    self_help: Text


KINDS: Mapping[str, NeedKind] = MappingProxyType(
    {
        kind.key: kind
        for kind in (
            NeedKind(
                key="food_water",
                short="fw",
                label=_("Food and water"),
                skill="delivering",
                safeguarding="public_place",
                self_help=_(
                    "Use bottled water if you have it. Ask a neighbour first. Your water company must bring water to "
                    "people on its priority list: ring the number on your bill."
                ),
            ),
            NeedKind(
                key="medicines",
                short="me",
                label=_("Medicines"),
                skill="delivering",
                safeguarding="public_place",
                checks=("identity",),
                self_help=_(
                    "Ring your pharmacy, or 111 at any hour: they can give an emergency supply of most medicines."
                ),
            ),
            NeedKind(
                key="transport",
                short="tr",
                label=_("Transport"),
                skill="driving",
                safeguarding="public_place",
                checks=("identity", "driving"),
                minutes=90,
                self_help=_(
                    "Never drive or walk through flood water. Ask the place you are going to whether it is open."
                ),
            ),
            NeedKind(
                key="leaving",
                short="le",
                label=_("Help to leave"),
                skill="evacuating",
                safeguarding="home",
                helpers=2,
                checks=("identity",),
                minutes=90,
                self_help=_(
                    "Take medicines, glasses, phone and charger, and warm clothes. Turn off gas and electricity if it "
                    "is safe. Tell a neighbour where you go."
                ),
            ),
            NeedKind(
                key="prepare",
                short="sb",
                label=_("Sandbags and protecting a home"),
                skill="protecting_homes",
                safeguarding="public_place",
                helpers=2,
                minutes=120,
                self_help=_(
                    "Move what matters upstairs, the most valuable first. Block doors and air bricks. Check your flood "
                    "warnings every few hours."
                ),
            ),
            NeedKind(
                key="clean_up",
                short="cu",
                label=_("Clean-up"),
                skill="cleaning_up",
                safeguarding="home",
                helpers=2,
                checks=("identity",),
                minutes=180,
                self_help=_(
                    "Photograph the damage before you clear it. Wear gloves and boots: flood water is dirty. Do not "
                    "switch on anything that was wet."
                ),
            ),
            NeedKind(
                key="welfare_call",
                short="wc",
                label=_("A friendly telephone call"),
                skill="calling",
                distance_matters=False,
                checks=("identity",),
                minutes=20,
                self_help=_("Ring a friend or a neighbour now, and agree when you will speak again."),
            ),
            NeedKind(
                key="welfare_visit",
                short="wv",
                label=_("A visit to see that somebody is well"),
                skill="visiting",
                safeguarding="home",
                helpers=2,
                checks=("identity", "dbs_basic"),
                minutes=45,
                self_help=_("Ask a neighbour with a key to look in, and ring the person first."),
            ),
            NeedKind(
                key="shelter",
                short="sh",
                label=_("A warm, cool or dry place"),
                skill="shelter",
                safeguarding="public_place",
                minutes=30,
                self_help=_(
                    "Libraries and community centres are often open to sit in. Keep to one room at home and stay in it."
                ),
            ),
            NeedKind(
                key="power",
                short="po",
                label=_("Power or charging"),
                skill="power",
                safeguarding="public_place",
                self_help=_(
                    "Report the power cut to your network (105, free, in England, Scotland and Wales). If somebody's "
                    "health depends on electricity, say so: they come first. Never use a generator or a barbecue indoors."
                ),
            ),
            NeedKind(
                key="pets",
                short="pe",
                label=_("Care for animals"),
                skill="pets",
                safeguarding="public_place",
                self_help=_("Keep animals in one room with water. Put your number on the collar."),
            ),
            NeedKind(
                key="interpreting",
                short="in",
                label=_("Interpreting by telephone"),
                skill="interpreting",
                distance_matters=False,
                checks=("identity",),
                minutes=30,
                self_help=_("111 and 999 have interpreters: say the name of your language in English."),
            ),
            NeedKind(
                key="information",
                short="if",
                label=_("Information"),
                skill="informing",
                distance_matters=False,
                minutes=15,
                self_help=_("Flood warnings are on the government's pages and on Floodline, at any hour."),
            ),
            NeedKind(
                key="equipment",
                short="eq",
                label=_("Equipment"),
                skill="equipment",
                safeguarding="public_place",
                self_help=_("Ask neighbours what you can share: one pump can serve a whole street."),
            ),
            NeedKind(
                key="other",
                short="ot",
                label=_("Something else"),
                skill="general",
                safeguarding="public_place",
                self_help=_("Your council's own number can often tell you who does what."),
            ),
        )
    }
)

BY_SHORT: Mapping[str, str] = MappingProxyType({kind.short: kind.key for kind in KINDS.values()})


def label(key: str) -> Text:
    """What a kind is called; one that triage has not found out yet is "Not yet known"."""
    return KINDS[key].label if key in KINDS else _("Not yet known")


def from_short(text: str) -> str:
    """The kind that a call handler typed: its two letters or its key; nothing typed is not yet known, else ''.

    >>> from_short("SB"), from_short(""), from_short("zz")
    ('prepare', 'not_yet_known', '')
    """
    said = text.strip().lower()
    if not said:
        return UNKNOWN
    return BY_SHORT.get(said, said if said in KINDS else "")
