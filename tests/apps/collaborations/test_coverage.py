"""Who serves whom in what: the matrix, coverage, gaps and overlaps."""

from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest

from rallyround.collaborations import actions, queries
from rallyround.collaborations.actions import PartOf
from rallyround.groups import actions as groups
from rallyround.groups.models import PriorityGroup
from rallyround.groups.vocabulary import Objective
from rallyround.ui.errors import Refused
from tests.collaborations_factories import a_draft, agree, deliver, make_collaboration, make_proposal
from tests.factories import AT, TEST, make_organisation, make_ready_offer, make_user
from tests.groups_factories import make_group, make_group_need, make_risk

pytestmark = pytest.mark.django_db
TODAY = AT.date()
DAY = timedelta(days=1)


def whole(group: PriorityGroup) -> list[PartOf]:
    return [PartOf(group, objective, "before") for objective in Objective.values]


def aim_for(*objectives: str, percent: int = 95) -> None:
    actions.set_target(
        by=TEST, at=AT, user=make_user(), objectives=objectives, percent=percent, reason="First these"
    )


@pytest.mark.manual("S5.c1")
def test_nineteen_of_twenty_groups_pass_and_eighteen_of_nineteen_do_not_and_the_rest_is_named() -> None:
    risk = make_risk()
    high = [make_group(high=True, risks=[risk]) for _ in range(20)]
    make_group(risks=[risk])  # not of high priority: in neither number
    work = make_collaboration(*[part for group in high[:19] for part in whole(group)])
    actions.add_parts(by=TEST, at=AT, collaboration=work, parts=[PartOf(high[19], "design", "before")])
    found = queries.covered()
    assert (found.covered, found.of, found.reached) == (19, 20, True)
    missing = tuple(objective for objective in Objective.values if objective != "design")
    assert dict(found.exceptions) == {str(high[19].id): missing}
    groups.set_priority(by=TEST, at=AT, group=high[0], high=False, reason="Well served")
    found = queries.covered()
    assert (found.covered, found.of, found.reached) == (18, 19, False)
    aim_for("design")
    assert queries.covered().covered == 19
    aim_for("implement", percent=90)
    assert queries.covered().reached


def test_a_proposal_a_stop_and_a_reset_cover_nothing() -> None:
    group = make_group(high=True)
    aim_for("implement")
    proposal = make_proposal(group=group)
    assert queries.covered().covered == 0
    agree(actions.propose_terms(by=TEST, at=AT, collaboration=proposal, draft=a_draft()))
    assert queries.covered().covered == 1
    proposal.refresh_from_db()
    deliver(proposal, 5)
    actions.decide_verdict(by=TEST, at=AT + 100 * DAY, user=make_user(), collaboration=proposal, decided="reset",
                           reason="Less than agreed")  # fmt: skip
    assert queries.covered().covered == 0


def test_only_work_that_does_what_it_is_for_counts_in_the_stricter_figure() -> None:
    aim_for("implement")
    good, late = (make_collaboration(group=make_group(high=True)) for _ in range(2))
    deliver(good, 40)
    deliver(late, 1)
    assert queries.covered().covered == 2
    assert queries.covered_well(TODAY + 100 * DAY).covered == 1


def test_the_fewest_proposals_that_would_reach_the_target() -> None:
    aim_for("design", "implement")
    first, second = make_group(high=True), make_group(high=True)
    make_collaboration(group=first)
    assert queries.would_suffice() is None
    make_proposal(PartOf(second, "design", "before"))
    both = make_proposal(PartOf(first, "design", "before"), PartOf(second, "design", "before"))
    rest = make_proposal(group=second)
    assert set(queries.would_suffice() or ()) == {both, rest}


def test_a_target_says_why_and_for_what() -> None:
    wrong: list[dict[str, Any]] = [
        {"objectives": []},
        {"objectives": ["luck"]},
        {"percent": 0},
        {"reason": " "},
    ]
    for said in wrong:
        with pytest.raises(Refused):
            actions.set_target(by=TEST, at=AT, user=make_user(),
                               **{"objectives": ["design"], "percent": 95, "reason": "x", **said})  # fmt: skip
    assert (queries.target().objectives, queries.target().percent) == (tuple(Objective.values), 95)


@pytest.mark.manual("S5.q1")
def test_the_matrix_follows_the_record_partner_by_group_by_objective_by_phase() -> None:
    group = make_group(high=True)
    (row,) = queries.matrix()
    assert all(cell.gap for cell in row.cells)
    assert row.collaborations == 0
    work = make_collaboration(PartOf(group, "design", "after"))
    proposed = make_proposal(PartOf(group, "design", "before"))
    (row,) = queries.matrix()
    cell = next(c for c in row.cells if c.objective == "design")
    assert cell.phases == (("Before", (proposed,)), ("After", (work,)))
    assert {c.organisation for _phase, found in cell.phases for c in found} == {
        work.organisation,
        proposed.organisation,
    }
    assert not cell.gap
    actions.end_collaboration(by=TEST, at=AT, collaboration=work)
    (row,) = queries.matrix()
    assert next(c for c in row.cells if c.objective == "design").gap


@pytest.mark.manual("S5.w3")
def test_a_group_with_nobody_is_a_gap_and_nought_is_shown() -> None:
    alone, served, asked = make_group(), make_group(), make_group()
    make_collaboration(group=served)
    make_proposal(group=asked)
    assert set(queries.groups_without()) == {alone, asked}
    assert {row.group: row.collaborations for row in queries.matrix()} == {alone: 0, served: 1, asked: 0}


