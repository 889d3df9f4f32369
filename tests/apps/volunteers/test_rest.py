"""How long somebody may work: the limits themselves, with no database."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rallyround.volunteers.rest import LIMITS, Spell, joined, merged, objection, resting_until

MONDAY = datetime(2026, 1, 12, 8, 0, tzinfo=UTC)


def spell(start: float, hours: float) -> Spell:
    """From so many hours after Monday at eight, for so many hours."""
    begin = MONDAY + timedelta(hours=start)
    return begin, begin + timedelta(hours=hours)


def objected(spells: list[Spell], new: Spell) -> str | None:
    found = objection(spells, new)
    return found.key if found else None


def test_a_morning_and_an_afternoon_with_a_break_between_are_fine() -> None:
    assert objected([spell(0, 4)], spell(4.5, 3.5)) is None


@pytest.mark.parametrize(
    ("spells", "new", "key"),
    [
        ([], spell(0, 6.5), "break"),
        ([spell(0, 4)], spell(4.2, 2.5), "break"),
        ([spell(0, 5)], spell(6, 3.5), "shift"),
        ([spell(0, 2)], spell(12, 2), "rest"),
        ([spell(24 * day, 5) for day in range(6)], spell(24 * 6, 5), "weekly_rest"),
    ],
)
def test_each_limit_stands_against_what_breaks_it(spells: list[Spell], new: Spell, key: str) -> None:
    assert objected(spells, new) == key


@pytest.mark.parametrize(
    ("spells", "new"),
    [
        ([], spell(0, 6)),
        ([spell(0, 4)], spell(4 + 20 / 60, 2)),
        ([spell(0, 5)], spell(6, 3)),
        ([spell(0, 2)], spell(11, 2)),
        ([spell(0, 6), spell(7, 2)], spell(9 + 11, 6)),
        ([spell(24 * day, 5) for day in range(5)], spell(24 * 6, 5)),
    ],
)
def test_what_lies_on_a_limit_is_still_allowed(spells: list[Spell], new: Spell) -> None:
    assert objected(spells, new) is None


def test_what_was_broken_before_does_not_stand_against_a_task_after_rest() -> None:
    assert objected([spell(0, 20)], spell(24 * 3, 4)) is None


def test_the_sentence_names_the_hours_the_limit_and_the_rest() -> None:
    found = objection([spell(0, 5)], spell(6, 3.5))
    assert found is not None
    assert found.sentence == (
        "That would be 8.5 hours of work in one shift, and the limit is 8: 11 hours of rest come first."
    )


def test_who_has_used_up_a_shift_rests_for_eleven_hours() -> None:
    done = [spell(0, 4), spell(5, 4)]
    assert resting_until(done, MONDAY + timedelta(hours=10)) == MONDAY + timedelta(hours=9 + 11)
    assert resting_until(done, MONDAY + timedelta(hours=20)) is None
    assert resting_until([spell(0, 2)], MONDAY + timedelta(hours=3)) is None


spells_of_a_fortnight = st.lists(
    st.tuples(st.integers(0, 14 * 24 * 4), st.integers(1, 6 * 4)).map(lambda q: spell(q[0] / 4, q[1] / 4)),
    max_size=40,
)


@pytest.mark.manual_part("S7.c23")
@given(spells_of_a_fortnight)
def test_whoever_takes_only_what_is_allowed_never_breaks_a_limit(asked: list[Spell]) -> None:
    taken: list[Spell] = []
    for new in asked:
        if all(new[1] <= start or end <= new[0] for start, end in taken) and objection(taken, new) is None:
            taken.append(new)
    for limit in LIMITS:
        for group in joined(taken, limit.pause):
            assert limit.measure(group) <= limit.most
    for begin, end in ((s, s + timedelta(hours=24)) for s, _ in taken):
        assert longest_rest(taken, begin, end) >= timedelta(hours=11)
    for begin, end in ((s, s + timedelta(days=7)) for s, _ in taken):
        assert longest_rest(taken, begin, end) >= timedelta(hours=24)


def longest_rest(taken: list[Spell], begin: datetime, end: datetime) -> timedelta:
    """The longest pause between two moments, reckoned the plain way."""
    free, at = timedelta(), begin
    for start, stop in merged(taken):
        if stop > begin and start < end:
            free = max(free, start - at)
            at = max(at, stop)
    return max(free, end - at)
