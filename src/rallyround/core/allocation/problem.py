"""What has to be decided: needs, offers and the rules between them, as columns that were checked once."""

from __future__ import annotations

from dataclasses import dataclass, field, fields

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

MASK_BITS = 63  # bits of a signed 64-bit integer that a mask may use
MASK_LIMIT = 2**MASK_BITS - 1
COORDINATE_LIMIT = 10_000_000  # metres; squares of differences stay exact in a float
COUNT_LIMIT = 1_000_000  # slots of one row, and points of priority
TRAVEL_LIMIT = 2**31 - 1
FLOAT_LIMIT = 2**53  # beyond it a float no longer holds every whole number


def whole_numbers(name: str, values: npt.ArrayLike, low: int, high: int) -> IntArray:
    """One column as int64, or a ValueError that names the column, the index and what is allowed.

    >>> whole_numbers("Needs.demand", [1, 2], 0, 10)
    array([1, 2])
    >>> whole_numbers("Needs.demand", [1, -2], 0, 10)
    Traceback (most recent call last):
    ValueError: Needs.demand[1] is -2: it must be from 0 to 10.
    """
    array = np.asarray(values)
    if array.ndim != 1:
        raise ValueError(f"{name} must be a list of numbers with one dimension, not {array.ndim}.")
    if array.size == 0:
        return _read_only(np.zeros(0, dtype=np.int64))
    if array.dtype.kind == "f":
        low, high = max(low, -FLOAT_LIMIT), min(high, FLOAT_LIMIT)
        wrong = np.flatnonzero(~np.isfinite(array) | (array != np.floor(array)))
        if wrong.size:
            at = int(wrong[0])
            raise ValueError(f"{name}[{at}] is {array[at]}: it must be a whole number.")
    elif array.dtype.kind == "O":
        for at, value in enumerate(array.tolist()):
            if not isinstance(value, int):
                raise ValueError(f"{name}[{at}] is {value!r}: it must be a whole number.")
    elif array.dtype.kind not in "iub":
        raise ValueError(f"{name} must hold whole numbers, not {array.dtype}.")
    # Compared before conversion: a number that is too wide would come out of it as another number.
    wrong = np.flatnonzero((array < low) | (array > high))
    if wrong.size:
        at = int(wrong[0])
        raise ValueError(f"{name}[{at}] is {array[at]}: it must be from {low} to {high}.")
    return _read_only(array.astype(np.int64))


def _read_only(array: IntArray) -> IntArray:
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


@dataclass(frozen=True, eq=False)
class Problem:
    """Needs, offers and the rules between them. `allocate` builds it; its parameters are explained there.

    passable           bool, [zone of the offer, zone of the need]; None: every way is open
    distance_matters   bool by category (63 entries)
    forbidden          sorted keys need × number of offers + offer

    Raises ValueError naming field and index.
    """

    needs: Needs
    offers: Offers
    metres_per_priority_point: int = 1000
    passable: BoolArray | None = None
    distance_matters: BoolArray = field(default_factory=lambda: np.ones(MASK_BITS, dtype=np.bool_))
    forbidden: IntArray = field(default_factory=lambda: np.zeros(0, dtype=np.int64))

    def __post_init__(self) -> None:
        if not 0 <= self.metres_per_priority_point <= COUNT_LIMIT:
            raise ValueError(
                f"metres_per_priority_point is {self.metres_per_priority_point}: "
                f"it must be from 0 to {COUNT_LIMIT}."
            )
        if len(self.needs):
            at = int(np.argmax(self.needs.priority))
            worth = int(self.needs.priority[at]) * self.metres_per_priority_point
            if worth > value_limit(self.needs.demand, self.offers.capacity):
                raise ValueError(
                    f"Needs.priority[{at}] is {self.needs.priority[at]}: at {self.metres_per_priority_point} "
                    "metres a point and with so many slots the total would not fit into 64 bits."
                )

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
    return Problem(
        needs=needs,
        offers=offers,
        metres_per_priority_point=metres_per_priority_point,
        passable=_passable_table(needs, offers, passable),
        distance_matters=_by_category(needs, distance_matters),
        forbidden=_forbidden_keys(needs, offers, forbidden),
    )


def _passable_table(needs: Needs, offers: Offers, passable: npt.ArrayLike | None) -> BoolArray | None:
    if passable is None:
        return None
    table = np.asarray(passable)
    if table.ndim != 2 or table.shape[0] != table.shape[1]:
        raise ValueError("passable must be a square table: zone of the offer by zone of the need.")
    if table.dtype != np.bool_:
        raise ValueError(f"passable must hold true or false, not {table.dtype}.")
    for name, zone in (("Needs", needs.zone), ("Offers", offers.zone)):
        if zone is None:
            raise ValueError(f"{name}.zone is missing: a table of passable ways needs a zone for each entry.")
        whole_numbers(f"{name}.zone", zone, 0, len(table) - 1)
    return table


def _by_category(needs: Needs, distance_matters: npt.ArrayLike | None) -> BoolArray:
    every = np.ones(MASK_BITS, dtype=np.bool_)
    if distance_matters is None:
        return every
    given = np.asarray(distance_matters)
    if given.ndim != 1 or given.dtype != np.bool_ or len(given) > MASK_BITS:
        raise ValueError(
            f"distance_matters must be true or false for each of at most {MASK_BITS} categories."
        )
    beyond = np.flatnonzero(needs.category >= len(given))
    if beyond.size:
        at = int(beyond[0])
        raise ValueError(
            f"Needs.category[{at}] is {needs.category[at]}: distance_matters has only {len(given)} entries."
        )
    every[: len(given)] = given
    return every


def _forbidden_keys(needs: Needs, offers: Offers, forbidden: npt.ArrayLike | None) -> IntArray:
    pairs = np.zeros((0, 2), dtype=np.int64) if forbidden is None else np.asarray(forbidden)
    if pairs.size == 0:
        return np.zeros(0, dtype=np.int64)
    if pairs.ndim != 2 or pairs.shape[1] != 2:
        raise ValueError("forbidden must be a list of pairs (need, offer).")
    need = whole_numbers("forbidden need", pairs[:, 0], 0, len(needs) - 1)
    offer = whole_numbers("forbidden offer", pairs[:, 1], 0, len(offers) - 1)
    return np.unique(need * len(offers) + offer)