@pytest.mark.manual("S5.h5")
def test_gaps_are_ranked_by_cost_and_benefit_for_objectives_and_for_groups() -> None:
    aim_for("design", "implement")
    many = make_group(high=True, size_low=1000, size_high=1000)
    few = make_group(high=True, size_low=10, size_high=10)
    unknown = make_group(high=True)
    for group, cost in ((many, 500), (few, 500), (unknown, 5)):
        work = make_proposal(PartOf(group, "design", "before"))
        actions.propose_terms(by=TEST, at=AT, collaboration=work, draft=a_draft(cost_a_year=cost))
    found = queries.gap_list()
    assert [(g.group, g.objective, g.pounds_a_person) for g in found] == [
        (many, "design", 0.5),
        (few, "design", 50),
        (many, "implement", None),
        (few, "implement", None),
        *sorted([(unknown, "design", None), (unknown, "implement", None)], key=lambda row: str(row[1])),
    ]
    assert [(r.name, r.pounds_a_person) for r in queries.gaps_together("group")][:2] == [
        (str(many.id), Fraction(1, 2)), (str(few.id), Fraction(50))
    ]  # fmt: skip
    by_objective = queries.gaps_together("objective")
    assert [r.name for r in by_objective] == ["design", "implement"]
    assert float(by_objective[0].pounds_a_person or 0) == pytest.approx(1000 / 1010)


@pytest.mark.manual("S5.c5")
def test_gaps_are_closed_one_at_a_time_in_the_order_of_the_groups() -> None:
    aim_for("design", "implement")
    second = make_group(high=True, rank=2, size_low=9000, size_high=9000)
    first = make_group(high=True, rank=1, size_low=10, size_high=10)
    work = make_proposal(PartOf(first, "implement", "before"))
    actions.propose_terms(by=TEST, at=AT, collaboration=work, draft=a_draft(cost_a_year=100))
    order = queries.sequence()
    assert [(g.number, g.group, g.objective) for g in order] == [
        (1, first, "implement"), (2, first, "design"), (3, second, "design"), (4, second, "implement")
    ]  # fmt: skip
    make_collaboration(PartOf(first, "implement", "before"))
    assert next((g.number, g.group, g.objective) for g in queries.sequence()) == (1, first, "design")


@pytest.mark.manual("S4.c16")
def test_helpers_who_stand_by_leave_coverage_as_it_is() -> None:
    group = make_group(high=True, areas=("E06000001",))
    make_group_need(group)
    make_group_need(group, phase="after", kind="clean_up")
    assert (len(queries.needs_covered(TODAY).covered), queries.needs_covered(TODAY).of) == (0, 2)
    work = make_collaboration(group=group)
    covered, needs = queries.covered(), queries.needs_covered(TODAY)
    assert [need.phase for need in needs.covered] == ["before"]
    for _ in range(25):
        make_ready_offer(organisation=work.organisation_id)
    make_ready_offer(kind="pool", organisation=make_organisation().id, capacity=500, name="")
    assert (queries.covered(), queries.needs_covered(TODAY)) == (covered, needs)
    deliver(work, 1)
    assert len(queries.needs_covered(TODAY + 151 * DAY).covered) == 0, "support that fails is not adequate"


@pytest.mark.manual("ST.8")
def test_those_who_do_the_same_for_a_group_are_shown_together_and_what_they_bring_in_one_line() -> None:
    group = make_group()
    part = PartOf(group, "implement", "before")
    one, two = make_collaboration(part), make_collaboration(part, draft=a_draft(expected_low=10))
    bid = make_proposal(part)
    make_collaboration(PartOf(group, "implement", "after"))
    make_collaboration(PartOf(make_group(), "implement", "before"))
    (found,) = queries.overlaps(group)
    assert (found.objective, found.phase, set(found.collaborations)) == (
        "implement",
        "before",
        {one, two, bid},
    )
    deliver(one, 4)
    deliver(two, 3)
    outcome = queries.shared_outcomes(group, TODAY + 10 * DAY)[0]
    assert outcome.amounts == (("homes", 40 + 10 + 40, 7),)
    assert len(outcome.organisations) == 3
    actions.drop_proposal(by=TEST, at=AT, collaboration=bid)
    actions.end_collaboration(by=TEST, at=AT, collaboration=two)
    assert not queries.overlaps()


def test_two_pieces_of_work_of_one_organisation_do_not_compete() -> None:
    part, organisation = PartOf(make_group(), "implement", "before"), make_organisation()
    for _ in range(2):
        make_collaboration(part, organisation=organisation)
    assert not queries.overlaps()


@pytest.mark.manual("TD.7")
@pytest.mark.parametrize("kind", ["people", "group", "organisation", "network"])
@pytest.mark.parametrize("pattern", ["place", "site", "dispersed"])
def test_each_kind_of_group_in_place_or_by_type_has_all_that_a_group_can_have(
    kind: str, pattern: str
) -> None:
    places: dict[str, dict[str, Any]] = {
        "place": {"areas": ("E06000001",)},
        "site": {"site": "Works"},
        "dispersed": {},
    }
    above = make_group(kind=kind)
    group = make_group(kind=kind, pattern=pattern, parent=above, high=True, rank=1, **places[pattern])
    make_group_need(group)
    work = make_collaboration(*whole(group))
    deliver(work, 40)
    assert queries.assess(work, TODAY + 100 * DAY).reading.verdict == "instrumental"
    assert (queries.covered().covered, queries.covered().of) == (1, 1)
    assert queries.needs_covered(TODAY).covered
    assert queries.shared_outcomes(group, TODAY + DAY)
    assert list(queries.who_reach(group)) is not None
    assert [row.group for row in queries.matrix(group)] == [group]
    assert list(above.members.all()) == [group]
