"""A case worked out: the figures against hand-made ones, and that parts are the whole."""

import math

import pytest

from rallyround.business import actions, queries
from rallyround.business.models import Case, Line
from rallyround.core.economics import GRADES, OPTIMISM, SCHEDULES, annuity_factor
from tests.business_factories import (
    line_content,
    make_approved_case,
    make_case,
    make_full_case,
    make_line,
    make_option,
)
from tests.factories import AT, TEST, make_organisation, make_user

pytestmark = pytest.mark.django_db

TEN = annuity_factor(SCHEDULES["green_book_2026_standard"], 10, 0)
TEN_LATE = annuity_factor(SCHEDULES["green_book_2026_standard"], 10, 1)


def preferred(case: Case) -> queries.OptionResult:
    found = queries.appraisal(case).preferred
    assert found is not None
    return found


@pytest.mark.manual("S3.i3")
def test_each_option_has_its_net_value_ratio_and_cost_a_year_with_a_range() -> None:
    nothing, least, more = queries.appraisal(make_full_case()).options
    assert [found.option.key for found in (nothing, least, more)] == ["nothing", "minimum", "more"]
    assert (nothing.result.npsv.central, nothing.result.bcr) == (0, None)
    assert least.result.npsv.central == pytest.approx(1_000 * TEN)
    result = more.result
    assert result.npsv.central == pytest.approx(20_000 * TEN - 20_000)
    assert result.npsv.low == pytest.approx((15_000 - 15_000) * TEN - 20_000)
    assert result.npsv.high == pytest.approx((50_000 - 8_000) * TEN - 20_000)
    assert result.bcr is not None
    assert result.bcr.central == pytest.approx(30_000 * TEN / (10_000 * TEN + 20_000))
    assert result.bcr.low == pytest.approx(15_000 * TEN / (15_000 * TEN + 20_000))
    assert result.annual_cost.central == pytest.approx(10_000 + 20_000 / TEN)


def test_doing_nothing_is_taken_off_costs_and_benefits() -> None:
    case = make_case()
    nothing = make_option(case, "nothing", "As now")
    make_line(nothing, "cost", 4_000, name="Sandbags each winter")
    make_line(nothing, "benefit", 1_000)
    more = make_option(case, preferred=True)
    make_line(more, "cost", 10_000)
    make_line(more, "benefit", 15_000)
    found = preferred(case)
    assert found.result.npsv.central == pytest.approx((14_000 - 6_000) * TEN)
    assert found.result.bcr is not None
    assert found.result.bcr.central == pytest.approx(14_000 / 6_000)
    assert "As now: Sandbags each winter" in {swing.name for swing in found.swings}


def test_the_first_year_counts_in_full_or_discounted_as_the_case_says() -> None:
    worth = []
    for first in (0, 1):
        case = make_case(name=f"Case {first}", first_year=first)
        make_line(make_option(case, preferred=True), "benefit", 100)
        worth.append(preferred(case).result.npsv.central)
    assert worth == pytest.approx([100 * TEN, 100 * TEN_LATE])


@pytest.mark.manual("S3.i2", "S3.w2")
def test_the_cost_plan_has_its_years_in_one_years_prices_its_sources_and_its_split() -> None:
    case = make_case(years=3)
    option = make_option(case, preferred=True)
    make_line(option, "cost", 9_000, year_to=1, name="Start", source="Quotation")
    make_line(
        option, "cost", 811_085, price_year=2019, year_from=2, year_to=3, name="Running", source="Pay 2019"
    )
    found = preferred(case)
    assert [round(year.cost) for year in found.years] == [9_000, 1_000_000, 1_000_000]
    assert [(year.number, year.year) for year in found.years] == [(1, 2026), (2, 2027), (3, 2028)]
    assert sum(year.cost for year in found.years) == pytest.approx(found.costs.central)
    assert (found.one_off, found.recurring) == pytest.approx((9_000, 2_000_000))
    assert found.one_off + found.recurring == pytest.approx(found.costs.central)
    assert [line.source for line in queries.lines_of(case)] == ["Quotation", "Pay 2019"]


@pytest.mark.manual("S3.i7")
def test_what_each_organisation_pays_and_gains_sums_to_the_whole() -> None:
    case = make_case()
    option = make_option(case, preferred=True)
    council, charity = make_organisation(name="Council"), make_organisation(name="Charity")
    make_line(option, "cost", 7_000, organisation=council)
    make_line(option, "cost", 900, organisation=charity, in_kind=True)
    make_line(option, "cost", 333, correction="grade_4")
    make_line(option, "benefit", 12_000, organisation=council)
    make_line(option, "benefit", 5_500, organisation=None)
    found = preferred(case)
    assert [row.name for row in found.organisations] == ["Charity", "Council", ""]
    views = found.organisations
    assert sum(v.pays + v.in_kind for v in views) == pytest.approx(found.costs.central)
    assert sum(v.gains for v in views) == pytest.approx(found.benefits.central)
    assert sum(v.gained_worth - v.paid_worth for v in views) == pytest.approx(found.result.npsv.central)
    assert (views[0].in_kind, views[1].pays, views[1].gains) == pytest.approx((9_000, 70_000, 120_000))


@pytest.mark.manual("S3.q2")
def test_resources_show_what_is_given_in_kind_and_volunteers_hours_once() -> None:
    case = make_case()
    option = make_option(case, preferred=True)
    make_line(option, "cost", 10_000)
    make_line(option, "cost", 2_000, in_kind=True, volunteer_hours=100, name="Street volunteers")
    make_line(option, "benefit", 9_000)
    found = preferred(case)
    assert (found.cash, found.in_kind, found.volunteer_hours) == (100_000, 20_000, 1_000)
    assert found.cash + found.in_kind == found.costs.central
    with pytest.raises(Exception, match="never both"):
        make_line(option, "benefit", 2_000, in_kind=True, volunteer_hours=100)


