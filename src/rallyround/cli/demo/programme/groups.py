"""Ten groups of the invented partnership, three of them put first, and the risks that they rest on."""

from collections.abc import Sequence
from dataclasses import dataclass

from rallyround.cli.demo.programme.stage import Stage
from rallyround.groups import actions
from rallyround.groups.actions import GroupProfile, NeedFigure
from rallyround.groups.models import PriorityGroup, RiskEntry

REGISTER = "Mereshire community risk register, invented for the demo"
RISKS = (
    ("R1", "River flooding", "flood", 4, 4),
    ("R2", "Fire or release at an industrial site", "industrial", 2, 4),
    ("R3", "Power cut over a wide area", "power", 3, 4),
    ("R4", "Heatwave", "heat", 4, 3),
    ("R5", "Severe cold and snow", "cold", 3, 3),
)
# name, kind, pattern, causes, why, risks
LISTED = (
    ("Home dialysis patients", "people", "dispersed", ("vulnerable",), "Cannot be without power for long.", ("R3",)),
    ("Market traders of Merebridge", "network", "place", ("at_risk", "not_prepared"), "Stock on the ground floor.", ("R1",)),
    ("Hill farms of Hallow Vale", "network", "dispersed", ("at_risk",), "Cut off by snow for days.", ("R5",)),
    ("Summer visitors at the mere", "people", "site", ("unaware",), "Strangers to the water.", ("R1", "R4")),
    ("Village shop and post office", "organisation", "site", ("at_risk",), "The only shop for miles.", ("R1", "R3")),
    ("Parents with a first baby", "people", "dispersed", ("vulnerable", "unaware"), "Babies suffer in heat.", ("R4",)),
    ("Night-shift workers of the depot", "group", "site", ("unaware",), "Asleep when warnings go out by day.", ("R2",)),
)  # fmt: skip


@dataclass(frozen=True)
class Groups:
    """The three that come first."""

    flood_place: PriorityGroup
    caravans: PriorityGroup
    boats: PriorityGroup


def ten_groups(stage: Stage, flooded: Sequence[str]) -> Groups:
    """All ten, with their risks; what the three need, and who they trust."""
    by, at = stage.actor("working_group_member"), stage.at(8)
    risks = {
        reference: actions.add_risk(
            by=by, at=at, reference=reference, title=title, hazard=hazard, likelihood=likelihood, impact=impact,
            source=REGISTER, dated_on=stage.on(-60),
        )
        for reference, title, hazard, likelihood, impact in RISKS
    }  # fmt: skip
    for name, kind, pattern, causes, why, from_risks in LISTED:
        site = "" if pattern != "site" else name
        profile = GroupProfile(
            name=name, kind=kind, pattern=pattern, causes=causes, rationale=why, site=site,
            areas=tuple(flooded[:1]) if pattern == "place" else (),
        )  # fmt: skip
        actions.add_group(by=by, at=at, profile=profile, risks=[risks[key] for key in from_risks])
    return Groups(_flood_place(stage, risks, flooded), _caravans(stage, risks, flooded), _boats(stage, risks))


def _first(stage: Stage, profile: GroupProfile, risks: list[RiskEntry], rank: int, why: str) -> PriorityGroup:
    by, at = stage.actor("tactical_lead"), stage.at(9)
    group = actions.add_group(by=by, at=at, profile=profile, risks=risks)
    return actions.set_priority(by=by, at=at, group=group, high=True, rank=rank, reason=why)


