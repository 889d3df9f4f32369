"""One of everything of steps 1, 2 and 4, through the real actions."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from rallyround.groups.models import PriorityGroup
from rallyround.people.models import Organisation, User
from rallyround.programme import actions, headings
from rallyround.programme.models import (
    Activity,
    AgendaItem,
    Aim,
    Ambition,
    Attendance,
    Baseline,
    Driver,
    Gathering,
    GroupSeat,
    Initiative,
    OpportunityRisk,
    Pledge,
    Principle,
    TermsOfReference,
    Vision,
)


@dataclass(frozen=True)
class Made:
    """What was made, by what it is."""

    ambition: Ambition
    ambition_draft: Ambition
    driver: Driver
    gathering: Gathering
    item: AgendaItem
    attendance: Attendance
    pledge: Pledge
    seat: GroupSeat
    terms: TermsOfReference
    initiative: Initiative
    baseline: Baseline
    vision: Vision
    aim: Aim
    activity: Activity
    principle: Principle
    opportunity: OpportunityRisk


def make(boss: User, at: datetime, organisation: Organisation, group: PriorityGroup | None = None) -> Made:
    """All of it by `boss`, who may approve; the drafts are left as drafts, so that their pages can be opened."""
    by, today = boss.actor, at.date()
    later = today + timedelta(days=90)
    driver = actions.add_driver(
        by=by, at=at, kind="local", what="The flood of last winter", source="Minutes 4", dated_on=today,
        objectives=["gaps"],
    )  # fmt: skip
    said = actions.AmbitionText(
        text="Nobody in the valley is alone in a flood.", reason="Two floods in ten years.", outcomes="Fewer calls",
        budget=[actions.BudgetLine("Training", 2000, 5000)],
    )  # fmt: skip
    ambition = actions.draft_ambition(by=by, at=at, user=boss, said=said)
    actions.name_lead(by=by, at=at, lead=boss, organisation=organisation, named_by=boss, on=today)
    actions.agree_ambition(by=by, at=at, ambition=ambition, user=boss, review_on=later)
    actions.endorse(
        by=by, at=at, user=boss, ambition=ambition, organisation=organisation, answer="yes", signed_as="Chief executive",
        on=today, lapses_on=later,
    )  # fmt: skip
    draft = actions.draft_ambition(by=by, at=at, user=boss, said=said)
    gathering, item, attendance, pledge = _summit(boss, at, organisation)
    actions.form_working_group(by=by, at=at, name="Together", reports_to="Executive group", formed_on=today)
    seat = actions.add_seat(
        by=by, at=at, role="champion", mix="place_shaping", job="Director of place", began_on=today, holder=boss,
        organisation=organisation, expected_of="Opens doors",
    )  # fmt: skip
    terms = actions.draft_terms(by=by, at=at, user=boss)
    sections = {heading.key: "As agreed." for heading in headings.HEADINGS[:12]}
    actions.write_terms(by=by, at=at, terms=terms, sections=sections)
    initiative = actions.add_initiative(
        by=by, at=at,
        said=actions.InitiativeText(
            name="Flood wardens", owner=organisation, group=group, objective="implement", phase="before",
            what="Door to door before winter", began_on=today, cost_a_year=900, cost_source="Budget",
        ),
    )  # fmt: skip
    baseline = actions.take_baseline(by=by, at=at, user=boss, name="Before we begin")
    vision = actions.draft_vision(by=by, at=at, user=boss, text="A valley that looks after its own.")
    aim = actions.add_aim(
        by=by, at=at, text="People know what to do", reason="Minutes count.", outcome="Nine of ten know"
    )
    actions.add_outcome(
        by=by, at=at, name="Fewer rescues", measure="Rescues a flood", source="Fire service", aims=[aim]
    )
    activity = actions.add_activity(
        by=by, at=at,
        said=actions.ActivityText(
            aim=aim, objective="implement", what="Visit every street", owner=boss, begins_on=today, due_on=later,
            days_of_work=12, cost=400, group=group, organisation=organisation,
        ),
    )  # fmt: skip
    principle = actions.add_principle(by=by, at=at, text="We go to people.", reason="Letters change little.")
    opportunity = actions.add_opportunity(
        by=by, at=at, kind="risk", actor="volunteers", what="Too little to do", response="Call them often", weight=3,
        owner=boss, review_on=later,
    )  # fmt: skip
    actions.set_pace(
        by=by, at=at, user=boss, days_a_month=2, groups_at_a_time=1, reason="Two half posts", holds_from=today
    )
    return Made(
        ambition=ambition, ambition_draft=draft, driver=driver, gathering=gathering, item=item, attendance=attendance,
        pledge=pledge, seat=seat, terms=terms, initiative=initiative, baseline=baseline, vision=vision, aim=aim,
        activity=activity, principle=principle, opportunity=opportunity,
    )  # fmt: skip


def _summit(
    boss: User, at: datetime, organisation: Organisation
) -> tuple[Gathering, AgendaItem, Attendance, Pledge]:
    by, begins = boss.actor, at - timedelta(days=1)
    gathering = actions.call_gathering(
        by=by, at=begins,
        said=actions.GatheringText(
            kind="summit", name="Resilience summit", begins_at=begins, ends_at=begins + timedelta(hours=4),
            place="Town hall", aims="To begin", step=1,
        ),
    )  # fmt: skip
    item = actions.fill_agenda(by=by, at=at, gathering=gathering)[4]
    actions.answer_item(
        by=by, at=at, item=item, answer="We start in May.", dissent="The trust wanted to wait."
    )
    actions.enter_answer(
        by=by,
        at=at,
        item=item,
        kind="action",
        what="Book the hall",
        owner=boss,
        due_on=at.date() + timedelta(days=30),
    )
    actions.invite(by=by, at=at, gathering=gathering, organisations=[organisation])
    attendance = gathering.attendance.get()
    actions.record_attendance(by=by, at=at, attendance=attendance, answer="coming", came=True)
    promise = actions.pledge(
        by=by, at=at, gathering=gathering, organisation=organisation, what="Two minibuses", owner=boss,
        due_on=at.date() + timedelta(days=60),
    )  # fmt: skip
    actions.keep_feedback(
        by=by, at=at, user=boss, gathering=gathering, went_well="Many came", to_improve="Too long"
    )
    return gathering, item, attendance, promise
