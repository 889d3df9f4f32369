"""Discounting, ranges, bias, prices, weights and what could turn the answer, against published figures and closed forms."""

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rallyround.core.economics import (
    GRADES,
    OPTIMISM,
    SCHEDULES,
    NoDeflator,
    Range,
    annuity_factor,
    appraise,
    discount_factors,
    distributional_weight,
    equivalent_annual_cost,
    graded,
    one_way,
    outlook,
    present_value,
    rebased,
    switching_factor,
    with_optimism,
)
from rallyround.core.unit_values import UNIT_VALUES

STANDARD = SCHEDULES["green_book_2026_standard"]
pounds = st.integers(-10_000_000, 10_000_000)


def exactly(value: float) -> Range:
    return Range(value, value, value)


@st.composite
def ranges(draw: st.DrawFn, least: int = 0) -> Range:
    low, central, high = sorted(draw(st.lists(st.integers(least, 10_000_000), min_size=3, max_size=3)))
    return Range(low, central, high)


@pytest.mark.manual("S3.v1")
def test_rates_are_versioned_and_bend_without_breaking_from_either_beginning() -> None:
    factors = discount_factors(STANDARD, 75)
    known = {0: 1.0, 10: 0.708919, 30: 0.356278, 31: 0.345901, 75: 0.094214}
    assert {year: round(float(factors[year]), 6) for year in known} == known
    sums = {(10, 0): 8.607687, (10, 1): 8.316605, (100, 0): 29.812545, (100, 1): 28.863363}
    assert {key: round(annuity_factor(STANDARD, *key), 6) for key in sums} == sums
    for schedule in SCHEDULES.values():
        assert schedule.source
        assert schedule.date.year == 2026
    assert [key for key, schedule in SCHEDULES.items() if not schedule.adopted] == ["review_2026"]
    assert SCHEDULES["review_2026"].rate(10) == 0.03
    rates = [[SCHEDULES[f"green_book_2026_{key}"].rate(year) for key in ("standard", "health", "lower")]
             for year in (30, 31, 76, 126, 201, 301)]  # fmt: skip
    assert rates == [[0.035, 0.015, 0.03], [0.03, 0.0129, 0.0257], [0.025, 0.0107, 0.0214],
                     [0.02, 0.0086, 0.0171], [0.015, 0.0064, 0.0129], [0.01, 0.0043, 0.0086]]  # fmt: skip


def test_a_year_without_a_rate_is_not_guessed() -> None:
    assert len(discount_factors(SCHEDULES["review_2026"], 30)) == 31
    with pytest.raises(ValueError, match="no rate for year 31"):
        discount_factors(SCHEDULES["review_2026"], 31)


@given(st.integers(1, 300), st.sampled_from([0, 1]), st.sampled_from(sorted(SCHEDULES)))
def test_a_later_pound_is_never_worth_more(years: int, first: int, key: str) -> None:
    schedule = SCHEDULES[key]
    if schedule.until is not None and first + years - 1 > schedule.until:
        return
    factors = discount_factors(schedule, first + years - 1)
    assert all(later < sooner for sooner, later in itertools.pairwise(factors))


@given(st.lists(ranges(), min_size=1, max_size=12), st.sampled_from([0, 1]))
def test_the_parts_of_a_present_value_sum_to_the_whole(years: list[Range], first: int) -> None:
    whole = present_value(years, STANDARD, first)
    single = [[r if i == at else exactly(0) for i in range(len(years))] for at, r in enumerate(years)]
    parts = [present_value(one, STANDARD, first).central for one in single]
    assert math.isclose(sum(parts), whole.central, abs_tol=1e-3)


@given(ranges(), ranges())
def test_an_option_stays_a_range_and_its_ends_cross_over(cost: Range, benefit: Range) -> None:
    found = appraise([cost], [benefit], STANDARD, 0)
    assert found.npsv == Range(
        benefit.low - cost.high, benefit.central - cost.central, benefit.high - cost.low
    )
    assert (found.bcr is None) == (cost.low <= 0)


def test_an_option_that_costs_no_more_than_doing_nothing_has_no_ratio() -> None:
    found = appraise([exactly(100)], [exactly(50)], STANDARD, 0, nothing=(exactly(100), exactly(0)))
    assert found.bcr is None
    assert found.npsv == exactly(50)


