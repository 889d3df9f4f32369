"""SIGTERM and a closed terminal end a program in order, as Ctrl-C does."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

NAMES = ("SIGTERM", "SIGHUP")  # Windows has no SIGHUP


@contextmanager
def ending_in_order() -> Iterator[None]:
    """Within the block these signals raise SystemExit, unless the program already handles them itself."""
    caught: dict[int, signal.Handlers] = {}
    if threading.current_thread() is threading.main_thread():  # no other thread may set handlers
        for name in NAMES:
            number = getattr(signal, name, None)
            if number is not None and signal.getsignal(number) is signal.SIG_DFL:
                signal.signal(number, _leave)
                caught[number] = signal.SIG_DFL
    try:
        yield
    finally:
        for number, before in caught.items():
            signal.signal(number, before)


def _leave(number: int, frame: FrameType | None) -> None:
    raise SystemExit(128 + number)  # as a shell reports a program that a signal ended
