"""When: day parts, masks, and the first time that everybody has in common."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from rallyround.register.kinds import DayPart
from rallyround.tasking import shifts
from rallyround.tasking.shifts import Diary, first_fit
from rallyround.volunteers.rest import Spell, objection

AT = datetime(2026, 1, 14, 9, 7, tzinfo=UTC)
HOUR = timedelta(hours=1)


def spell(start: float, hours: float) -> Spell:
    return AT + start * HOUR, AT + (start + hours) * HOUR


def test_the_first_shift_is_the_one_that_now_lies_in_and_seven_days_fit_in_a_mask() -> None:
    found = shifts.shifts(AT)
    assert found[0].part is DayPart.MORNING
    assert found[0].start <= AT < found[0].end
    assert len(found) in {28, 29, 30}
    assert all(before.end == after.start for before, after in pairwise(found))


def test_day_parts_follow_the_clock_on_the_wall_when_it_changes() -> None:
    before = datetime(2026, 3, 27, 12, 0, tzinfo=UTC)
    mornings = [shift for shift in shifts.shifts(before) if shift.part is DayPart.MORNING]
    assert mornings[0].start.astimezone(UTC).hour == 6
    assert mornings[-1].start.astimezone(UTC).hour == 5  # summer time began on the 29th


def test_somebody_free_in_the_mornings_is_free_seven_times() -> None:
    free = shifts.times(AT, parts=DayPart.MORNING)
    assert len(free) == 8  # what is left of this morning, six whole ones, and the beginning of the last
    assert free[0] == (AT, datetime(2026, 1, 14, 12, 0, tzinfo=UTC))
    assert bin(shifts.mask(AT, free)).count("1") == 8


def test_the_first_time_in_common_leaves_out_what_they_are_down_for() -> None:
    free = [spell(0, 10)]
    ann = Diary(free, planned=[spell(0, 2)])
    ben = Diary([spell(1, 4)])
    when = first_fit([spell(0, 10)], [ann, ben], HOUR, AT)
    assert when is not None
    assert when == (shifts.rounded(AT + 2 * HOUR), shifts.rounded(AT + 2 * HOUR) + HOUR)
    assert first_fit([spell(0, 10)], [ann, ben], 4 * HOUR, AT) is None


def test_who_has_worked_a_shift_is_asked_for_tomorrow() -> None:
    tired = Diary([spell(0, 48)], worked=[spell(-9, 4), spell(-4.5, 4)])
    when = first_fit([spell(0, 48)], [tired], HOUR, AT)
    assert when is not None
    assert when[0] >= AT + 10.5 * HOUR


def test_times_begin_on_a_full_quarter_of_an_hour() -> None:
    assert shifts.earliest_start(AT) == datetime(2026, 1, 14, 9, 30, tzinfo=UTC)
    assert shifts.rounded(datetime(2026, 1, 14, 9, 30, tzinfo=UTC)).minute == 30


some_spells = st.lists(
    st.tuples(st.integers(0, 48 * 4), st.integers(1, 8 * 4)).map(lambda q: spell(q[0] / 4, q[1] / 4)),
    max_size=5,
)


@given(some_spells, some_spells, some_spells, st.integers(1, 6))
def test_whatever_is_found_is_wanted_free_and_rested(
    wanted: list[Spell], free: list[Spell], planned: list[Spell], hours: int
) -> None:
    diary = Diary(free, planned=planned)
    when = first_fit(wanted, [diary], hours * HOUR, AT)
    if when is None:
        return
    assert when[1] - when[0] == hours * HOUR
    assert any(a <= when[0] and when[1] <= b for a, b in wanted)
    assert any(a <= when[0] and when[1] <= b for a, b in free)
    assert all(b <= when[0] or when[1] <= a for a, b in planned)
    assert objection(planned, when) is None
