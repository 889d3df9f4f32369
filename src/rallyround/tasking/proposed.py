"""What a plan proposes, in numbers: the one place that everything that is said about a plan counts from.

The engine's plan may hold pairs of which one cannot come when the others can. They are proposed to nobody, so nothing
counts them; `Plan.met` and `Plan.statistics` still do.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from rallyround.core.allocation.problem import IntArray


@dataclass(frozen=True, eq=False)
class Proposed:
    """Pairs, by need and then by offer: units[k] helpers of offer[k] for need[k], metres[k] away.

    priority, demand   by need
    """

    need: IntArray
    offer: IntArray
    units: IntArray
    metres: IntArray
    priority: IntArray
    demand: IntArray

    @cached_property
    def met(self) -> IntArray:
        """Places met, by need."""
        return np.bincount(self.need, weights=self.units, minlength=len(self.demand)).astype(np.int64)

    @cached_property
    def missing(self) -> IntArray:
        """Places for which nobody is proposed, by need."""
        return self.demand - self.met

    @property
    def slots_asked(self) -> int:
        return int(self.demand.sum())

    @property
    def slots_met(self) -> int:
        return int(self.units.sum())

    @property
    def points_asked(self) -> int:
        return int(self.demand @ self.priority)

    @property
    def points_met(self) -> int:
        return int(self.met @ self.priority)

    @property
    def travel(self) -> int:
        """Metres that all helpers travel."""
        return int(self.units @ self.metres)
