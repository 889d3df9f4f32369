"""Columns that grow at the end without being copied each time.

A column with room is a view of a longer buffer. Views of it that were given away before keep their length, and
what is in them does not change. Only one owner may append to a column: who shares one makes his own by `roomy`.
"""

from __future__ import annotations

from typing import TypeVar

import numpy as np
import numpy.typing as npt

Number = TypeVar("Number", bound=np.generic)

ROOM = 1_000  # rows at least, and as a share:
SHARE = 0.02


def roomy(column: npt.NDArray[Number]) -> npt.NDArray[Number]:
    """A copy that has room to grow.

    >>> roomy(np.array([1, 2])).tolist()
    [1, 2]
    """
    rows = len(column)
    buffer = np.empty(rows + ROOM + int(SHARE * rows), dtype=column.dtype)
    buffer[:rows] = column
    return buffer[:rows]


def appended(column: npt.NDArray[Number], more: npt.ArrayLike) -> npt.NDArray[Number]:
    """The column with more rows behind it; the column itself is as it was.

    column   one that `roomy` or `appended` gave, and that nothing was appended to yet

    >>> appended(roomy(np.array([1, 2])), [3]).tolist()
    [1, 2, 3]
    """
    added = np.asarray(more, dtype=column.dtype)
    end = len(column) + len(added)
    buffer = column.base
    if not isinstance(buffer, np.ndarray) or end > len(buffer):
        buffer = roomy(column).base
        assert isinstance(buffer, np.ndarray)
        if end > len(buffer):
            buffer = np.concatenate([column, added, np.empty(ROOM, dtype=column.dtype)])
    buffer[len(column) : end] = added
    grown: npt.NDArray[Number] = buffer[:end]
    return grown
