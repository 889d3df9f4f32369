"""What the invented partnership wants, who stands behind it, who works on it and by which plan."""

from datetime import timedelta

from rallyround.cli.demo.people import NAME
from rallyround.cli.demo.programme.stage import Stage
from rallyround.groups.models import PriorityGroup
from rallyround.groups.vocabulary import Objective
from rallyround.people.models import Organisation
from rallyround.programme import actions
from rallyround.programme.headings import HEADINGS
from rallyround.programme.models import Aim, Ambition
from rallyround.programme.principles import READY

YES = (
    "Mereshire County Council", "Mereshire Fire and Rescue", "Mereshire Voluntary Action", "Ottercombe Flood Group",
    "Hallow Vale Rotary",
)  # fmt: skip
AIMS = (
    ("People of the three groups know what to do and can do it", "Whoever can act alone need not wait for us.",
     "Households that acted on advice, of those asked"),
    ("The groups are ready before it happens", "What is done beforehand is not asked for at night.",
     "Homes made ready, of those in reach of the water"),
    ("Fewer are in harm's way", "The need that never comes about is the cheapest to meet.",
     "Calls for help from the groups' areas in an incident"),
)  # fmt: skip
WORK: dict[str, str] = {
    Objective.PERFORMANCE: "Ask forty households how they stand",
    Objective.GAPS: "List the streets that nobody has visited",
    Objective.COLLABORATIONS: "Agree terms with the flood group",
    Objective.DESIGN: "Write the evening's programme with street leads",
    Objective.IMPLEMENT: "Visit every street before October",
    Objective.INTELLIGENCE: "Have street leads report what they hear each month",
}
SEATS = (
    ("champion", "strategic_champion", "place_shaping", "Director of place", NAME),
    ("lead", "tactical_lead", "responders", "Resilience manager", "Mereshire County Council"),
    (
        "member",
        "working_group_member",
        "engagement",
        "Community engagement officer",
        "Mereshire County Council",
    ),
    (
        "member",
        "organisation_coordinator",
        "voluntary",
        "Volunteer coordinator",
        "Mereshire Voluntary Action",
    ),
    ("member", "", "groups", "Speaks for the streets by the river", "Ottercombe Flood Group"),
    ("secretariat", "secretariat", "", "Partnership secretary", NAME),
)


def set_course(stage: Stage, first: PriorityGroup) -> list[Aim]:
    """Ambition, summit, working group, terms, initiatives, baseline, vision, aims, pace, systems, bodies."""
    _ambition(stage)
    _summit(stage)
    _team(stage, first)
    aims = _plan(stage)
    _systems(stage, first)
    return aims


def _ambition(stage: Stage) -> None:
    champion, secretary = stage.user("strategic_champion"), stage.user("secretariat")
    actions.name_lead(
        by=champion.actor, at=stage.at(0), lead=champion, organisation=stage.organisation(), named_by=champion,
        on=stage.on(0),
    )  # fmt: skip
    drivers = (
        ("law", "Duty to plan for emergencies and to warn people", "Civil Contingencies Act 2004", 0),
        (
            "local",
            "Two floods in eight years, help came late to the streets by the river",
            "Council report, invented",
            0,
        ),
    )
    for kind, what, source, _days in drivers:
        actions.add_driver(
            by=secretary.actor, at=stage.at(0), kind=kind, what=what, source=source, dated_on=stage.on(-200)
        )
    ambition = actions.draft_ambition(
        by=champion.actor, at=stage.at(1), user=champion,
        said=actions.AmbitionText(
            text="By the second winter nobody in Mereshire waits alone for help that neighbours could have given.",
            reason="The last flood showed who is reached late.",
            outcomes="Fewer calls at night; every call answered; helpers safe and welcome.",
            budget=(actions.BudgetLine("A coordinator for two days a week", 18_000, 26_000),
                    actions.BudgetLine("Training, barriers and materials", 6_000, 12_000)),
        ),
    )  # fmt: skip
    for name in YES:
        _answer(stage, ambition, stage.organisation(name), "yes", "")
    _answer(stage, ambition, stage.organisation("Mereshire Ambulance Service"), "abstain", "")
    _answer(
        stage,
        ambition,
        stage.organisation("Merebridge Market Traders"),
        "no",
        "We were not asked early enough.",
    )
    actions.agree_ambition(
        by=champion.actor, at=stage.at(6), ambition=ambition, user=champion, review_on=stage.on(365)
    )


