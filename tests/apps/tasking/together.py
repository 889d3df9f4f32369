"""Doing things in the same instant, in threads with connections of their own."""

from collections.abc import Callable
from threading import Barrier, Thread

from django.db import connection

from rallyround.ui.errors import Refused


def at_once(*doings: Callable[[], object]) -> list[object]:
    """What each of these returned, or was refused with, when they all began together."""
    results: list[object] = []
    barrier = Barrier(len(doings))

    def run(do: Callable[[], object]) -> None:
        barrier.wait()
        try:
            results.append(do())
        except Refused as refusal:
            results.append(refusal)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(do,)) for do in doings]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results
