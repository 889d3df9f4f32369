"""What is the same report twice, and what only looks like it."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rallyround.core.duplicates import Likeness, Report, likely, score, trigrams, word_similarity

FLOOD = Report(
    minutes=600,
    phone="key-1",
    x=435_000,
    y=387_000,
    kind="shelter",
    words="Water is in the kitchen, my mother is 84 and cannot get upstairs",
)
HOURS, DAYS = 60, 24 * 60

REPORTS = st.builds(
    Report,
    minutes=st.floats(0, 20 * DAYS),
    phone=st.sampled_from([None, "key-1", "key-2"]),
    x=st.one_of(st.none(), st.floats(0, 4000)),
    y=st.one_of(st.none(), st.floats(0, 4000)),
    kind=st.sampled_from(["", "shelter", "food"]),
    words=st.text(alphabet="abc xyz", max_size=30),
)


def is_likely(report: Report) -> bool:
    return bool(likely(report, [FLOOD]))


def test_a_second_call_from_the_same_phone_is_likely_the_same() -> None:
    again = Report(minutes=630, phone="key-1", words="Any news please")
    (match,) = likely(again, [FLOOD])
    assert [one.likeness for one in match.evidence] == [Likeness.SAME_PHONE]
    assert match.minutes_apart == 30


def test_a_neighbour_who_reports_the_same_is_found() -> None:
    neighbour = replace(
        FLOOD,
        phone="key-2",
        minutes=650,
        x=FLOOD.x and FLOOD.x + 60,
        words="Water is in the kitchen next door, the mother is 84 and cannot get upstairs",
    )
    (match,) = likely(neighbour, [FLOOD])
    assert {one.likeness for one in match.evidence} == {
        Likeness.NEAR,
        Likeness.SAME_KIND,
        Likeness.LIKE_WORDS,
    }
    near = next(one for one in match.evidence if one.likeness is Likeness.NEAR)
    assert near.measure == 60


def test_two_homes_of_one_postcode_with_the_same_kind_of_need_are_two_needs() -> None:
    assert not is_likely(replace(FLOOD, phone="key-2", words="No food since yesterday, two adults"))


def test_a_carer_who_calls_for_a_home_far_away_reports_another_need() -> None:
    assert not is_likely(replace(FLOOD, x=450_000.0, words="Mr Hall at the mill has no insulin left"))


def test_days_later_it_is_a_new_need() -> None:
    assert is_likely(replace(FLOOD, minutes=FLOOD.minutes + 6 * HOURS))
    assert not is_likely(replace(FLOOD, minutes=FLOOD.minutes + 3 * DAYS))


def test_two_reports_of_which_nothing_is_known_have_nothing_in_common() -> None:
    assert score(Report(minutes=0), Report(minutes=0)) == 0


def test_the_same_report_word_for_word_scores_near_one() -> None:
    assert score(FLOOD, FLOOD) > 0.88


@given(REPORTS, REPORTS)
def test_the_score_is_from_0_to_1_and_the_same_both_ways(one: Report, other: Report) -> None:
    assert 0 <= score(one, other) <= 1
    assert score(one, other) == pytest.approx(score(other, one))


@given(REPORTS, REPORTS)
def test_more_in_common_never_scores_less(one: Report, other: Report) -> None:
    before = score(one, other)
    for change in ({"phone": one.phone}, {"kind": one.kind}, {"words": one.words}, {"minutes": one.minutes}):
        assert score(one, replace(other, **change)) >= before - 1e-12
    if one.x is not None and one.y is not None and other.x is not None and other.y is not None:
        assert score(one, replace(other, x=one.x, y=one.y)) >= before - 1e-12


@given(REPORTS, st.lists(REPORTS, max_size=8), st.floats(0.1, 1))
def test_the_list_holds_all_that_reach_the_threshold_likeliest_first(
    report: Report, candidates: list[Report], threshold: float
) -> None:
    found = likely(report, candidates, threshold=threshold)
    scores = [score(report, candidate) for candidate in candidates]
    assert sorted(match.index for match in found) == [at for at, s in enumerate(scores) if s >= threshold]
    assert [match.score for match in found] == sorted((match.score for match in found), reverse=True)
    assert all(match.evidence for match in found)


@pytest.mark.parametrize(
    ("one", "other", "published"),
    [("word", "two words", 0.363636), ("cat", "cat", 1.0), ("cat", "dog", 0.0), ("", "", 0.0)],
)
def test_words_are_compared_as_postgresql_compares_them(one: str, other: str, published: float) -> None:
    """The first is the example in the documentation of pg_trgm."""
    assert word_similarity(trigrams(one), trigrams(other)) == pytest.approx(published, abs=1e-6)


def test_among_a_thousand_candidates_the_one_that_is_the_same_comes_first() -> None:
    candidates = [
        replace(FLOOD, phone=f"key-{at}", x=435_000.0 + 40 * at, words=f"{FLOOD.words} number {at}")
        for at in range(1000)
    ]
    candidates[700] = replace(FLOOD, minutes=FLOOD.minutes - 5)
    assert likely(FLOOD, candidates)[0].index == 700


@pytest.mark.parametrize(
    ("report", "sentence"),
    [
        (Report(minutes=math.nan), "report.minutes is nan"),
        (Report(minutes=0, x=math.inf, y=0), "report.x is inf"),
    ],
)
def test_what_is_not_a_number_is_refused(report: Report, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        likely(report, [])
    with pytest.raises(ValueError, match=sentence.replace("report", r"candidates\[0\]")):
        likely(FLOOD, [report])


@pytest.mark.parametrize("threshold", [0, -1, 1.1, math.nan])
def test_a_threshold_that_cannot_be_is_refused(threshold: float) -> None:
    with pytest.raises(ValueError, match="threshold is"):
        likely(FLOOD, [], threshold=threshold)
