"""Steps 3 to 7 for the flood place, and the half that is done for the caravan site."""

from collections.abc import Sequence

from rallyround.business import actions as business
from rallyround.business.contents import CaseContent, LineContent, OptionContent
from rallyround.business.models import Case, Line, Option
from rallyround.cli.demo.programme.groups import Groups
from rallyround.cli.demo.programme.partnership import WORK
from rallyround.cli.demo.programme.stage import Stage
from rallyround.collaborations import actions as collaborations
from rallyround.collaborations.actions import PartOf, TermsDraft
from rallyround.collaborations.criteria import TESTS
from rallyround.collaborations.models import Collaboration
from rallyround.groups.models import PriorityGroup
from rallyround.groups.vocabulary import Objective
from rallyround.programme import actions as programme
from rallyround.programme.models import Aim
from rallyround.response import actions as response
from rallyround.response.models import Module

PRICES = "Invented for the demo"


def prepare_flood_place(stage: Stage, groups: Groups, aims: Sequence[Aim]) -> Module:
    """Case, activities, collaboration and modules of the flood place; gives the module that is set going first."""
    lead = stage.user("tactical_lead")
    cycle = programme.begin_cycle(
        by=lead.actor, at=stage.at(9), group=groups.flood_place, opened_by=lead, pilot=True,
        exit_criteria="Half of the homes made ready, one exercise, one activation looked back on.", steps=(1, 2),
    )  # fmt: skip
    for step, days in ((3, 28), (4, 30), (5, 60), (6, 50), (7, 100), (8, 250)):
        programme.open_step(
            by=lead.actor, at=stage.at(days), cycle=cycle, step=step, user=lead, reason="Next in line"
        )
    for opening, days in zip(cycle.openings.order_by("step"), (25, 27, 48, 70, 120, 80, 262, 0), strict=True):
        if days:
            programme.close_step(by=lead.actor, at=stage.at(days), opening=opening, user=lead)
    case = _case(stage, groups.flood_place)
    _activities(
        stage, groups.flood_place, aims, Line.objects.filter(option__case=case, kind="cost").latest("id")
    )
    _with_the_flood_group(stage, groups.flood_place)
    _adopt(stage, "clean-up", [groups.flood_place], 105)
    return _adopt(stage, "prepare-your-home", [groups.flood_place], 104)


def halfway(stage: Stage, groups: Groups) -> None:
    """The caravan site as far as its partner and its plan; the families without an address, begun."""
    lead = stage.user("tactical_lead")
    for group, step_days in ((groups.caravans, (150, 170, 190, 210)), (groups.boats, (240,))):
        cycle = programme.begin_cycle(
            by=lead.actor, at=stage.at(step_days[0]), group=group, opened_by=lead, steps=(1,)
        )
        for step, days in enumerate(step_days[1:], start=2):
            programme.open_step(
                by=lead.actor, at=stage.at(days), cycle=cycle, step=step, user=lead, reason="Next in line"
            )
    _draft_case(stage, groups.caravans, "Staithe Park", 195)
    candidate = collaborations.add_candidate(
        by=lead.actor, at=stage.at(212), group=groups.caravans,
        organisation=stage.organisation("Mereshire Voluntary Action"),
    )  # fmt: skip
    collaborations.answer_tests(
        by=lead.actor, at=stage.at(213), user=lead, candidate=candidate,
        answers={test.key: ("yes", "They said so when we met") for test in TESTS[:5]},
    )  # fmt: skip


def _activities(stage: Stage, group: PriorityGroup, aims: Sequence[Aim], line: Line) -> None:
    owners = ("working_group_member", "tactical_lead", "secretariat")
    for aim, owner in zip(aims, owners, strict=True):
        for place, objective in enumerate(Objective.values):
            begins = 50 + 35 * place
            activity = programme.add_activity(
                by=stage.actor("tactical_lead"), at=stage.at(49),
                said=programme.ActivityText(
                    aim=aim, objective=objective, what=WORK[objective], owner=stage.user(owner), group=group,
                    begins_on=stage.on(begins), due_on=stage.on(begins + 40), days_of_work=2, case_line=line.id,
                    beyond_pace_because="Begun together, so that one evening serves three aims.",
                ),
            )  # fmt: skip
            if objective != Objective.INTELLIGENCE:  # goes on as long as the group does
                programme.move_activity(
                    by=stage.actor(owner), at=stage.at(begins + 38), activity=activity, state="done",
                    evidence="Note of the meeting", done_on=stage.on(begins + 38),
                )  # fmt: skip


def _case(stage: Stage, group: PriorityGroup) -> Case:
    case = _draft_case(stage, group, "Weirside", 38)
    champion = stage.user("strategic_champion")
    case = business.submit_case(by=stage.actor("tactical_lead"), at=stage.at(44), case=case)
    return business.approve_case(
        by=champion.actor, at=stage.at(47), case=case, approved_by=champion, approving_body="Mereshire resilience forum"
    )  # fmt: skip