def _answer(stage: Stage, ambition: Ambition, organisation: Organisation, answer: str, dissent: str) -> None:
    secretary = stage.user("secretariat")
    actions.endorse(
        by=secretary.actor, at=stage.at(5), user=secretary, ambition=ambition, organisation=organisation, answer=answer,
        signed_as="Chair or chief officer", on=stage.on(5), lapses_on=stage.on(5 + 730), dissent=dissent,
    )  # fmt: skip


def _summit(stage: Stage) -> None:
    secretary = stage.user("secretariat")
    begins = stage.at(20).replace(hour=9, minute=0, second=0, microsecond=0)
    summit = actions.call_gathering(
        by=secretary.actor, at=stage.at(7),
        said=actions.GatheringText(kind="summit", name="Mereshire resilience summit", begins_at=begins,
                                   ends_at=begins + timedelta(hours=4), place="Merebridge corn exchange", step=1,
                                   aims="See who does what already; agree whom to help first; ask for active support."),
    )  # fmt: skip
    invited = actions.invite(
        by=secretary.actor, at=stage.at(8), gathering=summit, organisations=[stage.organisation(name) for name in YES]
    )  # fmt: skip
    actions.fill_agenda(by=secretary.actor, at=stage.at(12), gathering=summit)
    for number, attendance in enumerate(invited):
        actions.record_attendance(
            by=secretary.actor, at=stage.at(21), attendance=attendance, came=number != 4
        )
    first = actions.pledge(
        by=secretary.actor, at=stage.at(21), gathering=summit, organisation=stage.organisation("Hallow Vale Rotary"),
        what="Forty sandbags and a trailer", owner=stage.user("tactical_lead"), due_on=stage.on(80),
    )  # fmt: skip
    actions.pledge(
        by=secretary.actor, at=stage.at(21), gathering=summit, organisation=stage.organisation("Mereshire Voluntary Action"),
        what="Twenty trained helpers by next winter", owner=stage.user("organisation_coordinator"), due_on=stage.on(330),
    )  # fmt: skip
    actions.settle_pledge(by=secretary.actor, at=stage.at(75), pledge=first, kept=True)


def _team(stage: Stage, first: PriorityGroup) -> None:
    lead, champion = stage.user("tactical_lead"), stage.user("strategic_champion")
    group = actions.form_working_group(
        by=lead.actor, at=stage.at(10), name="Mereshire working group for neighbours' help",
        reports_to="Mereshire resilience forum", formed_on=stage.on(10), reports_every_days=90,
    )  # fmt: skip
    for role, holder, mix, job, organisation in SEATS:
        actions.add_seat(
            by=lead.actor, at=stage.at(10), role=role, job=job, began_on=stage.on(10), mix=mix,
            organisation=stage.organisation(organisation), holder=stage.user(holder) if holder else None,
            expected_of="Two days a month, and knows whom to ring.",
        )  # fmt: skip
    terms = actions.draft_terms(by=lead.actor, at=stage.at(12), user=lead)
    sections = {heading.key: f"Agreed on the first meeting. {heading.prompt}" for heading in HEADINGS}
    terms = actions.write_terms(by=lead.actor, at=stage.at(13), terms=terms, sections=sections)
    actions.approve_terms(
        by=champion.actor, at=stage.at(15), terms=terms, user=champion, body="Mereshire resilience forum",
        review_on=stage.on(380),
    )  # fmt: skip
    for name, owner, what, cost, whose in (
        (
            "Flood wardens",
            "Ottercombe Flood Group",
            "Wardens watch the gauge and knock on doors.",
            1200,
            first,
        ),
        ("Warm rooms", "Hallow Vale Rotary", "Two halls open in cold weeks.", None, None),
    ):
        actions.add_initiative(
            by=lead.actor, at=stage.at(14),
            said=actions.InitiativeText(name=name, owner=stage.organisation(owner), objective="implement", phase="before",
                                        what=what, group=whose, began_on=stage.on(-400), cost_a_year=cost,
                                        cost_source="Their accounts, invented" if cost else "", effect="Not measured"),
        )  # fmt: skip
    actions.take_baseline(by=lead.actor, at=stage.at(24), user=lead, name="Before we began")
    for days in (90, 180, 265):
        actions.record_report(by=lead.actor, at=stage.at(days), group=group, on=stage.on(days))


