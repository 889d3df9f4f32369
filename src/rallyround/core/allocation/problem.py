"""What has to be decided: needs, offers and the rules between them, as columns that were checked once."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]
Scalar = TypeVar("Scalar", bound=np.generic)

MASK_BITS = 63  # bits of a signed 64-bit integer that a mask may use
MASK_LIMIT = 2**MASK_BITS - 1
COORDINATE_LIMIT = 10_000_000  # metres; squares of differences stay exact in a float
COUNT_LIMIT = 1_000_000  # slots of one row, and points of priority
TRAVEL_LIMIT = 2**31 - 1
FLOAT_LIMIT = 2**53  # beyond it a float no longer holds every whole number
SWAPPED = ": needs come first, then offers"
MASKS = ("checks", "window", "skills", "availability")
GRID = (
    ": metres on a plane grid such as the National Grid, rounded. Convert latitude and longitude first "
    "(rallyround.core.geo.to_grid)"
)


def whole_numbers(name: str, values: npt.ArrayLike, low: int, high: int) -> IntArray:
    """One column as int64, or a ValueError that names the column, the index and what is allowed.

    >>> whole_numbers("Needs.demand", [1, 2], 0, 10)
    array([1, 2])
    >>> whole_numbers("Needs.demand", [1, -2], 0, 10)
    Traceback (most recent call last):
    ValueError: Needs.demand[1] is -2: it must be from 0 to 10.
    """
    array = _array(name, values)
    if array.ndim != 1:
        raise ValueError(f"{name} must be a list of numbers with one dimension, not {array.ndim}.")
    if array.size == 0:
        return read_only(np.zeros(0, dtype=np.int64))
    if array.dtype.kind == "f":
        wrong = np.flatnonzero(~np.isfinite(array) | (array != np.floor(array)))
        if wrong.size:
            at = int(wrong[0])
            raise ValueError(f"{name}[{at}] is {array[at]}: it must be a whole number{_remedy(name)}.")
        wide = np.flatnonzero(np.abs(array) > FLOAT_LIMIT) if max(-low, high) > FLOAT_LIMIT else wrong
        if wide.size:
            at = int(wide[0])
            raise ValueError(
                f"{name}[{at}] is {array[at]}, a float that cannot hold so large a number to the unit: "
                "give whole numbers (int64)."
            )
    elif array.dtype.kind == "O":
        for at, value in enumerate(array.tolist()):
            if not isinstance(value, int):
                raise ValueError(f"{name}[{at}] is {value!r}: it must be a whole number{_remedy(name)}.")
    elif array.dtype.kind not in "iub":
        first = array.tolist()[0]
        raise ValueError(f"{name} must hold whole numbers, not {first!r}.")
    # Compared before conversion: a number that is too wide would come out of it as another number.
    wrong = np.flatnonzero((array < low) | (array > high))
    if wrong.size:
        at = int(wrong[0])
        raise ValueError(
            f"{name}[{at}] is {array[at]}: it must be from {low} to {high}{_remedy(name, mask=True)}."
        )
    return read_only(array.astype(np.int64))


def _array(name: str, values: npt.ArrayLike) -> npt.NDArray[Any]:
    """The values as NumPy has them; whole numbers stay whole, however wide."""
    try:
        array = np.asarray(values)
        if array.dtype.kind == "f" and isinstance(values, list | tuple):
            exact = np.asarray(values, dtype=np.object_)  # [1, 2**63] would become floats
            array = exact if all(isinstance(value, int) for value in exact.flat) else array
    except ValueError:
        raise ValueError(
            f"{name} must be a list of numbers: some of its entries are lists, or lists of different lengths."
        ) from None
    return array


def _remedy(name: str, *, mask: bool = False) -> str:
    """What to give instead, for columns where people are often mistaken."""
    if name in ("Needs.x", "Needs.y", "Offers.x", "Offers.y"):
        return GRID
    if mask and name.rpartition(".")[2] in MASKS:
        return f", a mask of the bits 0 to {MASK_BITS - 1}"
    return ""


def whole_number(name: str, value: object, low: int, high: int) -> int:
    """One whole number, or a ValueError that names it.

    >>> whole_number("bonus", 0.5, 0, 10)
    Traceback (most recent call last):
    ValueError: bonus is 0.5: it must be a whole number from 0 to 10.
    """
    whole = isinstance(value, int | np.integer) and not isinstance(value, bool)
    if not whole or not low <= int(value) <= high:  # type: ignore[call-overload]
        raise ValueError(f"{name} is {value!r}: it must be a whole number from {low} to {high}.")
    return int(value)  # type: ignore[call-overload, no-any-return]


def row_number(name: str, value: object, rows: int) -> int:
    """The number of a row that exists, or a ValueError that names it."""
    whole = isinstance(value, int | np.integer) and not isinstance(value, bool)
    if not whole:
        raise ValueError(f"{name} is {value!r}: it must be the number of a row, counted from 0.")
    if not 0 <= int(value) < rows:  # type: ignore[call-overload]
        known = f"the rows are numbered 0 to {rows - 1}" if rows else "there are no rows"
        raise ValueError(f"{name} is {value}: {known}.")
    return int(value)  # type: ignore[call-overload, no-any-return]


def truths(name: str, values: npt.ArrayLike) -> BoolArray:
    """True or false, also written as 1 or 0, as an array of any shape; ValueError that names it.

    >>> truths("passable", [[1, 1], [0, 1]]).tolist()
    [[True, True], [False, True]]
    """
    array = _array(name, values)
    if array.dtype.kind in "iu" and ((array == 0) | (array == 1)).all():
        array = array.astype(np.bool_)
    if array.dtype != np.bool_:
        wrong = next(
            (value for value in array.flat if value not in (0, 1)), array.flat[0] if array.size else None
        )
        raise ValueError(f"{name} must hold true or false, or 1 and 0 as whole numbers, not {wrong!s}.")
    return array


def row_pairs(name: str, pairs: npt.ArrayLike, needs: int, offers: int) -> tuple[IntArray, IntArray]:
    """Pairs (need, offer) as two columns of numbers of rows that exist, or a ValueError naming the pair."""
    array = _array(name, pairs)
    if array.size == 0:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    if array.ndim != 2 or array.shape[1] != 2:
        raise ValueError(f"{name} must be a list of pairs (need, offer).")
    if array.dtype.kind not in "iu":
        raise ValueError(
            f"{name} must be a list of pairs (need, offer) of row numbers, counted from 0, "
            f"not {tuple(array[0].tolist())}."
        )
    return (
        whole_numbers(f"{name} need", array[:, 0], 0, needs - 1),
        whole_numbers(f"{name} offer", array[:, 1], 0, offers - 1),
    )


def expect(name: str, value: object, kind: type, instead: str = "") -> None:
    """ValueError where something else was handed in than what is meant, such as offers for needs."""
    if not isinstance(value, kind):
        given = value.__name__ if isinstance(value, type) else type(value).__name__
        raise ValueError(f"{name} must be {kind.__name__}, not {given}{instead}.")


def read_only(array: npt.NDArray[Scalar]) -> npt.NDArray[Scalar]:
    """The same array; whoever tries to write into it is told that it cannot be."""
    array.setflags(write=False)
    return array


def _check_columns(owner: object, limits: dict[str, tuple[int, int]]) -> None:
    """Replace each column of a frozen dataclass by its checked form; all must be equally long."""
    name = type(owner).__name__
    length: int | None = None
    for column in fields(owner):  # type: ignore[arg-type]
        values = getattr(owner, column.name)
        if values is None:
            continue
        checked = whole_numbers(f"{name}.{column.name}", values, *limits[column.name])
        length = len(checked) if length is None else length
        if len(checked) != length:
            raise ValueError(f"{name}.{column.name} has {len(checked)} entries where {name}.x has {length}.")
        object.__setattr__(owner, column.name, checked)


def value_limit(demand: IntArray, capacity: IntArray) -> int:
    """The largest value of a unit with which neither a total nor the solver's prices leave 64 bits.

    The solver multiplies costs by twice the number of nodes and three; there are a need, an offer, a sink.
    """
    slots = min(int(demand.sum()), int(capacity.sum()))
    nodes = len(demand) + len(capacity) + 1
    return min((2**62 - 1) // max(slots, 1), 2**60 // (nodes + 3))


@dataclass(frozen=True, eq=False)
class Needs:
    """What is asked for: one entry a need, whole numbers (kept as int64), all columns equally long.

    x, y       metres on a plane grid such as the National Grid, within ±10,000,000
    category   kind of help, 0 to 62: the bit of the skill that an offer must hold
    checks     bit mask (63 bits) of the checks that the helper must have passed
    priority   points, 0 to 1,000,000; more is more urgent
    demand     slots asked for: a person for one shift
    window     bit mask (63 bits) of the shifts in which the help may come
    area       area for questions of fairness, or None
    zone       row and column in the table of passable ways, or None

    Raises ValueError naming column and index for different lengths, fractions, NaN, negative or too
    large numbers and masks that are too wide.

    >>> Needs(x=[0], y=[0], category=[2], checks=[0], priority=[50], demand=[1], window=[0b11]).demand
    array([1])
    """

    x: IntArray
    y: IntArray
    category: IntArray
    checks: IntArray
    priority: IntArray
    demand: IntArray
    window: IntArray
    area: IntArray | None = None
    zone: IntArray | None = None

    def __post_init__(self) -> None:
        _check_columns(
            self,
            {
                "x": (-COORDINATE_LIMIT, COORDINATE_LIMIT),
                "y": (-COORDINATE_LIMIT, COORDINATE_LIMIT),
                "category": (0, MASK_BITS - 1),
                "checks": (0, MASK_LIMIT),
                "priority": (0, COUNT_LIMIT),
                "demand": (0, COUNT_LIMIT),
                "window": (0, MASK_LIMIT),
                "area": (0, TRAVEL_LIMIT),
                "zone": (0, TRAVEL_LIMIT),
            },
        )

    def __len__(self) -> int:
        return len(self.x)

    def __repr__(self) -> str:
        return f"Needs({len(self):,} needs, {int(self.demand.sum()):,} slots)"


@dataclass(frozen=True, eq=False)
class Offers:
    """Who could help: one entry an offer, whole numbers (kept as int64), all columns equally long.

    x, y           metres on the same grid as the needs
    skills         bit mask (63 bits) of the categories that the offer can serve
    checks         bit mask (63 bits) of the checks passed
    max_travel     metres, straight line
    availability   bit mask (63 bits) of shifts
    capacity       slots that the offer can fill in all
    zone           row and column in the table of passable ways, or None

    Raises ValueError as `Needs` does.

    >>> len(Offers(x=[0], y=[0], skills=[4], checks=[0], max_travel=[5000], availability=[1], capacity=[1]))
    1
    """

    x: IntArray
    y: IntArray
    skills: IntArray
    checks: IntArray
    max_travel: IntArray
    availability: IntArray
    capacity: IntArray
    zone: IntArray | None = None

    def __post_init__(self) -> None:
        _check_columns(
            self,
            {
                "x": (-COORDINATE_LIMIT, COORDINATE_LIMIT),
                "y": (-COORDINATE_LIMIT, COORDINATE_LIMIT),
                "skills": (0, MASK_LIMIT),
                "checks": (0, MASK_LIMIT),
                "max_travel": (0, TRAVEL_LIMIT),
                "availability": (0, MASK_LIMIT),
                "capacity": (0, COUNT_LIMIT),
                "zone": (0, TRAVEL_LIMIT),
            },
        )

    def __len__(self) -> int:
        return len(self.x)

    def __repr__(self) -> str:
        return f"Offers({len(self):,} offers, {int(self.capacity.sum()):,} slots)"


@dataclass(frozen=True, eq=False)
class Problem:
    """Needs, offers and the rules between them, as `allocate` takes them; `Plan.problem` has those of a plan.

    passable           bool (or 0 and 1), [zone of the offer, zone of the need]; None: every way is open
    distance_matters   bool by category; left out: it matters everywhere
    forbidden          sorted keys need × number of offers + offer

    Raises ValueError naming field and index.

    >>> one = Needs(x=[0], y=[0], category=[2], checks=[0], priority=[50], demand=[1], window=[1])
    >>> able = Offers(x=[0], y=[0], skills=[4], checks=[0], max_travel=[5000], availability=[1], capacity=[1])
    >>> Problem(one, able)
    Problem(1 needs, 1 offers)
    """

    needs: Needs
    offers: Offers
    metres_per_priority_point: int = 1000
    passable: BoolArray | None = None
    distance_matters: BoolArray = field(default_factory=lambda: np.ones(MASK_BITS, dtype=np.bool_))
    forbidden: IntArray = field(default_factory=lambda: np.zeros(0, dtype=np.int64))

    def __post_init__(self) -> None:
        expect("needs", self.needs, Needs, SWAPPED)
        expect("offers", self.offers, Offers, SWAPPED)
        points = whole_number("metres_per_priority_point", self.metres_per_priority_point, 0, COUNT_LIMIT)
        object.__setattr__(self, "metres_per_priority_point", points)
        object.__setattr__(self, "passable", _passable_table(self.needs, self.offers, self.passable))
        object.__setattr__(self, "distance_matters", _by_category(self.needs, self.distance_matters))
        if len(self.needs):
            at = int(np.argmax(self.needs.priority))
            worth = int(self.needs.priority[at]) * self.metres_per_priority_point
            if worth > value_limit(self.needs.demand, self.offers.capacity):
                raise ValueError(
                    f"Needs.priority[{at}] is {self.needs.priority[at]}: at {self.metres_per_priority_point} "
                    "metres a point and with so many slots the total would not fit into 64 bits."
                )

    def __repr__(self) -> str:
        return f"Problem({len(self.needs):,} needs, {len(self.offers):,} offers)"

    @property
    def worth(self) -> IntArray:
        """What a slot of each need is worth before the way to it, in metres."""
        return self.needs.priority * self.metres_per_priority_point


def state_problem(
    needs: Needs,
    offers: Offers,
    *,
    metres_per_priority_point: int,
    passable: npt.ArrayLike | None,
    distance_matters: npt.ArrayLike | None,
    forbidden: npt.ArrayLike | None,
) -> Problem:
    """The problem with every rule checked against needs and offers; ValueError naming field and index."""
    expect("needs", needs, Needs, SWAPPED)
    expect("offers", offers, Offers, SWAPPED)
    return Problem(
        needs=needs,
        offers=offers,
        metres_per_priority_point=metres_per_priority_point,
        passable=_passable_table(needs, offers, passable),
        distance_matters=_by_category(needs, distance_matters),
        forbidden=_forbidden_keys(needs, offers, forbidden),
    )


def square_table(passable: npt.ArrayLike) -> BoolArray:
    """A table of passable ways, or a ValueError."""
    table = truths("passable", passable)
    if table.ndim != 2 or table.shape[0] != table.shape[1]:
        raise ValueError("passable must be a square table: zone of the offer by zone of the need.")
    return table


def _passable_table(needs: Needs, offers: Offers, passable: npt.ArrayLike | None) -> BoolArray | None:
    if passable is None:
        return None
    table = square_table(passable)
    for name, zone in (("Needs", needs.zone), ("Offers", offers.zone)):
        if zone is None:
            raise ValueError(f"{name}.zone is missing: a table of passable ways needs a zone for each entry.")
        if zone.max(initial=0) >= len(table):
            whole_numbers(f"{name}.zone", zone, 0, len(table) - 1)  # names the first that is not in the table
    return table


def _by_category(needs: Needs, distance_matters: npt.ArrayLike | None) -> BoolArray:
    every = np.ones(MASK_BITS, dtype=np.bool_)
    if distance_matters is None:
        return every
    given = truths("distance_matters", distance_matters)
    if given.ndim != 1 or len(given) > MASK_BITS:
        raise ValueError(
            f"distance_matters must be true or false for each of at most {MASK_BITS} categories."
        )
    if len(given) == MASK_BITS:
        return given
    beyond = np.flatnonzero(needs.category >= len(given))
    if beyond.size:
        at = int(beyond[0])
        raise ValueError(
            f"Needs.category[{at}] is {needs.category[at]}: distance_matters has only {len(given)} entries."
        )
    every[: len(given)] = given
    return every


def _forbidden_keys(needs: Needs, offers: Offers, forbidden: npt.ArrayLike | None) -> IntArray:
    need, offer = row_pairs("forbidden", () if forbidden is None else forbidden, len(needs), len(offers))
    return np.unique(need * len(offers) + offer)