def _draft_case(stage: Stage, group: PriorityGroup, name: str, days: int) -> Case:
    lead = stage.user("tactical_lead")
    year = stage.on(days).year
    case = business.draft_case(
        by=lead.actor, at=stage.at(days), made_by=lead,
        content=CaseContent(
            name=name, base_year=year, price_year=year, years=10, group=group,
            scope="Preparing homes with street leads, a module for cleaning up, and one exercise a year.",
            strategic_fit="The first group of the ambition; the highest entry of the risk register.",
            commercial="Barriers are bought through the county's framework.",
            management="The working group, each quarter; measures as beside the benefits.",
        ),
    )  # fmt: skip
    _option(stage, case, "nothing", "Go on as before", days)
    small = _option(stage, case, "minimum", "Leaflets only", days)
    more = _option(stage, case, "more", "Street leads, barriers and a module", days)
    _line(stage, small, days, "cost", "Leaflets", (1, 3), (800, 1000, 1500))
    _line(
        stage,
        small,
        days,
        "benefit",
        "Damage avoided",
        (1, 10),
        (0, 2000, 6000),
        "Homes ready, of those asked",
    )
    _line(stage, more, days, "cost", "Coordinator", (1, 3), (18000, 22000, 26000))
    _line(stage, more, days, "cost", "Barriers and training", (1, 1), (6000, 9000, 12000))
    _line(
        stage,
        more,
        days,
        "benefit",
        "Damage avoided",
        (2, 10),
        (9000, 30000, 60000),
        "Homes ready, of those asked",
    )
    _line(
        stage,
        more,
        days,
        "benefit",
        "Fewer call-outs",
        (2, 10),
        (500, 2000, 5000),
        "Calls from these streets",
    )
    business.prefer_option(by=lead.actor, at=stage.at(days), option=more)
    return case


def _option(stage: Stage, case: Case, key: str, name: str, days: int) -> Option:
    return business.add_option(
        by=stage.actor("tactical_lead"), at=stage.at(days), case=case, content=OptionContent(key=key, name=name)
    )  # fmt: skip


def _line(
    stage: Stage,
    option: Option,
    days: int,
    kind: str,
    name: str,
    years: tuple[int, int],
    amounts: tuple[int, int, int],
    measure: str = "",
) -> None:
    low, central, high = amounts
    business.add_line(
        by=stage.actor("tactical_lead"), at=stage.at(days), option=option,
        content=LineContent(
            kind=kind, name=name, year_from=years[0], year_to=years[1], price_year=stage.on(days).year, source=PRICES,
            confidence="low", low=low, central=central, high=high, measure=measure,
            organisation=stage.organisation("Mereshire County Council"),
            baseline="120 of 2,000" if measure else "", target="1,000 of 2,000" if measure else "",
            by_when=stage.on(700) if measure else None,
        ),
    )  # fmt: skip


def _with_the_flood_group(stage: Stage, group: PriorityGroup) -> Collaboration:
    lead = stage.user("tactical_lead")
    partner = stage.organisation("Ottercombe Flood Group")
    candidate = collaborations.add_candidate(
        by=lead.actor, at=stage.at(62), group=group, organisation=partner
    )
    collaborations.answer_tests(
        by=lead.actor, at=stage.at(63), user=lead, candidate=candidate,
        answers={test.key: ("no", "No law binds them") if test.key == "bound" else ("yes", "Seen at work last winter")
                 for test in TESTS},
    )  # fmt: skip
    parts = [PartOf(group, objective, "before") for objective in Objective.values]
    parts += [PartOf(group, Objective.IMPLEMENT, "during"), PartOf(group, Objective.INTELLIGENCE, "after")]
    work = collaborations.propose(
        by=lead.actor, at=stage.at(64), owner=stage.user("working_group_member"), organisation=partner,
        name="Street leads of Weirside", parts=parts,
    )  # fmt: skip
    terms = collaborations.propose_terms(
        by=lead.actor, at=stage.at(65), collaboration=work,
        draft=TermsDraft(
            shared_objectives="Homes by the river are ready before winter.",
            expectations="They visit; we bring barriers, training and insurance.",
            expected_gain="Half of the homes ready", measure="Homes made ready", measure_unit="homes",
            expected_low=60, expected_high=120, starts_on=stage.on(66), by_when=stage.on(280), review_on=stage.on(275),
            cost_a_year=2400,
        ),
    )  # fmt: skip
    collaborations.agree_for_us(by=lead.actor, at=stage.at(68), user=lead, terms=terms)
    collaborations.agree_for_them(
        by=lead.actor, at=stage.at(70), terms=terms, words="Chair, at the May meeting"
    )
    part = work.parts.get(objective=Objective.IMPLEMENT, phase="before")
    for days, amount in ((150, 30), (245, 46)):
        collaborations.record_delivery(
            by=lead.actor, at=stage.at(days), user=lead, part=part, on=stage.on(days), amount=amount,
            reached_the_group=True, evidence="Street leads' list of homes, counted without names", cost=900,
        )  # fmt: skip
    return work


def _adopt(stage: Stage, key: str, groups: list[PriorityGroup], days: int) -> Module:
    lead, champion = stage.user("tactical_lead"), stage.user("strategic_champion")
    module = response.adopt_module(
        by=lead.actor, at=stage.at(days), key=key, lead=stage.organisation("Mereshire Voluntary Action"),
        liability_holder=stage.organisation("Mereshire County Council"), groups=groups,
    )  # fmt: skip
    return response.approve_module(
        by=champion.actor, at=stage.at(days + 2), module=module, approved_by=champion
    )
