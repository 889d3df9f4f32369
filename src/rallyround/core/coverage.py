"""Which groups have a partner for every objective that matters, what is still missing, and what to close first.

Coverage counts groups that are served, never how many people or partners stand by.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

Cell = tuple[str, str]  # (group, objective)
TARGET_PERCENT = 95


@dataclass(frozen=True)
class Coverage:
    """How many of the groups are served in full.

    covered         numerator: groups with somebody for every objective
    of              denominator: all groups asked about
    exceptions      group → the objectives that nobody serves yet, in the order given
    target_percent  whole percent of groups that is aimed for
    """

    covered: int
    of: int
    exceptions: Mapping[str, tuple[str, ...]]
    target_percent: int = TARGET_PERCENT

    @property
    def share(self) -> float | None:
        """The share covered, from 0 to 1; None where there is no group to cover."""
        return self.covered / self.of if self.of else None

    @property
    def reached(self) -> bool:
        """Whether the target is met, in whole numbers, so that 19 of 20 is 95 % and no rounding decides."""
        return self.of > 0 and self.covered * 100 >= self.target_percent * self.of

    @property
    def groups_to_go(self) -> int:
        """How many more groups must be served in full to reach the target."""
        needed = -(-self.target_percent * self.of // 100)
        return max(0, needed - self.covered)


def coverage(
    groups: Sequence[str],
    objectives: Sequence[str],
    served: Collection[Cell],
    target_percent: int = TARGET_PERCENT,
) -> Coverage:
    """A group counts once somebody serves each of `objectives` for it; `served` are the pairs that have somebody.

    Raises ValueError for a target outside 1 to 100 and where there is no objective to serve.

    >>> whole = {(f"g{i}", "welfare") for i in range(19)}
    >>> coverage([f"g{i}" for i in range(20)], ["welfare"], whole).reached
    True
    >>> found = coverage([f"g{i}" for i in range(19)], ["welfare"], whole - {("g0", "welfare")})
    >>> found.covered, found.of, found.reached, found.exceptions
    (18, 19, False, {'g0': ('welfare',)})
    """
    if not 1 <= target_percent <= 100:
        raise ValueError(f"A target of {target_percent} % is not from 1 to 100.")
    if not objectives:
        raise ValueError("Coverage needs at least one objective.")
    missing = {
        group: tuple(o for o in objectives if (group, o) not in served) for group in dict.fromkeys(groups)
    }
    exceptions = {group: gaps for group, gaps in missing.items() if gaps}
    return Coverage(len(missing) - len(exceptions), len(missing), exceptions, target_percent)


def smallest_set(
    groups: Sequence[str],
    objectives: Sequence[str],
    served: Collection[Cell],
    options: Mapping[str, Collection[Cell]],
    target_percent: int = TARGET_PERCENT,
) -> tuple[str, ...] | None:
    """Which of `options` (each with the pairs it would serve) reach the target, as few as greedily found.

    Greedy set cover (Chvátal 1979) on the pairs that are missing, then what turned out not to be needed is
    dropped again: no choice in the answer can be left out, though another answer may be shorter. Equal choices
    fall to the first name. Returns () where the target is met already, None where all options together miss it.

    >>> smallest_set(["a", "b"], ["x", "y"], {("a", "x")}, {
    ...     "one": {("a", "y")}, "both": {("a", "y"), ("b", "x")}, "rest": {("b", "y")}})
    ('both', 'rest')
    """
    have = set(served)

    def reached(chosen: Iterable[str]) -> bool:
        cells = have.union(*(options[name] for name in chosen))
        return coverage(groups, objectives, cells, target_percent).reached

    wanted = {(g, o) for g in groups for o in objectives}
    chosen: list[str] = []
    while not reached(chosen):
        left = wanted - have.union(*(options[name] for name in chosen))
        gains = {name: len(left & set(cells)) for name, cells in options.items() if name not in chosen}
        best = max(sorted(gains), key=lambda name: gains[name], default=None)
        if best is None or not gains[best]:
            return None
        chosen.append(best)
    for name in list(chosen):
        rest = [other for other in chosen if other != name]
        if reached(rest):
            chosen = rest
    return tuple(chosen)


def shares(total: int, parts: int) -> list[int]:
    """`total` in whole units split evenly over `parts`, the first ones taking what is over: the sum is `total`.

    Raises ValueError for a negative total and for no parts.

    >>> shares(100, 3)
    [34, 33, 33]
    """
    if total < 0 or parts < 1:
        raise ValueError("A cost of nought or more is shared over one part or more.")
    each, over = divmod(total, parts)
    return [each + (index < over) for index in range(parts)]


@dataclass(frozen=True)
class Gap:
    """A group and an objective that nobody serves yet.

    people   how many it would reach; None where the group's size is not known
    cost     pounds a year of the cheapest proposal that would close it; None where nobody has proposed anything
    """

    group: str
    objective: str
    people: int | None
    cost: int | None

    @property
    def pounds_a_person(self) -> Fraction | None:
        """Cost for benefit, exactly; None where either is not known."""
        return None if self.cost is None or not self.people else Fraction(self.cost, self.people)


@dataclass(frozen=True)
class RankedGap:
    """Gaps taken together by what they share, with the cost for benefit of those where both are known."""

    name: str
    gaps: tuple[Gap, ...]
    pounds_a_person: Fraction | None
    not_known: int


def rank_gaps(gaps: Iterable[Gap]) -> list[Gap]:
    """The gap that reaches most for least first; then those without a price or a size, the largest group first.

    >>> ranked = rank_gaps([Gap("a", "x", 100, 1000), Gap("b", "x", 500, 1000), Gap("c", "x", None, 10)])
    >>> [gap.group for gap in ranked]
    ['b', 'a', 'c']
    """
    return sorted(gaps, key=_order)


def rank_together(gaps: Iterable[Gap], by: str) -> list[RankedGap]:
    """The gaps of each group, or of each objective (`by` is "group" or "objective"), ranked as one piece of work.

    >>> [r.name for r in rank_together([Gap("a", "x", 10, 100), Gap("b", "y", 10, 50)], "objective")]
    ['y', 'x']
    """
    if by not in ("group", "objective"):
        raise ValueError(f"Gaps are taken together by group or by objective, not by {by}.")
    together: dict[str, list[Gap]] = {}
    for gap in gaps:
        together.setdefault(gap.group if by == "group" else gap.objective, []).append(gap)
    ranked = [_together(name, found) for name, found in together.items()]
    return sorted(ranked, key=lambda r: (r.pounds_a_person is None, r.pounds_a_person or 0, r.name))


def _together(name: str, gaps: list[Gap]) -> RankedGap:
    known = [gap for gap in gaps if gap.pounds_a_person is not None]
    people = sum(gap.people or 0 for gap in known)
    cost = Fraction(sum(gap.cost or 0 for gap in known), people) if people else None
    return RankedGap(name, tuple(rank_gaps(gaps)), cost, len(gaps) - len(known))


def _order(gap: Gap) -> tuple[bool, Fraction, int, str, str]:
    price = gap.pounds_a_person
    return (price is None, price or Fraction(0), -(gap.people or 0), gap.group, gap.objective)