def _flood_place(stage: Stage, risks: dict[str, RiskEntry], flooded: Sequence[str]) -> PriorityGroup:
    group = _first(
        stage,
        GroupProfile(
            name="Weirside", kind="people", pattern="place", causes=("at_risk", "not_prepared"),
            rationale="The river comes into these streets first, and few homes have barriers.",
            characteristics="Terraces by the water; many tenants, some above shops.",
            size_low=2000, size_high=2000, size_unit="households", size_source="Council tax list, invented",
            size_dated_on=stage.on(-90), areas=tuple(flooded), ease=4,
        ),
        [risks["R1"]], 1, "The likeliest of the high risks, and the streets that lie lowest.",
    )  # fmt: skip
    needs = (
        ("prepare_homes", "before", 900, 1200, 1500, "households", "Street survey by the flood group", True),
        (
            "clean_up",
            "after",
            300,
            500,
            900,
            "households",
            "Homes reached by water in the last three floods",
            False,
        ),
        ("welfare", "during", 60, 110, 200, "households", "Calls of the last flood", True),
    )
    for kind, phase, low, likely, high, unit, source, said in needs:
        _need(stage, group, kind, phase, "flood", (low, likely, high), unit, source, said=said)
    route = actions.agree_route(
        by=stage.actor("tactical_lead"), at=stage.at(14), group=group, agreed_on=stage.on(14),
        organisation=stage.organisation("Ottercombe Flood Group"), how="Street leads go from door to door",
    )  # fmt: skip
    for days, about, began in ((16, "What would help before winter", True), (60, "Barriers and who fits them", False),
                               (220, "How the preparing went", True)):  # fmt: skip
        actions.log_contact(
            by=stage.actor("working_group_member"), at=stage.at(days), user=stage.user("working_group_member"),
            group=group, mode="present", on=stage.on(days), about=about, route=route, from_the_group=began,
        )  # fmt: skip
    return group


def _caravans(stage: Stage, risks: dict[str, RiskEntry], flooded: Sequence[str]) -> PriorityGroup:
    group = _first(
        stage,
        GroupProfile(
            name="Staithe Park and its care homes", kind="group", pattern="site", causes=("vulnerable", "at_risk"),
            rationale="Many who cannot leave by themselves live beside the gas works.",
            characteristics="A caravan site and two care homes; medical needs are common.",
            size_low=500, size_high=500, size_unit="people", size_source="Site office and care homes",
            size_dated_on=stage.on(7), site="Staithe Park", areas=tuple(flooded[-1:]), ease=3,
        ),
        [risks["R2"], risks["R3"]], 2, "Rare, but whoever lives there could not get away alone.",
    )  # fmt: skip
    for kind, phase, figures, source in (
        ("grab_bags", "before", (250, 400, 500), "Site office"),
        ("evacuation", "during", (120, 180, 260), "Care homes' own plans"),
        ("welfare", "after", (None, None, None), "Asked of the care homes; not known yet"),
    ):
        _need(stage, group, kind, phase, "industrial", figures, "people", source)
    actions.agree_route(
        by=stage.actor("tactical_lead"), at=stage.at(40), group=group, agreed_on=stage.on(40),
        organisation=stage.organisation("Mereshire Voluntary Action"), how="The matron and the site warden",
    )  # fmt: skip
    return group


def _boats(stage: Stage, risks: dict[str, RiskEntry]) -> PriorityGroup:
    group = _first(
        stage,
        GroupProfile(
            name="Families without a fixed address", kind="network", pattern="dispersed",
            causes=("unaware", "unable_to_self_determine"), hardly_reached=("off_list", "marginalised"),
            rationale="No warning list has them, and letters do not reach them.",
            characteristics="On boats and with friends; they know one another.",
            size_low=300, size_high=600, size_unit="people", size_source="Estimate of the welcome table: about 450",
            size_dated_on=stage.on(6), by_trusted_routes_only=True, ease=1,
        ),
        [risks["R1"], risks["R5"]], 3, "Nobody else would reach them.",
    )  # fmt: skip
    actions.agree_route(
        by=stage.actor("tactical_lead"), at=stage.at(45), group=group, agreed_on=stage.on(45), languages="English, Romani",
        organisation=stage.organisation("St Aldhelm's Welcome Table"), how="In person, on Thursdays",
    )  # fmt: skip
    for kind in ("awareness", "information"):
        _need(stage, group, kind, "before", "flood", (None, None, None), "people", "Not asked yet")
    return group


def _need(
    stage: Stage,
    group: PriorityGroup,
    kind: str,
    phase: str,
    hazard: str,
    figures: tuple[int | None, int | None, int | None],
    unit: str,
    source: str,
    *,
    said: bool = False,
) -> None:
    low, likely, high = figures
    figure = NeedFigure(
        kind=kind, phase=phase, hazard=hazard, cause=group.causes[0], source=source, dated_on=stage.on(18),
        low=low, likely=likely, high=high, unit=unit, confidence="medium" if likely else "low", said_by_the_group=said,
    )  # fmt: skip
    actions.state_need(by=stage.actor("working_group_member"), at=stage.at(18), group=group, figure=figure)