def _plan(stage: Stage) -> list[Aim]:
    lead, champion = stage.user("tactical_lead"), stage.user("strategic_champion")
    vision = actions.draft_vision(
        by=lead.actor, at=stage.at(26), user=lead, text="In Mereshire help is near, known and fair."
    )
    actions.approve_vision(by=champion.actor, at=stage.at(30), vision=vision, user=champion)
    actions.adopt_principles(by=lead.actor, at=stage.at(30), keys=[ready.key for ready in READY])
    actions.set_pace(
        by=lead.actor, at=stage.at(30), user=lead, days_a_month=12, groups_at_a_time=3, holds_from=stage.on(30),
        reason="Two officers for part of their week, and the secretary.",
    )  # fmt: skip
    aims = [
        actions.add_aim(by=lead.actor, at=stage.at(30), text=text, reason=reason, outcome=outcome)
        for text, reason, outcome in AIMS
    ]
    actions.add_outcome(
        by=lead.actor, at=stage.at(30), name="Help reaches people sooner", measure="Median minutes from call to help",
        source="This record", aims=aims,
    )  # fmt: skip
    for kind, actor, what, response, weight in (
        (
            "opportunity",
            "community",
            "Street leads who know everybody",
            "Ask them first, and pay their costs",
            4,
        ),
        (
            "risk",
            "volunteers",
            "Helpers drift away when nothing happens",
            "An exercise and two small jobs a year",
            4,
        ),
        ("risk", "people", "Tenants think it is the landlord's matter", "Talk at the door, not by letter", 3),
        (
            "opportunity",
            "business",
            "Shops with vans that stand still at night",
            "Ask for two vans in writing",
            2,
        ),
        (
            "risk",
            "donations",
            "Gifts that nobody asked for fill the hall",
            "Say what is needed, and where it goes",
            2,
        ),
        (
            "opportunity",
            "leaders",
            "Councillors who are stopped in the street",
            "Give them the card with the number",
            2,
        ),
        (
            "opportunity",
            "communications",
            "The local paper prints what we send",
            "One page before each winter",
            1,
        ),
    ):
        actions.add_opportunity(
            by=lead.actor, at=stage.at(31), kind=kind, actor=actor, what=what, response=response, weight=weight,
            owner=stage.user("working_group_member"), review_on=stage.on(340),
        )  # fmt: skip
    return aims


def _systems(stage: Stage, first: PriorityGroup) -> None:
    lead = stage.user("tactical_lead")
    for system, role, page in (
        (
            "lead",
            "strategic_champion",
            "The champion and the lead meet monthly; the forum hears a report each quarter.",
        ),
        (
            "intelligence",
            "analyst",
            "Street leads, the call figures and the open data, looked at each month.",
        ),
        ("manage", "secretariat", "One register, looked at each Tuesday."),
        ("coordinate", "coordinator", "One number, one board, one list of who is called."),
        ("deliver", "duty_officer", "Modules are exercised before each winter."),
    ):
        actions.set_system(
            by=lead.actor, at=stage.at(50), system=system, owner=stage.user(role), page=page, review_on=stage.on(340)
        )  # fmt: skip
    for name, kind in (("Mereshire resilience forum", "forum"), ("Strategic coordinating group", "strategic"),
                       ("Tactical coordinating group", "tactical")):  # fmt: skip
        actions.add_body(by=lead.actor, at=stage.at(50), name=name, kind=kind, standing=kind == "forum")
    actions.add_entry(
        by=lead.actor, at=stage.at(52), kind="decision", what="Begin with Weirside", owner=lead, step=2, group=first,
        why="It can show a result within a year, and its people asked.", principles=["easy_start"],
        society="Ottercombe Flood Group",
    )  # fmt: skip
    actions.add_entry(
        by=lead.actor, at=stage.at(52), kind="action", what="Find a second speaker for the streets by the river",
        owner=stage.user("working_group_member"), due_on=stage.on(310), step=2,
    )  # fmt: skip
    actions.add_entry(
        by=lead.actor, at=stage.at(52), kind="risk", what="The coordinator's post ends with the grant", owner=lead,
        likelihood=3, impact=4, treatment="The business case asks for three years", due_on=stage.on(330), step=3,
    )  # fmt: skip