@pytest.mark.manual("S3.v2")
def test_optimism_and_weak_evidence_move_the_answer_by_their_share() -> None:
    case = make_case(years=1)
    option = make_option(case, preferred=True)
    make_line(option, "cost", 1_000, year_to=1, correction="other_buildings", mitigation=50)
    make_line(option, "cost", 1_000, year_to=1, correction="grade_5")
    make_line(option, "benefit", 1_000, year_to=1, correction="grade_6")
    found = preferred(case)
    assert (found.costs.central, found.benefits.central) == pytest.approx((1_255 + 1_250, 600))
    assert [round(kind.upper * 100) for kind in OPTIMISM.values()] == [24, 51, 44, 66, 200, 41]
    assert [round(grade.correction * 100) for grade in GRADES.values()] == [0, 5, 10, 15, 25, 40]


@pytest.mark.manual("S3.v3")
def test_at_the_switching_value_of_any_line_the_net_value_is_nought() -> None:
    case = make_full_case()
    found = preferred(case)
    assert [swing.name for swing in found.swings] == ["Homes made ready", "A coordinator", "Equipment"]
    for line in Line.objects.filter(option=found.option):
        swing = next(s for s in found.swings if s.name == line.name)
        assert swing.factor is not None
        # In whole pounds the table cannot hold the value itself: one pound to either side turns the sign.
        turned = []
        for pounds in (math.floor(line.central * swing.factor), math.ceil(line.central * swing.factor)):
            Line.objects.filter(pk=line.pk).update(**dict.fromkeys(("low", "central", "high"), pounds))
            turned.append(preferred(case).result.npsv.central)
        Line.objects.filter(pk=line.pk).update(low=line.low, central=line.central, high=line.high)
        assert min(turned) <= 0 <= max(turned)
    assert found.outlook is not None
    assert found.result.npsv.low <= found.outlook.p10 <= found.outlook.p90 <= found.result.npsv.high
    assert preferred(case).outlook == found.outlook


@pytest.mark.manual("S3.v4")
def test_benefits_to_those_with_less_weigh_more_beside_the_plain_figure() -> None:
    case = make_case()
    option = make_option(case, preferred=True)
    make_line(option, "cost", 1_000)
    make_line(option, "benefit", 1_500)
    assert preferred(case).weighted_npsv is None
    line = make_line(option, "benefit", 800, income_percent=100)
    found = preferred(case)
    assert found.weighted_npsv == pytest.approx(found.result.npsv.central)
    actions.change_line(by=TEST, at=AT, line=line, content=line_content("benefit", 800, income_percent=50))
    found = preferred(case)
    assert found.result.npsv.central == pytest.approx(1_300 * TEN)
    assert found.weighted_npsv == pytest.approx((500 + 800 * 2**1.3) * TEN)


def test_what_has_no_value_in_money_is_listed_and_not_dropped() -> None:
    case = make_case()
    option = make_option(case, preferred=True)
    make_line(option, "benefit", 0, monetised=False, name="Neighbours know each other")
    found = preferred(case)
    assert [line.name for line in found.unmonetised] == ["Neighbours know each other"]
    assert found.benefits.central == 0


@pytest.mark.manual("S3.a1")
def test_a_scenario_shows_what_going_further_adds() -> None:
    first = make_approved_case()
    more = actions.copy_case(by=TEST, at=AT, case=first, made_by=make_user(), name="With the next valley")
    make_line(more.options.get(preferred=True), "cost", 4_000, name="Second coordinator")
    make_line(more.options.get(preferred=True), "benefit", 9_000, name="Homes of the valley")
    adds = queries.marginal(queries.appraisal(more), queries.appraisal(first))
    assert adds == pytest.approx(5_000 * TEN)
    again = actions.copy_case(by=TEST, at=AT, case=first, made_by=make_user())
    assert queries.earlier_version(again) == first
    assert queries.marginal(queries.appraisal(again), queries.appraisal(first)) == 0


@pytest.mark.manual("S3.a2")
def test_what_was_expected_stands_beside_what_came_with_the_difference() -> None:
    case, user = make_approved_case(), make_user()
    lines = {line.name: line for line in Line.objects.filter(option__case=case, option__preferred=True)}
    for name, year, amount in [
        ("A coordinator", 1, 11_000),
        ("A coordinator", 2, 16_000),
        ("Homes made ready", 1, 24_000),
    ]:
        actions.record_actual(by=TEST, at=AT, line=lines[name], year=year, amount=amount, price_year=2024,
                              source="Accounts", recorded_by=user)  # fmt: skip
    found = queries.outturn(case)
    rows = {row.line.name: row for row in found.lines}
    cost, benefit = rows["A coordinator"], rows["Homes made ready"]
    assert (cost.expected.central, cost.actual, cost.variance, cost.variance_percent) == (
        20_000,
        27_000,
        7_000,
        35,
    )
    assert (benefit.variance, benefit.variance_percent, benefit.within) == (-6_000, -20, True)
    assert cost.within
    assert (found.expected_net, found.actual_net, found.variance) == (10_000, -3_000, -13_000)
    assert [line.name for line in found.unknown] == ["Equipment"]


def test_the_case_a_group_stands_on_is_the_approved_one() -> None:
    approved = make_approved_case()
    assert queries.current_case(None) == approved
    draft = actions.copy_case(by=TEST, at=AT, case=approved, made_by=make_user())
    assert queries.current_case(None) == approved
    assert draft.state == "draft"
