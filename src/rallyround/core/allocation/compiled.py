"""Compiled kernels and the threads that run them. Without Numba everything still works, by slower ways."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar

try:
    from numba import njit
except ImportError:  # pragma: no cover - the tests switch NUMBA off instead
    NUMBA = False
else:
    NUMBA = True

Kernel = TypeVar("Kernel", bound=Callable[..., object])
Result = TypeVar("Result")


def kernel(function: Kernel) -> Kernel:
    """Compile a function on its first call, keep the machine code on disk, run it without the lock of Python.

    The code is kept beside the source or in the user's cache folder (NUMBA_CACHE_DIR names another); where
    neither can be written it is compiled anew in each process.
    """
    if not NUMBA:
        return function
    compiled: Any
    try:
        compiled = njit(cache=True, nogil=True)(function)
    except RuntimeError:  # no folder to keep it in
        compiled = njit(nogil=True)(function)
    return compiled  # type: ignore[no-any-return]


def all_threads() -> int:
    """As many threads as this process may use processors.

    >>> all_threads() >= 1
    True
    """
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def in_blocks(
    work: Callable[[int, int], Result], rows: int, threads: int, *, block: int = 2048
) -> list[Result]:
    """What `work(first, end)` gives for consecutive blocks of rows, in their order, by so many threads.

    The blocks do not depend on the number of threads, so nor does what comes of them.

    >>> in_blocks(lambda first, end: end - first, 5000, threads=2)
    [2048, 2048, 904]
    """
    jobs = [partial(work, first, min(first + block, rows)) for first in range(0, rows, block)]
    return in_threads(jobs, threads)


def in_threads(jobs: Sequence[Callable[[], Result]], threads: int) -> list[Result]:
    """What each job gives, in their order."""
    if threads == 1 or len(jobs) < 2:
        return [job() for job in jobs]
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(lambda job: job(), jobs))