def test_a_level_cost_is_its_own_cost_a_year() -> None:
    for first in (0, 1):
        worth = present_value([exactly(70)] * 40, STANDARD, first)
        assert equivalent_annual_cost(worth, STANDARD, 40, first).central == pytest.approx(70)


@pytest.mark.manual_part("S3.v2")
def test_optimism_and_weak_evidence_are_corrected_by_the_published_shares() -> None:
    assert [round(kind.upper * 100) for kind in OPTIMISM.values()] == [24, 51, 44, 66, 200, 41]
    assert [round(grade.correction * 100) for grade in GRADES.values()] == [0, 5, 10, 15, 25, 40]
    assert with_optimism(exactly(1000), "standard_buildings", 0).central == pytest.approx(1240)
    assert with_optimism(exactly(1000), "equipment", 0.75).central == pytest.approx(1500)
    assert with_optimism(exactly(1000), "outsourcing", 1).central == pytest.approx(1000)
    assert graded(exactly(1000), 4, is_cost=True).central == pytest.approx(1150)
    assert graded(exactly(1000), 4, is_cost=False).central == pytest.approx(850)
    with pytest.raises(ValueError, match="share"):
        with_optimism(exactly(1), "outsourcing", 1.5)


@given(pounds, pounds)
def test_at_its_switching_value_the_net_value_is_nought(rest: int, contribution: int) -> None:
    npsv = rest + contribution
    factor = switching_factor(npsv, contribution)
    if factor is not None:
        assert rest + factor * contribution == pytest.approx(0, abs=1e-3)
    else:
        assert contribution == 0 or rest * contribution > 0


def test_one_way_moves_one_input_from_end_to_end_and_names_the_strongest_first() -> None:
    parts = {"homes": Range(100, 300, 600), "staff": Range(-250, -200, -180), "van": exactly(-20)}
    swings = one_way(parts)
    assert [s.name for s in swings] == ["homes", "staff", "van"]
    assert (swings[0].worst, swings[0].best, swings[0].width) == (-120, 380, 500)
    assert swings[0].factor == pytest.approx(220 / 300)


def test_drawing_by_lot_agrees_with_the_closed_form_and_with_itself() -> None:
    parts = {"a": Range(0, 30, 90), "b": Range(-60, -30, -15)}
    seen = outlook(parts, draws=200_000)
    variances = [(p.low**2 + p.central**2 + p.high**2 - p.low * p.central - p.low * p.high
                  - p.central * p.high) / 18 for p in parts.values()]  # fmt: skip
    mean = sum((p.low + p.central + p.high) / 3 for p in parts.values())
    assert seen.mean == pytest.approx(mean, abs=4 * math.sqrt(sum(variances) / 200_000))
    assert outlook(parts, draws=50, seed=7) == outlook(parts, draws=50, seed=7)
    assert seen.p10 < seen.p50 < seen.p90
    certain = outlook({"a": Range(1, 2, 3)}, draws=500)
    assert certain.chance_of_loss == 0


def test_a_pound_weighs_one_at_the_reference_income_and_more_below() -> None:
    assert distributional_weight(25_000, 25_000) == 1
    assert distributional_weight(12_500, 25_000) == pytest.approx(2**1.3)
    assert distributional_weight(50_000, 25_000) < 1
    with pytest.raises(ValueError, match="above nought"):
        distributional_weight(0, 25_000)


def test_prices_are_rebased_by_the_deflator_or_not_at_all() -> None:
    assert rebased(exactly(13_000), 2019, 2024).central == pytest.approx(13_000 * 100 / 81.1085)
    assert rebased(exactly(5), 1999, 1999) == exactly(5)
    with pytest.raises(NoDeflator, match="2026"):
        rebased(exactly(5), 2026, 2024)


def test_every_unit_value_says_its_source_price_year_and_range() -> None:
    for value in UNIT_VALUES.values():
        assert value.source
        assert value.unit
        assert 2010 < value.price_year <= value.published + 1
        assert value.confidence in ("low", "medium", "high")
    wellby = UNIT_VALUES["wellby"]
    assert (wellby.value, wellby.price_year) == (Range(10_000, 13_000, 16_000), 2019)
    assert UNIT_VALUES["fatality"].value.central == 2_474_341
