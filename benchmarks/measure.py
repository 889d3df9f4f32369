"""Timing the same thing several times, and saying it with its spread: the median of the runs, lowest to highest."""

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import TypeVar

Result = TypeVar("Result")
RUNS = 3


@dataclass(frozen=True)
class Spread:
    """The median of several runs with the lowest and the highest, in seconds unless said otherwise."""

    middle: float
    low: float
    high: float

    @property
    def in_ms(self) -> str:
        """Milliseconds, as the table shows them."""
        return f"{1000 * self.middle:.1f} ms ({1000 * self.low:.1f} to {1000 * self.high:.1f})"

    @property
    def in_s(self) -> str:
        """Seconds, as the table shows them."""
        return f"{self.middle:.1f} s ({self.low:.1f} to {self.high:.1f})"

    @property
    def in_mb(self) -> str:
        """Megabytes, where the numbers are bytes."""
        return f"{self.middle / 1e6:.0f} MB ({self.low / 1e6:.0f} to {self.high / 1e6:.0f})"


def spread(values: Sequence[float]) -> Spread:
    """Of one number a run."""
    return Spread(statistics.median(values), min(values), max(values))


def median(runs: Sequence[Sequence[float]]) -> Spread:
    """The median of each run, and how these spread."""
    return spread([statistics.median(run) for run in runs])


def p95(runs: Sequence[Sequence[float]]) -> Spread:
    """The time that 95 in 100 of a run stay within, and how these spread."""
    return spread([statistics.quantiles(run, n=20, method="inclusive")[-1] for run in runs])


def in_turn(
    calls: Mapping[str, Callable[[], float]], *, each: int, runs: int = RUNS, warm: int = 5
) -> dict[str, list[list[float]]]:
    """Each call gives its seconds; they take turns, so that what else the machine does falls on all alike."""
    for call in calls.values():
        for _time in range(warm):
            call()
    found: dict[str, list[list[float]]] = {name: [] for name in calls}
    for _run in range(runs):
        for times in found.values():
            times.append([])
        for _time in range(each):
            for name, call in calls.items():
                found[name][-1].append(call())
    return found


def timed(work: Callable[[], Result]) -> tuple[float, Result]:
    """Seconds that it takes, and what comes of it."""
    began = perf_counter()
    result = work()
    return perf_counter() - began, result


def begin_peak() -> None:
    """Forget how much memory this process took at its most until now (Linux: proc(5), clear_refs)."""
    with open("/proc/self/clear_refs", "w") as control:
        control.write("5")


def peak_gb() -> float:
    """The most memory that this process took since `begin_peak`, in GB."""
    with open("/proc/self/status") as status:
        kilobytes = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
    return kilobytes / 1e6
