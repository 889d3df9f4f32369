"""Memory asked for ahead of its use: rows of pairs lie far apart, and to wait for each takes as long as to reckon it."""

from __future__ import annotations

from typing import Any

from rallyround.core.allocation import compiled
from rallyround.core.allocation.pairs import Costs, Ints32

LINE = 16  # entries of four bytes that come together


def fetch_row(offer: Ints32, cost: Costs, first: int, end: int) -> None:
    """Pairs first to end will be read soon. Without compiled kernels nothing happens."""


if compiled.NUMBA:
    from llvmlite import ir
    from numba import types
    from numba.extending import intrinsic

    @intrinsic
    def _line(_context: Any, array: Any, _index: Any) -> Any:
        """Ask for the line in which an entry lies; the processor goes on meanwhile."""

        def code(context: Any, builder: Any, signature: Any, given: Any) -> Any:
            byte, word = ir.IntType(8).as_pointer(), ir.IntType(32)
            entries = context.make_array(signature.args[0])(context, builder, given[0]).data
            place = builder.bitcast(builder.gep(entries, [given[1]]), byte)
            kind = ir.FunctionType(ir.VoidType(), [byte, word, word, word])
            to_read, near, data = word(0), word(3), word(1)
            builder.call(
                builder.module.declare_intrinsic("llvm.prefetch", [byte], kind), [place, to_read, near, data]
            )
            return context.get_dummy_value()

        return types.void(array, types.int64), code

    _fetch: Any = _line  # called from kernels, without the context that compiling needs

    @compiled.kernel
    def fetch_row(offer: Ints32, cost: Costs, first: int, end: int) -> None:
        """Pairs first to end will be read soon."""
        for at in range(first, end, LINE):
            _fetch(offer, at)
            _fetch(cost, at)
