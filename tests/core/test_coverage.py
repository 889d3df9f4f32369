"""Coverage counts groups served in full; costs are shared out to the last pound; gaps are ranked by what they bring."""

import random
from fractions import Fraction

import pytest

from rallyround.core.coverage import Gap, coverage, rank_gaps, rank_together, shares, smallest_set


def served(covered: int) -> set[tuple[str, str]]:
    return {(f"g{i}", objective) for i in range(covered) for objective in ("x", "y")}


def names(count: int) -> list[str]:
    return [f"g{i}" for i in range(count)]


@pytest.mark.parametrize(
    ("covered", "of", "reached"),
    [(19, 20, True), (18, 19, False), (18, 20, False), (20, 20, True), (95, 100, True), (94, 100, False),
     (190, 200, True), (189, 200, False), (3, 3, True), (2, 3, False), (0, 0, False)],
)  # fmt: skip
def test_the_target_is_met_at_95_of_100_groups_and_not_before(covered: int, of: int, reached: bool) -> None:
    found = coverage(names(of), ["x", "y"], served(covered))
    assert (found.covered, found.of, found.reached) == (covered, of, reached)
    assert len(found.exceptions) == of - covered


def test_a_group_with_one_objective_missing_is_an_exception_that_says_which() -> None:
    found = coverage(["a", "b"], ["x", "y"], {("a", "x"), ("a", "y"), ("b", "y")})
    assert found.exceptions == {"b": ("x",)}
    assert found.groups_to_go == 1


def test_a_group_named_twice_counts_once() -> None:
    assert coverage(["a", "a"], ["x"], {("a", "x")}).of == 1


def test_what_is_served_for_other_groups_or_objectives_changes_nothing() -> None:
    before = coverage(["a"], ["x"], set())
    assert coverage(["a"], ["x"], {("b", "x"), ("a", "other")}) == before


def test_no_group_has_no_share_rather_than_nought() -> None:
    assert coverage([], ["x"], set()).share is None


def test_a_target_out_of_range_and_no_objectives_are_refused() -> None:
    with pytest.raises(ValueError, match="0 %"):
        coverage(["a"], ["x"], set(), 0)
    with pytest.raises(ValueError, match="at least one objective"):
        coverage(["a"], [], set())


def test_the_smallest_set_reaches_the_target_and_holds_nothing_to_spare() -> None:
    dice = random.Random(5)
    for _ in range(200):
        groups, objectives = names(dice.randint(1, 6)), ["x", "y", "z"]
        cells = [(g, o) for g in groups for o in objectives]
        options = {str(i): set(dice.sample(cells, dice.randint(1, len(cells)))) for i in range(6)}
        have = set(dice.sample(cells, dice.randint(0, len(cells) // 2)))
        chosen = smallest_set(groups, objectives, have, options, 80)
        all_of_it = have.union(*options.values())
        if chosen is None:
            assert not coverage(groups, objectives, all_of_it, 80).reached
            continue
        assert coverage(groups, objectives, have.union(*(options[c] for c in chosen)), 80).reached
        for left_out in chosen:
            rest = have.union(*(options[c] for c in chosen if c != left_out))
            assert not coverage(groups, objectives, rest, 80).reached


def test_nothing_is_chosen_where_the_target_is_met_already() -> None:
    assert smallest_set(["a"], ["x"], {("a", "x")}, {"one": {("a", "x")}}) == ()


def test_a_cost_is_shared_out_to_the_last_pound() -> None:
    for total in range(60):
        for parts in range(1, 12):
            found = shares(total, parts)
            assert sum(found) == total
            assert max(found) - min(found) <= 1


def test_a_cost_over_no_parts_is_refused() -> None:
    with pytest.raises(ValueError, match="one part or more"):
        shares(10, 0)


SEEDED = [
    Gap("flood", "design", 4000, 8000),  # £2 a person
    Gap("site", "design", 500, 5000),  # £10
    Gap("site", "implement", 500, 500),  # £1
    Gap("dispersed", "implement", None, 900),  # how many is not known
    Gap("flood", "gaps", 4000, None),  # nobody has proposed anything
]


def test_gaps_are_ranked_by_pounds_a_person_and_the_unknown_come_last_not_as_nought() -> None:
    assert [(g.group, g.objective) for g in rank_gaps(SEEDED)] == [
        ("site", "implement"), ("flood", "design"), ("site", "design"), ("flood", "gaps"), ("dispersed", "implement")
    ]  # fmt: skip


def test_gaps_are_also_ranked_by_objective_and_by_group() -> None:
    by_objective = rank_together(SEEDED, "objective")
    assert [(r.name, r.pounds_a_person) for r in by_objective] == [
        ("implement", Fraction(1)), ("design", Fraction(13000, 4500)), ("gaps", None)
    ]  # fmt: skip
    by_group = rank_together(SEEDED, "group")
    assert [r.name for r in by_group] == ["flood", "site", "dispersed"]
    assert by_group[1].not_known == 0
    assert by_group[0].not_known == 1
